import { routesOf } from '../../src/docs/routes';
import { GuardedService, type Injected } from '../access-matrix/service';
import { INHERITED, MEMBERS, PROTOTYPES } from './members';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** A route with a body, and the body's schema. */
interface Taking {
  readonly method: string;
  readonly path: string;
  readonly schema: Schema;
}

let service: GuardedService;
let document: any;
let routes: Taking[];
let callers: Record<string, string | undefined>;
beforeAll(async () => {
  service = await GuardedService.start();
  document = (await service.ask({ method: 'get', url: '/openapi.json' })).body;
  routes = routesOf(service.app).flatMap(({ method, path }) => {
    const schema = document.paths[path]?.[method]?.requestBody?.content['application/json']?.schema as
      Schema | undefined;
    return schema === undefined ? [] : [{ method, path, schema: resolved(schema) }];
  });
  callers = {
    nobody: undefined,
    'a user': service.token({}),
    'an administrator': service.token({ 'cognito:groups': ['admin'] }),
  };
});
afterAll(() => service.close());

const resolved = (schema: Schema): Schema =>
  schema.$ref === undefined
    ? schema
    : (document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] as Schema);

/** A body of all members that a schema has not, at the top and within objects of their own class, and the paths of those members. */
function foreign(
  { properties = {} }: Schema,
  members: Readonly<Record<string, unknown>>,
): { readonly fields: string[]; readonly body: object } {
  const here = Object.entries(members).filter(([name]) => !Object.hasOwn(properties, name));
  const within = Object.entries(properties)
    .map(([name, schema]) => ({ name, schema: resolved(schema) }))
    .filter(({ schema }) => schema.properties !== undefined)
    .map(({ name, schema }) => ({ name, ...foreign(schema, members) }));
  return {
    fields: [
      ...here.map(([name]) => name),
      ...within.flatMap(({ name, fields }) => fields.map((of) => `${name}.${of}`)),
    ],
    body: Object.fromEntries([...here, ...within.map(({ name, body }) => [name, body] as const)]),
  };
}

const named = ({ body }: Injected): Set<string> =>
  new Set((body.errors as { field: string }[] | undefined)?.map(({ field }) => field));

it('every route with a body is tried', () => {
  expect(routes.length).toBeGreaterThan(20);
  expect(Math.min(...routes.map(({ schema }) => foreign(schema, MEMBERS).fields.length))).toBeGreaterThan(30);
});

it.each([
  ['a member that its schema has not', MEMBERS],
  ['a member that is named like what every object has', INHERITED],
])('no route takes %s', async (_, members) => {
  const taken: string[] = [];
  for (const { method, path, schema } of routes) {
    const url = path.replace(/\{\w+\}/g, 'x');
    const { fields, body } = foreign(schema, members);
    for (const [who, token] of Object.entries(callers)) {
      const answer = await service.ask({ method, url, token, body });
      if (answer.status === 401 || answer.status === 403) continue;
      const refused = answer.status === 400 ? named(answer) : new Set();
      const through = fields.filter((field) => !refused.has(field));
      if (through.length > 0) taken.push(`${who}: ${method} ${path}: ${answer.status}: ${through.join(' ')}`);
    }
  }
  expect(taken).toEqual([]);
});

it('no route takes a body that reaches for a prototype', async () => {
  const taken: string[] = [];
  const token = service.token({ 'cognito:groups': ['admin'] });
  const headers = { 'content-type': 'application/json' };
  for (const { method, path } of routes)
    for (const body of PROTOTYPES) {
      const url = path.replace(/\{\w+\}/g, 'x');
      const { status } = await service.ask({ method, url, token, headers, body });
      if (status !== 400) taken.push(`${method} ${path}: ${body}: ${status}`);
    }
  expect(taken).toEqual([]);
  expect(({} as Record<string, unknown>)['groups']).toBeUndefined();
});
