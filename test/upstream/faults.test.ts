import { callingRoutes, faultsOf, Matrix, repeated, silent, troubles } from './matrix';

/** One of each kind: without a token, with one, as an administrator, read, written, and what ends a sign-in. All of them: `test/hard`. */
const routes = callingRoutes.filter(({ name }) =>
  [
    'POST /v1/auth/sign-in',
    'POST /v1/auth/password/forgot',
    'GET /v1/users/me',
    'POST /v1/auth/sign-out/everywhere',
    'GET /v1/admin/users',
    'POST /v1/admin/groups',
  ].includes(name),
);

let matrix: Matrix;
beforeAll(async () => {
  matrix = await Matrix.start(250);
});
afterAll(() => matrix.close());

it('there are routes of each kind', () => {
  expect(routes).toHaveLength(6);
  expect(callingRoutes.length).toBeGreaterThan(50);
});

it.each(troubles)('routes of each kind answer as they should to: %s', async (trouble) => {
  const row = await matrix.row(trouble, routes);
  expect(row.flatMap((cell) => faultsOf(cell, trouble))).toEqual([]);
  expect(repeated(row)).toEqual([]);
  expect(silent(row, trouble)).toEqual([]);
});
