import { operations } from '../../operations';
import type * as Keys from '../../tokens/keys';
import { documented, generatedRows } from './generated';
import { chosen, covered, notProvokable } from './not-provokable';
import { allRows } from './rows';
import type { Row } from './row';
import type * as SharedKeys from './shared-keys';
import { World } from './world';

jest.mock('../../tokens/keys', () =>
  jest
    .requireActual<typeof SharedKeys>('./shared-keys')
    .withSharedKeys(jest.requireActual<typeof Keys>('../../tokens/keys')),
);

/** Every operation with every answer that it documents. A family of operations has a file of rows. */
let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const rows = [...allRows, ...generatedRows()];
const names = Object.keys(operations);

describe.each(names)('%s', (operation) => {
  for (const row of rows.filter((candidate) => candidate.operation === operation)) {
    it(`answers ${row.case}`, async () => {
      const input = await row.arrange(world);
      const { status, headers, body } = await world.call(operation, input);
      if ('output' in row.expect) {
        expect({ status, body }).toEqual({ status: 200, body: row.expect.output });
        return;
      }
      const { exception, text } = row.expect;
      const message = text ?? (expect.stringMatching(/\S/u) as string);
      expect({ status, body }).toEqual({ status: 400, body: { __type: exception, message } });
      expect(headers.get('x-amzn-errortype')).toBe(`${exception}:`);
    });
  }
});

describe('the table', () => {
  it('has no row for an operation that does not exist', () => {
    expect(rows.map(({ operation }) => operation).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('has no row twice', () => {
    const titles = rows.map((row) => `${row.operation} answers ${row.case}`);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  it('has a success of every operation', () => {
    const successful = new Set(
      rows.filter(({ expect: e }) => 'output' in e).map(({ operation }) => operation),
    );
    expect(names.filter((name) => !successful.has(name))).toEqual([]);
  });

  it('provokes documented exceptions only', () => {
    const others = refusals(rows).filter(
      ({ operation, exception }) =>
        !documented(operation).includes(exception) && chosen(operation, exception) === undefined,
    );
    expect(others).toEqual([]);
  });

  it('provokes every documented exception, or says why not', () => {
    expect(names.flatMap(missing)).toEqual([]);
  });

  it('does not call impossible what it provokes', () => {
    const provoked = refusals(rows).filter(({ operation, exception }) => notProvokable(operation, exception));
    expect(provoked).toEqual([]);
  });
});

function refusals(of: readonly Row[]): { operation: string; exception: string }[] {
  return of.flatMap(({ operation, expect: e }) =>
    'exception' in e ? [{ operation, exception: e.exception }] : [],
  );
}

function missing(operation: string): string[] {
  const provoked = refusals(rows.filter((row) => row.operation === operation)).map(
    ({ exception }) => exception,
  );
  return documented(operation)
    .filter((name) => !provoked.includes(name) && covered(operation, name) === undefined)
    .map((name) => `${operation}: ${name}`);
}
