import { Controller, Delete, Get, Module, Param } from '@nestjs/common';
import { CurrentUser, Roles, SignedIn } from '../../src/common/access/access.decorators';
import type { Caller as VerifiedCaller } from '../../src/common/access/caller';
import { AccountId, SameAccount, Within } from '../../src/common/access/same-account.decorator';
import { Fails } from '../../src/common/errors/fails.decorator';
import { Audited } from '../../src/common/observability/audited.decorator';
import { Limit } from '../../src/common/rate-limits/limit.decorator';
import { type RouteFacts, routesOf } from '../../src/docs/routes';
import { refusal } from '../auth/scripted-cognito';
import { ACCOUNT, type Caller, expected } from './callers';
import { FORGED_BODY, FORGED_HEADERS, FORGED_QUERY } from './forgery';
import { type Asked, GuardedService, type Injected, userNamed } from './service';

/** Every way in which a team's route may ask for the account. */
@Controller('v1/team')
@Limit('read')
@SignedIn()
class TeamController {
  @Get('projects/:accountId')
  @SameAccount()
  @Fails()
  projects(@AccountId() accountId: string): object {
    return { accountId };
  }

  @Get('tenants/:tenant')
  @SameAccount({ account: 'tenant' })
  @Fails()
  tenant(@Param('tenant') tenant: string): object {
    return { tenant };
  }

  @Get('people/:username')
  @SameAccount({ user: 'username' })
  @Fails()
  person(@Param('username') username: string): object {
    return { username };
  }

  @Delete('people/:username')
  @Roles('account-admin', 'support')
  @SameAccount({ user: 'username' })
  @Audited('auth.sign_out')
  @Fails()
  remove(@Param('username') username: string): object {
    return { username };
  }

  @Get('own')
  @Fails()
  own(@AccountId() accountId: string): object {
    return { accountId };
  }

  @Get('perhaps')
  @Fails()
  perhaps(
    @AccountId({ optional: true }) accountId: string | undefined,
    @CurrentUser() caller: VerifiedCaller,
  ) {
    return { accountId: accountId ?? null, same: caller.accountId === accountId };
  }

  @Get('both')
  @Roles.all('support', 'account-admin')
  @SameAccount('handler')
  @Fails()
  both(@Within() within: string | undefined): object {
    return { within };
  }

  @Get('forgotten')
  @Roles('admin', 'account-admin')
  @Fails()
  forgotten(): object {
    return {};
  }
}

@Module({ controllers: [TeamController] })
class TeamModule {}

/** What Cognito knows of everybody's account, by name; whoever is not here belongs to the account of the matrix. */
const ACCOUNTS: Record<string, string> = { other: 'beta', none: '', none2: '', claimless: ACCOUNT };

/** Where a caller's account stands: what the token says, who Cognito is asked about, and what counts. */
interface Standing {
  readonly claims: Readonly<Record<string, string | number>>;
  readonly name: string;
  readonly account?: string;
  readonly outcome?: string;
}

/** When somebody's token was issued whose account is another one since. */
const BEFORE = Math.floor(Date.now() / 1000) - 60;

const STANDINGS: Readonly<Record<string, Standing>> = {
  'the same account': { claims: { 'custom:account_id': ACCOUNT }, name: 'same', account: ACCOUNT },
  'an account that is spelt alike': {
    claims: { 'custom:account_id': 'Acme' },
    name: 'same',
    account: 'Acme',
  },
  'no account': { claims: {}, name: 'none' },
  'the same account, which the token does not say': { claims: {}, name: 'claimless', account: ACCOUNT },
  'another account, which the token does not say': { claims: {}, name: 'other', account: 'beta' },
  'an account that Cognito does not tell': { claims: {}, name: 'silence', outcome: 'unknown' },
  'the name of somebody who is gone': { claims: {}, name: 'gone', outcome: 'revoked' },
  'an account that was changed since': {
    claims: { 'custom:account_id': ACCOUNT, iat: BEFORE, auth_time: BEFORE },
    name: 'moved',
    outcome: 'revoked',
  },
};

