import {
  callingRoutes,
  faultsOf,
  isLate,
  Matrix,
  repeated,
  silent,
  type Trouble,
  troubles,
} from '../upstream/matrix';
import { amount, short } from './amount';

/** Milliseconds that a call to Cognito may take. */
const DEADLINE = amount(2000, 1000);
/** How much longer a request may take: a machine that has other things to do needs its time for all requests at once. */
const BEYOND = amount(1.1, 2);
/** Requests at once. */
const TOGETHER = amount(16, callingRoutes.length);

let matrix: Matrix;
let cells = 0;
let longest = 0;
beforeAll(async () => {
  matrix = await Matrix.start(DEADLINE);
});
afterAll(async () => {
  process.stdout.write(
    `${cells} cells; where only the deadline of ${DEADLINE} ms ends it, the longest took ${Math.round(longest)} ms\n`,
  );
  await matrix.close();
});

/** Without those that differ from another one in details. */
const few: readonly Trouble[] = [
  ...(['slow', 'hang', 'drip', 'reset', 'half', 'error 500', 'error 503 with HTML', 'bad JSON'] as const),
  ...(['empty', 'null', 'missing members', 'throttle', 'attempt limit', 'unknown name'] as const),
  'refused connection',
];

async function rowOf(trouble: Trouble): ReturnType<Matrix['row']> {
  const row: Awaited<ReturnType<Matrix['row']>> = [];
  for (let at = 0; at < callingRoutes.length; at += TOGETHER)
    row.push(...(await matrix.row(trouble, callingRoutes.slice(at, at + TOGETHER))));
  return row;
}

it.each(short ? few : troubles)(
  'every route that calls Cognito answers as it should to: %s',
  async (trouble) => {
    const row = await rowOf(trouble);
    cells += row.length;
    expect(row.flatMap((cell) => faultsOf(cell, trouble))).toEqual([]);
    expect(repeated(row)).toEqual([]);
    expect(silent(row, trouble)).toEqual([]);
    if (!isLate(trouble)) return;
    const took = Math.max(...row.map((cell) => cell.took));
    longest = Math.max(longest, took);
    expect(took).toBeLessThan(DEADLINE * BEYOND);
  },
);
