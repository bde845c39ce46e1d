import { type Answer, Gatehouse } from '../support/gatehouse';

/** What "Try it out" on /docs sends: the example of the body, and the examples of the path. */
interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    example?: string;
    schema?: { example?: unknown };
  }[];
  readonly requestBody?: {
    content: { 'application/json': { schema: { $ref: string }; example?: Record<string, unknown> } };
  };
  readonly responses: Record<string, { content?: object; $ref?: string }>;
  readonly security: readonly object[];
}

let gatehouse: Gatehouse;
let document: {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { required?: string[] }> };
};
let person: string;
let admin: string;

beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  document = (await gatehouse.get('/openapi.json')).body;
  admin = (await gatehouse.admin()).accessToken;
});
afterAll(() => gatehouse.close());

const operations = (): [method: string, path: string, operation: Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      method,
      path,
      operation,
    ]),
  );

/** Runs a route as the page does, with members that only this run can know. */
function run(method: string, path: string, token?: string, known: object = {}): Promise<Answer> {
  const operation = document.paths[path]?.[method];
  if (operation === undefined) throw new Error(`no ${method} ${path}`);
  const values = new Map(
    operation.parameters?.filter((one) => one.in === 'path').map((one) => [one.name, one.example]),
  );
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values.get(name) ?? `no example of ${name}`),
  );
  const example = operation.requestBody?.content['application/json'].example;
  return gatehouse.call(method.toUpperCase(), address, {
    ...(example === undefined ? {} : { body: { ...example, ...known } }),
    ...(token === undefined ? {} : { token }),
  });
}

it('every route has a summary and describes its answers', () => {
  const lacking = operations().filter(
    ([, , { summary, responses }]) =>
      summary === undefined ||
      // What is refused before any route is described once for all.
      Object.entries(responses).some(
        ([status, of]) => status !== '204' && !of.$ref && of.content === undefined,
      ),
  );
  expect(lacking.map(([method, path]) => `${method} ${path}`)).toEqual([]);
});

it('every body has an example with all that is required, and every path one of each part', () => {
  const lacking = operations().flatMap(([method, path, { requestBody, parameters }]) => {
    const body = requestBody?.content['application/json'];
    const required = document.components.schemas[body?.schema.$ref.split('/').at(-1) ?? '']?.required ?? [];
    const members = required.filter((name) => body?.example?.[name] === undefined);
    const parts = (parameters ?? [])
      .filter((one) => one.in === 'path' && one.example === undefined)
      .map(({ name }) => name);
    return [...members, ...parts].map((name) => `${method} ${path}: ${name}`);
  });
  expect(lacking).toEqual([]);
});

it('the examples run as shown, in the order of a newcomer', async () => {
  const statuses: [string, number][] = [];
  const step = async (method: string, path: string, token?: string, known?: object): Promise<any> => {
    const answer = await run(method, path, token, known);
    statuses.push([`${method} ${path}`, answer.status]);
    return answer.body.data;
  };
  await step('get', '/v1/auth/configuration');
  await step('post', '/v1/auth/sign-up');
  await step('post', '/v1/auth/sign-up/resend');
  await step('post', '/v1/auth/sign-up/confirm', undefined, {
    code: await gatehouse.code('person@example.com'),
  });
  const { tokens } = await step('post', '/v1/auth/sign-in');
  person = tokens.accessToken;
  await step('get', '/v1/auth/session', person);
  await step('get', '/v1/users/me', person);
  await step('patch', '/v1/users/me', person);
  await step('post', '/v1/users/me/attributes/{name}/code', person);
  await step('post', '/v1/users/me/attributes/{name}/verify', person, {
    code: await gatehouse.code('person@example.com'),
  });
  const refreshed = await step('post', '/v1/auth/refresh', undefined, { refreshToken: tokens.refreshToken });
  await step('get', '/v1/admin/user-pool', admin);
  await step('get', '/v1/admin/groups', admin);
  await step('post', '/v1/admin/groups', admin);
  await step('get', '/v1/admin/groups/{group}', admin);
  await step('patch', '/v1/admin/groups/{group}', admin);
  await step('get', '/v1/admin/users', admin);
  await step('get', '/v1/admin/users/{username}', admin);
  await step('patch', '/v1/admin/users/{username}', admin);
  await step('put', '/v1/admin/users/{username}/groups/{group}', admin);
  await step('get', '/v1/admin/users/{username}/groups', admin);
  await step('get', '/v1/admin/groups/{group}/users', admin);
  await step('delete', '/v1/admin/users/{username}/groups/{group}', admin);
  await step('post', '/v1/admin/users', admin);
  await step('post', '/v1/admin/users/{username}/disable', admin);
  await step('post', '/v1/admin/users/{username}/enable', admin);
  await step('post', '/v1/admin/users/{username}/sign-out', admin);
  await step('delete', '/v1/admin/groups/{group}', admin);
  await step('post', '/v1/auth/password/forgot');
  await step('post', '/v1/auth/password/reset', undefined, {
    code: await gatehouse.code('person@example.com'),
  });
  await step('post', '/v1/auth/sign-out', undefined, { refreshToken: refreshed.tokens.refreshToken });
  await step('delete', '/v1/admin/users/{username}', admin);
  await step('get', '/errors/{code}');
  expect(statuses.filter(([, status]) => status >= 300)).toEqual([]);
});
