import { Controller, Get, Module } from '@nestjs/common';
import { Limit } from '../../src/common/rate-limits/limit.decorator';
import { type RouteFacts, routesOf } from '../../src/docs/routes';
import { type Caller, callersFor, expected } from './callers';
import { FORGED_BODY, FORGED_HEADERS, FORGED_QUERY } from './forgery';
import { type Asked, GuardedService, type Injected } from './service';

/** A route whose author has forgotten to say who may call it. */
@Controller('v1/forgotten')
@Limit('read')
class ForgottenController {
  @Get()
  read(): string {
    return 'read';
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}

let service: GuardedService;
let routes: RouteFacts[];
let roles: string[];
let callers: [string, Caller & { readonly token?: string }][];
beforeAll(async () => {
  service = await GuardedService.start({ modules: [ForgottenModule] });
  routes = routesOf(service.app);
  roles = [...new Set(routes.flatMap((route) => route.roles))];
  callers = Object.entries(callersFor(roles)).map(([name, caller]) => [
    name,
    { ...caller, ...(caller.claims === undefined ? {} : { token: service.token(named(caller.claims)) }) },
  ]);
});
afterAll(() => service.close());

/** Somebody whom Cognito knows as well: in no account. */
const named = (claims: object): object => ({ username: 'somebody', ...claims, sub: 'somebody' });

const REFUSED = new Set(['token_revoked', 'insufficient_scope', 'reauthentication_required']);

/** What the gates have said; what comes behind them says something else. */
function verdictOf({ status, body }: Injected): string {
  const { code } = (body ?? {}) as { code?: string };
  if (code === 'unauthorized' || code === 'forbidden') return code;
  return status >= 500 || REFUSED.has(code ?? '') || code === 'not_found' ? `${status} ${code}` : 'open';
}

const url = ({ path }: RouteFacts): string => path.replace(/\{\w+\}/g, 'x');

/** A request that gets no further than to a refusal by Cognito. */
function asked(route: RouteFacts, caller: Caller & { readonly token?: string }): Asked {
  const { method } = route;
  const plain = { method, url: url(route), token: caller.token };
  if (caller.forges === undefined) return plain;
  const body = method === 'get' || method === 'delete' ? {} : { body: FORGED_BODY };
  return { ...plain, ...body, url: `${plain.url}?${FORGED_QUERY}`, headers: FORGED_HEADERS };
}

it('the matrix has every route of every feature, and callers of every kind', () => {
  expect(roles.toSorted()).toEqual(['account-admin', 'admin', 'support']);
  expect(routes.length).toBeGreaterThan(60);
  expect(new Set(routes.map(({ access }) => access))).toEqual(
    new Set(['public', 'optional', 'signed-in', 'roles', undefined]),
  );
  expect(new Set(callers.flatMap(([, caller]) => routes.map((route) => expected(route, caller))))).toEqual(
    new Set(['open', 'unauthorized', 'forbidden']),
  );
});

it('every route is open to whom its metadata names, and to nobody else', async () => {
  const crossings: string[] = [];
  for (const [name, caller] of callers)
    for (const route of routes) {
      const answer = await service.ask(asked(route, caller));
      const [is, should] = [verdictOf(answer), expected(route, caller)];
      if (is !== should) crossings.push(`${name}: ${route.method} ${route.path}: ${is} instead of ${should}`);
    }
  expect(crossings).toEqual([]);
});

it('what a request says of its sender changes nothing of the answer', async () => {
  const answers = async (route: RouteFacts, token: string, more: Partial<Asked>): Promise<object> => {
    const { status, body } = await service.ask({ method: route.method, url: url(route), token, ...more });
    return { route: route.handler, status, body: withoutIds(body) };
  };
  const token = service.token({ username: 'somebody' });
  for (const route of routes) {
    const plain = await answers(route, token, {});
    expect(await answers(route, token, { headers: FORGED_HEADERS })).toEqual(plain);
  }
});

it('a session is what its token says', async () => {
  const token = service.token({ 'cognito:groups': ['editors'], 'custom:account_id': 'acme' });
  const forged = { method: 'get', url: `/v1/auth/session?${FORGED_QUERY}`, token, headers: FORGED_HEADERS };
  const { body } = await service.ask(forged);
  expect(body.data).toMatchObject({ username: 'ada', groups: ['editors'], accountId: 'acme' });
});

it('other spellings of a path lead no further', async () => {
  const token = service.token({});
  const through: string[] = [];
  const guarded = routes.filter(({ access }) => access === 'roles');
  for (const route of guarded)
    for (const spelling of spellings(url(route))) {
      const { status, body } = await service.ask({ method: route.method, url: spelling, token });
      const refused = status === 403 || status === 404 || status === 400 || status === 414;
      if (!refused || body.data !== undefined) through.push(`${route.method} ${spelling}: ${status}`);
    }
  expect(through).toEqual([]);
});

it('other methods lead no further', async () => {
  const token = service.token({});
  const through: string[] = [];
  for (const route of routes.filter(({ access }) => access === 'roles'))
    for (const method of ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace', 'propfind']) {
      const { status } = await service.ask({ method, url: url(route), token });
      if (![403, 404, 405].includes(status)) through.push(`${method} ${route.path}: ${status}`);
    }
  expect(through).toEqual([]);
});

it('what is served beside the controllers are documents', () => {
  const known = new Set(routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`));
  const others = servedBy(service).filter((route) => !known.has(route.replace(/^HEAD/, 'GET')));
  expect(others).toContain('GET /openapi.json');
  // The sign-in of the documents' page is a sign-in by password, under another path.
  const documents = /^((GET|HEAD) \/(docs|openapi\.json|errors)(\/|$)|POST \/docs\/token$)/;
  expect(others.filter((route) => !documents.test(route))).toEqual([]);
});

it('support reads, and changes what locks people out, and nothing else', () => {
  const may = routes.filter((route) => route.roles.includes('support') && route.method !== 'get');
  expect(
    may.map(({ method, path }) => `${method} ${path.replace('/v1/admin/users/{username}', '…')}`),
  ).toEqual([
    'post …/enable',
    'post …/reset-password',
    'post …/sign-out',
    'post …/resend-invite',
    'put …/mfa',
    'delete …/mfa/totp',
  ]);
});

function spellings(path: string): string[] {
  const inner = path.slice(1);
  return [
    ...[`${path}/`, `//${inner}`, `/${inner.replace('/', '//')}`, `/./${inner}`, `/x/../${inner}`],
    ...[
      path.toUpperCase(),
      path.replace('/v1', '/V1'),
      path.replace('admin', 'Admin'),
      `/%76%31${path.slice(3)}`,
    ],
    ...[
      path.replace('/admin', '%2Fadmin'),
      path.replace('admin', '%61dmin'),
      path.replace('admin', 'a%64min'),
    ],
    ...[
      path.replace('/admin', ';x/admin'),
      `${path};x=y`,
      `${path}%00`,
      `${path}.json`,
      `${path}%20`,
      `${path}?`,
    ],
    ...[
      path.replace('/v1/', '/v1/auth/../'),
      path.replace('/v1/', '/v1/auth/%2e%2e/'),
      path.replace('/', '\\'),
    ],
    ...[`${path}#`, `${path}/..;/`, `http://health/live${path}`, path.replace('admin', 'admin%0a')],
  ];
}

/** The routes of the server itself, as `METHOD /path/{parameter}`: a tree whose branches continue the path. */
function servedBy({ app }: GuardedService): string[] {
  const path: string[] = [];
  const tree = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^(.*?)[├└]── (\S*)(?: \((.*)\))?$/.exec(line) ?? [];
    path.splice(indent.length / 4, Infinity, part);
    const whole = path.join('').replace(/:(\w+)/g, '{$1}');
    return (methods?.split(', ') ?? []).map((method) => `${method} ${whole}`);
  });
}

function withoutIds(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === 'requestId' ? undefined : value)));
}
