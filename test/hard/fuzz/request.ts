import fc from 'fast-check';
import { type DocumentedRoute, documentedRoutes } from '../../contract/document';
import { fitting, misfits, resolved, type Schema } from './schema';

export const ROLES = ['nobody', 'user', 'support', 'admin'] as const;

/** Who asks. */
export type Role = (typeof ROLES)[number];

/** A request with what does not exist yet still in braces. */
export interface FuzzedRequest {
  readonly route: DocumentedRoute;
  readonly role: Role;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

const parametersOf = ({ operation }: DocumentedRoute, place: string): Parameter[] =>
  (operation.parameters ?? [])
    .map((parameter) => resolved(parameter as Schema) as unknown as Parameter)
    .filter((parameter) => parameter.in === place);

/** Most of the time this, now and then that. */
const mostly = <T>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>, ratio = 5): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: often, weight: ratio }, { arbitrary: seldom, weight: 1 });

/** As it is written into an address; braces stay, as they are filled in later. */
const written = (value: unknown): string =>
  encodeURIComponent(wellFormed(typeof value === 'string' ? value : JSON.stringify(value)))
    .replaceAll('%7B%7B', '{{')
    .replaceAll('%7D%7D', '}}');

/** Half an emoji cannot be written into an address. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

function paths(route: DocumentedRoute): fc.Arbitrary<string> {
  const parts = parametersOf(route, 'path').map(({ name, schema }) =>
    mostly(fitting(schema, name), misfits)
      .map(written)
      // Without it, it is the address of another route.
      .map((part) => [name, part === '' ? '%20' : part] as const),
  );
  return fc.tuple(...parts).map((values) => {
    const byName = new Map(values);
    return route.path.replace(/\{(\w+)\}/g, (_, name: string) => byName.get(name) ?? 'x');
  });
}

function queries(route: DocumentedRoute): fc.Arbitrary<string> {
  const known = parametersOf(route, 'query').map(({ name, schema }) =>
    fc.option(
      mostly(fitting(schema, name), misfits).map((value) => `${name}=${written(value)}`),
      { nil: undefined, freq: 2 },
    ),
  );
  const odd = fc.constantFrom(
    'limit=1&limit=2',
    'limit[]=1',
    'x=1',
    '%',
    '=',
    '&&',
    '__proto__=1',
    'limit=%00',
    'cursor',
  );
  return fc
    .tuple(mostly(fc.constant(undefined), odd, 7), ...known)
    .map((parts) => parts.filter((part) => part !== undefined).join('&'))
    .map((query) => (query === '' ? '' : `?${query}`));
}

const headers: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    accept: fc.constantFrom('*/*', 'application/json', 'text/html', 'image/*;q=0', ';;'),
    'accept-encoding': fc.constantFrom('gzip', 'identity;q=0', '*'),
    'x-request-id': fc.constantFrom('fuzz-request-1', 'x', '<script>', 'y'.repeat(200)),
    'x-device-data': fc.constantFrom('data', '', 'a b', 'x'.repeat(8192), 'x'.repeat(8193)),
    'x-forwarded-for': fc.constantFrom('1.2.3.4', 'unknown', '::1, 2.2.2.2'),
    'user-agent': fc.constantFrom('', 'fuzz', 'x'.repeat(3000)),
    origin: fc.constantFrom('https://elsewhere.example', 'null'),
    traceparent: fc.constantFrom('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00-0-0-0', ''),
    'content-encoding': fc.constantFrom('identity', 'gzip'),
  },
  { requiredKeys: [] },
);

const authorizations = (role: Role): fc.Arbitrary<string | undefined> =>
  role === 'nobody'
    ? mostly(
        fc.constant(undefined),
        fc.constantFrom('Bearer x', 'Bearer', 'Basic eDp5', '', 'Bearer a.b.c'),
        3,
      )
    : mostly(
        fc.constant(`Bearer {{token:${role}}}`),
        fc.constantFrom(
          `bearer {{token:${role}}}`,
          `Bearer {{token:${role}}}x`,
          `Bearer  {{token:${role}}}`,
          'Bearer {{id}}',
        ),
        12,
      );

/** What is wrong with a body: nothing, one field, its fields, its form. */
function bodies(schema: Schema): fc.Arbitrary<string> {
  const fits = fitting(schema) as fc.Arbitrary<Record<string, unknown>>;
  const names = Object.keys(resolved(schema).properties ?? {});
  const anyName = fc.constantFrom(
    ...names,
    'role',
    'groups',
    'custom:account_id',
    '__proto__',
    'constructor',
    '',
  );
  const oneWrong = fc
    .tuple(fits, fc.constantFrom(...names), misfits)
    .map(([body, name, value]) => ({ ...body, [name]: value }));
  const oneMissing = fc
    .tuple(fits, fc.constantFrom(...names))
    .map(([body, name]) => ({ ...body, [name]: undefined }));
  const oneMore = fc
    .tuple(fits, anyName, misfits)
    .map(([body, name, value]) => withMember(body, name, value));
  const text = (value: unknown): string => JSON.stringify(value);
  return fc.oneof(
    { arbitrary: fits.map(text), weight: 8 },
    { arbitrary: oneWrong.map(text), weight: 5 },
    { arbitrary: oneMissing.map(text), weight: 2 },
    { arbitrary: oneMore.map(text), weight: 2 },
    { arbitrary: misfits.map(text), weight: 1 },
    { arbitrary: fits.map((body) => text(body).slice(0, -1)), weight: 1 },
    { arbitrary: fc.string({ maxLength: 40 }), weight: 1 },
  );
}

/** An own member, whatever its name. */
function withMember(body: object, name: string, value: unknown): object {
  return Object.defineProperty({ ...body }, name, { value, enumerable: true });
}

const types = mostly(
  fc.constant('application/json'),
  fc.constantFrom(
    'application/json; charset=utf-8',
    'application/json;charset=utf-16',
    'text/plain',
    'application/xml',
    '',
    'a/b/c',
  ),
  12,
);

function requestOf(route: DocumentedRoute): fc.Arbitrary<FuzzedRequest> {
  const schema = route.operation.requestBody?.content['application/json'] as { schema: Schema } | undefined;
  const body =
    schema === undefined
      ? fc.constant(undefined)
      : mostly<string | undefined>(bodies(schema.schema), fc.constant(undefined), 20);
  const role = rolesOf(route);
  return role.chain((who) =>
    fc
      .tuple(
        paths(route),
        queries(route),
        mostly(fc.constant({}), headers, 2),
        authorizations(who),
        body,
        types,
      )
      .map(([path, query, more, authorization, text, type]) => ({
        route,
        role: who,
        target: path + query,
        headers: {
          ...more,
          ...(authorization === undefined ? {} : { authorization }),
          ...(text === undefined ? {} : { 'content-type': type }),
        },
        ...(text === undefined ? {} : { body: text }),
      })),
  );
}

/** Those who get further than the gates more often than the others. */
function rolesOf({ path }: DocumentedRoute): fc.Arbitrary<Role> {
  if (path.startsWith('/v1/admin/'))
    return mostly<Role>(fc.constantFrom('admin', 'support'), fc.constantFrom(...ROLES), 4);
  if (path.startsWith('/v1/users/')) return mostly<Role>(fc.constant('user'), fc.constantFrom(...ROLES), 3);
  return fc.constantFrom(...ROLES);
}

/** Requests to all routes of the document. */
export const requests: fc.Arbitrary<FuzzedRequest> = fc.oneof(...documentedRoutes.map(requestOf));