const HELD: Readonly<Record<string, readonly string[]>> = {
  'no role': [],
  admin: ['admin'],
  support: ['support'],
  'account-admin': ['account-admin'],
  'support and account-admin': ['support', 'account-admin'],
  'admin and account-admin': ['admin', 'account-admin'],
};

let service: GuardedService;
let routes: RouteFacts[];
const asked: string[] = [];
beforeAll(async () => {
  service = await GuardedService.start(
    { modules: [TeamModule] },
    {
      AdminGetUser: ({ Username }) => {
        asked.push(String(Username));
        if (Username === 'nobody') return refusal('UserNotFoundException', 'User does not exist.');
        // A fault that is not waited for, nor met a second time.
        if (Username === 'silence') return refusal('AccessDeniedException', 'x');
        const accountId = ACCOUNTS[String(Username)] ?? ACCOUNT;
        const sub = Username === 'gone' ? { sub: 'of somebody else' } : {};
        // Something of the user's own for each route that names such a thing.
        const identities = JSON.stringify([{ providerName: 'x', userId: 'x' }]);
        return userNamed(Username, { 'custom:account_id': accountId, identities, ...sub });
      },
      AdminListGroupsForUser: () => ({ Groups: [] }),
      AdminUpdateUserAttributes: () => ({}),
    },
  );
  // What accounts have nothing to do with is in the matrix of roles.
  routes = routesOf(service.app).filter(
    ({ roles, sameAccount, accountId }) =>
      roles.includes('account-admin') || sameAccount !== undefined || accountId !== undefined,
  );
  const token = service.token({ 'cognito:groups': ['admin'] });
  const url = '/v1/admin/users/moved/account';
  const { status } = await service.ask({ method: 'put', url, token, body: { accountId: 'beta' } });
  expect(status).toBe(204);
});
afterAll(() => service.close());

const url = ({ path }: RouteFacts): string =>
  path
    .replace('{accountId}', ACCOUNT)
    .replace('{tenant}', ACCOUNT)
    .replace(/\{\w+\}/g, 'x');

function callerOf(
  { claims, name, account }: Standing,
  groups: readonly string[],
): Caller & { token: string } {
  const all = { ...claims, sub: name, username: name, 'cognito:groups': groups };
  return { claims: all, groups, token: service.token(all), ...(account === undefined ? {} : { account }) };
}

/** What the gates have said. */
function verdictOf({ status, body }: Injected): string {
  const code = String((body as { code?: unknown } | null)?.code);
  if (code === 'forbidden' || code === 'unauthorized') return code;
  if (code === 'token_revoked') return 'revoked';
  if (status === 404) return 'not there';
  return status === 503 ? 'unknown' : 'open';
}

/** A plain request, and one that says whatever it can of its sender. */
function requestsTo(route: RouteFacts, token: string, forged: boolean): Asked[] {
  const { method } = route;
  const plain = { method, url: url(route), token };
  if (!forged) return [plain];
  const body = method === 'get' || method === 'delete' ? {} : { body: FORGED_BODY };
  return [plain, { ...plain, ...body, url: `${plain.url}?${FORGED_QUERY}`, headers: FORGED_HEADERS }];
}

/** What the metadata says, where the account must be known and is not. */
function wanted(route: RouteFacts, caller: Caller, { outcome }: Standing): string {
  if (outcome === undefined) return expected(route, caller);
  // What is over is over everywhere; what cannot be known matters only where it is asked for.
  if (caller.claims?.['custom:account_id'] !== undefined) return outcome;
  const [known, unknown] = [ACCOUNT, undefined].map((account) =>
    expected(route, { ...caller, ...(account === undefined ? {} : { account }) }),
  );
  const matters = known !== unknown || route.accountId !== undefined;
  const admitted = unconfined(route, caller) && route.accountId === undefined;
  return matters && !admitted ? outcome : String(known);
}

const unconfined = ({ roles, need, access }: RouteFacts, { groups }: Caller): boolean =>
  access === 'roles' &&
  need === 'any' &&
  roles.some((role) => role !== 'account-admin' && groups.includes(role));

