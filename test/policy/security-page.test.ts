import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf, requirements, requirementsIn, type Row, rowsOf } from './proofs';
import { isTitled, titlesIn } from './titles';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'security.md'), 'utf8');
const rows = rowsOf(page);
const proved = rows.filter(({ kind }) => kind === 'Proof');
const elsewhere = rows.filter(({ kind }) => kind === 'Why no test of ours');
const namedIn = (of: readonly Row[]): string[] => of.flatMap(({ cells }) => requirementsIn(cells[0] ?? ''));

it('docs/security.md names tests and commands that there are', () => {
  expect(proved.length).toBeGreaterThan(60);
  expect(proved.flatMap(faultsOf)).toEqual([]);
});

it('docs/security.md answers every requirement of ASVS 5.0.0, and invents none', () => {
  const named = new Set([...namedIn(proved), ...namedIn(elsewhere)]);
  expect(requirements).toHaveLength(345);
  expect(requirements.filter((one) => !named.has(one))).toEqual([]);
  expect([...named].filter((one) => !requirements.includes(one))).toEqual([]);
});

it('docs/security.md gives one reason for what has no test, and none for what has one', () => {
  const reasons = namedIn(elsewhere);
  const tested = new Set(namedIn(proved));
  expect(reasons.filter((one, index) => reasons.indexOf(one) !== index || tested.has(one))).toEqual([]);
  expect(elsewhere.filter(({ cells }) => (cells[1] ?? '').length < 15)).toEqual([]);
});

describe('a row of docs/security.md', () => {
  const HERE = 'test/policy/security-page.test.ts';
  const faults = (proof: string, command = '`npm test`', reached = 'yes'): string[] =>
    rowsOf(
      `| Bar | Proof | Command | Reached |\n| - | - | - | - |\n| x | ${proof} | ${command} | ${reached} |`,
    ).flatMap(faultsOf);

  it('may name a test of a group, and one that is made of rows', () => {
    expect(faults(`\`${HERE} › a row of docs/security.md › fails with %s\``)).toEqual([]);
    expect(faults(`\`${HERE} › fails with whatever the row is\``, '`HARD=short npm run test:hard`')).toEqual(
      [],
    );
  });

  it.each([
    ['a test that is gone', `\`${HERE} › was renamed\``],
    ['a group that is gone', `\`${HERE} › was renamed › fails with %s\``],
    ['a file that is gone', '`test/policy/gone.test.ts › fails with %s`'],
    ['a file alone', `\`${HERE}\``],
    ['no test', 'somewhere'],
    ['a script that is gone', `\`${HERE} › fails with %s\``, '`npm run test:gone`'],
    ['a tool that is gone', `\`${HERE} › fails with %s\``, '`node tools/gone.js`'],
    ['a path that is gone', `\`${HERE} › fails with %s\``, '`npm test test/gone`'],
    ['a program of nobody', `\`${HERE} › fails with %s\``, '`curl example.com`'],
    ['no command', `\`${HERE} › fails with %s\``, 'npm test'],
    ['no figure', `\`${HERE} › fails with %s\``, '`npm test`', ''],
  ])('fails with %s', (_, ...cells: [string, string?, string?]) => {
    expect(faults(...cells)).toHaveLength(1);
  });

  it('has the titles of the source, whichever way they are declared', () => {
    const declared = titlesIn(
      "describe('group', () => { it('one', f); it.each([1])('row %i of $n', f); test(a ? 'yes' : `no ${x}`, f); other('none'); });",
    );
    expect(declared).toEqual(['group', 'one', 'row %i of $n', 'yes', 'no ${x}']);
    expect(isTitled(['no way to do %s now'], 'no way to do this now')).toBe(true);
    expect(isTitled(['%s', 'x %s'], 'anything')).toBe(false);
  });

  it('may name a range of requirements', () => {
    expect(requirementsIn('V1.2.6–V1.2.8, V9.1.2 (level 1)')).toEqual([
      'V1.2.6',
      'V1.2.7',
      'V1.2.8',
      'V9.1.2',
    ]);
  });
});
