import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/app';
import { loadEnvironment } from '../../src/common/config/load-environment';
import { buildDocument } from '../../src/docs/document';
import { routesOf } from '../../src/docs/routes';
import { adminCases, authCases, otherCases, userCases } from './cases';
import { commonCases } from './common';
import { documentedRoutes, exampleFaults, openApi } from './document';
import { notProvokable } from './not-provokable';

/** That the table of cases is that of the application: nothing is missing in it, and nothing is left over. */
let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createApp(
    loadEnvironment({
      COGNITO_USER_POOL_ID: 'us-east-1_Contract',
      COGNITO_CLIENT_ID: 'contract',
      LOG_LEVEL: 'silent',
    }),
  );
});
afterAll(() => app.close());

const parts = [authCases, userCases, adminCases, otherCases];
const cases = Object.assign({}, ...parts) as typeof authCases;
const codesOf = (name: string): string[] =>
  documentedRoutes.find((route) => route.name === name)?.failures.map(({ code }) => code) ?? [];

it('openapi.json is what the application says of itself', async () => {
  expect(JSON.parse(JSON.stringify(await buildDocument(app)))).toEqual(openApi);
});

it('every route of the application has cases, in one part', () => {
  const routes = routesOf(app).map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(parts.flatMap((part) => Object.keys(part)).sort()).toEqual(routes.sort());
});

it('every failure that @Fails declares is documented', () => {
  const missing = routesOf(app).flatMap(({ method, path, fails }) => {
    const name = `${method.toUpperCase()} ${path}`;
    return (fails ?? []).filter((code) => !codesOf(name).includes(code)).map((code) => `${name}: ${code}`);
  });
  expect(missing).toEqual([]);
});

it('every documented failure has a case, or a reason why it has none', () => {
  const missing = documentedRoutes.flatMap(({ name, failures }) =>
    failures
      .filter(({ code }) => {
        const known = [cases[name]?.failures[code], commonCases[code], notProvokable[name]?.[code]];
        return known.every((one) => one === undefined);
      })
      .map(({ code }) => `${name}: ${code}`),
  );
  expect(missing).toEqual([]);
});

it('no route has a case of a failure that it does not document', () => {
  const left = Object.entries(cases).flatMap(([name, { failures }]) =>
    Object.keys(failures)
      .filter((code) => !codesOf(name).includes(code))
      .map((code) => `${name}: ${code}`),
  );
  expect(left).toEqual([]);
});

it('no reason is given for what is not documented, or has a case', () => {
  const stale = Object.entries(notProvokable).flatMap(([name, reasons]) =>
    Object.keys(reasons)
      .filter((code) => !codesOf(name).includes(code) || code in (cases[name]?.failures ?? {}))
      .map((code) => `${name}: ${code}`),
  );
  expect(stale).toEqual([]);
});

it('every common case belongs to a route', () => {
  const documented = new Set(documentedRoutes.flatMap(({ failures }) => failures.map(({ code }) => code)));
  expect(Object.keys(commonCases).filter((code) => !documented.has(code as never))).toEqual([]);
});

it.each(
  documentedRoutes.filter(
    ({ operation }) => operation.requestBody?.content['application/json'] !== undefined,
  ),
)('the example of $name fits its schema', (route) => {
  expect(exampleFaults(route)).toEqual([]);
});
