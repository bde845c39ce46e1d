import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, errorTable, isErrorCode } from '../../src/common/errors/error-table';
import { limits } from '../../src/common/rate-limits/limits';
import { type RouteFacts, routesOf } from '../../src/docs/routes';
import { Gatehouse } from '../support/gatehouse';

let gatehouse: Gatehouse;
let routes: RouteFacts[];

beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  routes = routesOf(gatehouse.app);
});
afterAll(() => gatehouse.close());

const named = (found: RouteFacts[]): string[] => found.map((route) => route.handler);

it('the application has routes of every feature', () => {
  const paths = routes.map(({ method, path }) => `${method} ${path}`);
  expect(paths).toEqual(
    expect.arrayContaining([
      'post /v1/auth/sign-in',
      'get /v1/users/me',
      'get /v1/admin/users',
      'get /health/live',
      'get /errors/{code}',
    ]),
  );
});

it('every route declares who may call it', () => {
  expect(named(routes.filter(({ access }) => access === undefined))).toEqual([]);
});

it('every route declares a limit of the table', () => {
  expect(named(routes.filter(({ limit }) => limit === undefined || !Object.hasOwn(limits, limit)))).toEqual(
    [],
  );
});

it('every route declares its failures, all of them rows of the error table', () => {
  expect(named(routes.filter(({ fails }) => fails === undefined))).toEqual([]);
  expect(routes.flatMap(({ fails }) => fails ?? []).filter((code) => !isErrorCode(code))).toEqual([]);
});

it('every route below /v1/admin asks for a role', () => {
  expect(
    named(routes.filter(({ path, access }) => path.startsWith('/v1/admin/') && access !== 'roles')),
  ).toEqual([]);
});

it('every route that changes something writes an audit event', () => {
  expect(named(routes.filter(({ method, audited }) => method !== 'get' && audited === undefined))).toEqual(
    [],
  );
});

it('every route that needs a token refuses a caller without one', async () => {
  const guarded = routes.filter(({ access }) => access === 'signed-in' || access === 'roles');
  expect(guarded.length).toBeGreaterThan(10);
  for (const { method, path } of guarded) {
    const answer = await gatehouse.call(method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'));
    expect({ route: `${method} ${path}`, status: answer.status, code: answer.body.code }).toEqual({
      route: `${method} ${path}`,
      status: 401,
      code: 'unauthorized',
    });
  }
});

it('docs/errors.md has a section for every code, and no other', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), 'utf8');
  const sections = [...text.matchAll(/^## `(\w+)`$/gm)].map((match) => match[1]);
  expect(sections).toEqual(Object.keys(errorTable));
});

it('every code that the table knows is explained over HTTP', async () => {
  const { body } = await gatehouse.get('/errors');
  expect(body.data.map(({ code }: { code: ErrorCode }) => code)).toEqual(Object.keys(errorTable));
});

it('every 429 and 503 of the table says when to come back', () => {
  const rows = Object.entries(errorTable).filter(([, row]) => row.status === 429 || row.status === 503);
  expect(rows.filter(([, row]) => !('retryAfter' in row)).map(([code]) => code)).toEqual([]);
});