it('the matrix has routes that keep to accounts by each rule, and all standings', () => {
  const rules = new Set(routes.map(({ sameAccount }) => JSON.stringify(sameAccount)));
  expect(rules).toEqual(
    new Set([
      undefined,
      '"handler"',
      '{"user":"username"}',
      '{"account":"accountId"}',
      '{"account":"tenant"}',
    ]),
  );
  expect(routes.filter(({ roles }) => roles.includes('account-admin')).length).toBeGreaterThan(18);
  const cells = routes.length * Object.keys(HELD).length * Object.keys(STANDINGS).length;
  expect(cells).toBeGreaterThan(1200);
});

it('every route below /v1/admin that an account opens says how it keeps to it', () => {
  const silent = routes.filter(
    ({ path, roles, sameAccount }) =>
      path.startsWith('/v1/admin/') && roles.includes('account-admin') && sameAccount === undefined,
  );
  expect(silent.map(({ handler }) => handler)).toEqual([]);
});

it('every route below /v1/admin that names a user is open to administrators of accounts, but for the account itself', () => {
  const closed = routesOf(service.app).filter(
    ({ path, roles }) => path.includes('/users/{username}') && !roles.includes('account-admin'),
  );
  const own = /\/(account|devices|sessions|events|providers)(\/|$)/;
  expect(closed.map(({ path }) => path).filter((path) => !own.test(path))).toEqual([]);
  expect(closed.map(({ path }) => path)).toContain('/v1/admin/users/{username}/account');
});

it.each(Object.entries(STANDINGS))('nobody crosses an account with %s', async (_, standing) => {
  const crossings: string[] = [];
  for (const [role, groups] of Object.entries(HELD))
    for (const route of routes) {
      const caller = callerOf(standing, groups);
      const should = wanted(route, caller, standing);
      for (const request of requestsTo(route, caller.token, role === 'account-admin')) {
        const is = verdictOf(await service.ask(request));
        if (is !== should)
          crossings.push(`${role}: ${request.method} ${request.url}: ${is} instead of ${should}`);
      }
    }
  expect(crossings).toEqual([]);
});

it('routes are given the account of the caller, and no other', async () => {
  const read = async (path: string, standing: Standing, groups: string[] = []): Promise<unknown> => {
    const { token } = callerOf(standing, groups);
    return (await service.ask({ method: 'get', url: `/v1/team/${path}`, token, headers: FORGED_HEADERS }))
      .body.data;
  };
  const claimless = STANDINGS['the same account, which the token does not say'] as Standing;
  const other = STANDINGS['another account, which the token does not say'] as Standing;
  expect(await read('own', claimless)).toEqual({ accountId: ACCOUNT });
  expect(await read('own', other)).toEqual({ accountId: 'beta' });
  expect(await read('perhaps', other)).toEqual({ accountId: 'beta', same: true });
  expect(await read('perhaps', STANDINGS['no account'] as Standing)).toEqual({ accountId: null, same: true });
  expect(await read('both', other, ['support', 'account-admin'])).toEqual({ within: 'beta' });
});

it('Cognito is asked about a caller once, and about nobody whose token says the account', async () => {
  asked.length = 0;
  ACCOUNTS['once'] = ACCOUNT;
  const standing = { claims: {}, name: 'once' };
  const { token } = callerOf(standing, []);
  const ask = () => service.ask({ method: 'get', url: '/v1/team/own', token });
  await Promise.all([ask(), ask(), ask()]);
  await ask();
  const says = callerOf({ claims: { 'custom:account_id': ACCOUNT }, name: 'says' }, []);
  await service.ask({ method: 'get', url: '/v1/team/own', token: says.token });
  expect(asked).toEqual(['once']);
});

it('the answer for somebody of another account is that for nobody', async () => {
  const none = {
    UserNotFound: Object.assign(new Error('User does not exist.'), { name: 'UserNotFoundException' }),
  };
  expect(none.UserNotFound.name).toBe('UserNotFoundException');
  const { token } = callerOf(STANDINGS['an account that is spelt alike'] as Standing, ['account-admin']);
  const answers = await Promise.all(
    ['x', 'nobody'].map((name) => service.ask({ method: 'get', url: `/v1/admin/users/${name}`, token })),
  );
  const [other, nobody] = answers.map(({ status, body }) => ({ status, ...body, requestId: null }));
  expect(other).toMatchObject({ status: 404, code: 'user_not_found' });
  expect(other).toEqual(nobody);
});
