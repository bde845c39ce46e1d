import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apart, filesOf, names, root } from './plan';

const suites = names.map((name) => [name, filesOf(name)] as const);

it('every test file runs once', () => {
  const folders = ['local-pool', 'src', 'test'];
  const found = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  const others = ['test/hard/', 'test/system/'];
  const expected = found.filter(
    (file) => file.endsWith('.test.ts') && !others.some((path) => file.startsWith(path)),
  );
  expect([...apart, ...suites.flatMap(([, files]) => files)].sort()).toEqual(expected.sort());
});

it.each(suites)('the suite %s has files to run, and a file that runs them', (name, files) => {
  expect(files.length).toBeGreaterThan(0);
  expect(existsSync(join(__dirname, `${name}.suite.ts`))).toBe(true);
});

it('no suite has a file that replaces modules for all others in it', () => {
  const replaces = (file: string) => /^jest\s*\.\s*(do)?mock\(/m.test(readFileSync(join(root, file), 'utf8'));
  expect(suites.flatMap(([, files]) => files.filter(replaces))).toEqual([]);
  expect(apart.filter(replaces)).not.toEqual([]);
});
