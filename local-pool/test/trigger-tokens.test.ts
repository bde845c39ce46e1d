import {
  AdminAddUserToGroupCommand,
  CreateGroupCommand,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { customizeTokens } from '../triggers/pre-token';
import { issueClientToken } from '../tokens/issue';
import { payloadOf, refusal } from './support';
import { lambdaConfig, shown, Triggered, type TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;
const arn = (role: string) => `arn:aws:iam::123456789012:role/${role}`;
const source = 'TokenGeneration_Authentication';

beforeAll(async () => {
  triggered = await Triggered.start();
  pool = await triggered.pool(['PreTokenGeneration']);
  for (const [GroupName, Precedence] of [
    ['admins', 1],
    ['readers', 2],
  ] as const) {
    const group = { UserPoolId: pool.poolId, GroupName, Precedence, RoleArn: arn(GroupName) };
    await pool.pools.sdk.send(new CreateGroupCommand(group));
  }
});
beforeEach(() => {
  triggered.reset();
});
afterAll(() => triggered.close());

type Claims = Record<string, unknown>;

/** Somebody in both groups signs in. */
async function tokens(username: string): Promise<{ id: Claims; access: Claims; AccessToken: string }> {
  await pool.pools.createUser(pool.poolId, username, { groups: ['admins', 'readers'] });
  const { AuthenticationResult: { AccessToken = '', IdToken = '' } = {} } = await pool.signIn(username);
  return { id: payloadOf(IdToken), access: payloadOf(AccessToken), AccessToken };
}

const unrecognizable = ['InvalidLambdaResponseException', 'Unrecognizable lambda output'];

describe('version 1', () => {
  const answer = (claimsOverrideDetails: unknown): void => {
    triggered.respond('PreTokenGeneration', { claimsOverrideDetails });
  };

  it('is told the groups and their roles', async () => {
    const user = await pool.pools.createUser(pool.poolId, 'ada');
    for (const GroupName of ['readers', 'admins']) {
      const member = { UserPoolId: pool.poolId, Username: 'ada', GroupName };
      await pool.pools.sdk.send(new AdminAddUserToGroupCommand(member));
    }
    await pool.signIn('ada');
    expect(triggered.events).toEqual([
      {
        ...pool.common,
        triggerSource: source,
        userName: 'ada',
        request: {
          userAttributes: shown(user),
          groupConfiguration: {
            groupsToOverride: ['readers', 'admins'],
            iamRolesToOverride: [arn('readers'), arn('admins')],
            preferredRole: arn('admins'),
          },
        },
        response: { claimsOverrideDetails: null },
      },
    ]);
  });

  it('adds, replaces and suppresses claims of the ID token alone', async () => {
    answer({
      claimsToAddOrOverride: { tenant: 'acme', email: 'shown@example.com', both: 'x', email_verified: 'no' },
      claimsToSuppress: ['both', 'phone_number', 'email_verified'],
    });
    const { id, access } = await tokens('bob');
    expect(id).toMatchObject({ tenant: 'acme', email: 'shown@example.com' });
    expect(Object.keys(id)).not.toEqual(expect.arrayContaining(['both']));
    expect(id).not.toHaveProperty('email_verified');
    expect(access).not.toHaveProperty('tenant');
    expect(id['cognito:groups']).toEqual(['admins', 'readers']);
  });

  it('replaces the groups in both tokens', async () => {
    answer({
      groupOverrideDetails: {
        groupsToOverride: ['guests'],
        iamRolesToOverride: [arn('guests')],
        preferredRole: arn('guests'),
      },
    });
    const { id, access } = await tokens('carl');
    expect(id).toMatchObject({
      'cognito:groups': ['guests'],
      'cognito:roles': [arn('guests')],
      'cognito:preferred_role': arn('guests'),
    });
    expect(access['cognito:groups']).toEqual(['guests']);
  });

  it.each([
    ['null', { groupOverrideDetails: null }],
    ['an empty object', { groupOverrideDetails: {} }],
    ['suppressing them', { claimsToSuppress: ['cognito:groups'] }],
  ])('takes the groups away by %s, and their roles with them', async (how, details) => {
    answer(details);
    const { id, access } = await tokens('dora');
    for (const name of ['cognito:groups', 'cognito:roles', 'cognito:preferred_role']) {
      // Version 1 suppresses claims of the ID token alone.
      const left =
        how === 'suppressing them' && name === 'cognito:groups' ? ['admins', 'readers'] : undefined;
      expect([id[name], access[name]]).toEqual([undefined, left]);
    }
  });

  it.each([
    ['claims that are no text', { claimsToAddOrOverride: { level: 4 } }],
    ['claims that are a list', { claimsToAddOrOverride: ['tenant'] }],
    ['suppressed claims that are a text', { claimsToSuppress: 'email' }],
    ['groups that are a text', { groupOverrideDetails: { groupsToOverride: 'guests' } }],
    ['details that are a text', 'none'],
    ['more than 5,000 changes', { claimsToSuppress: Array.from({ length: 5001 }, (__, n) => `claim${n}`) }],
  ])('refuses %s', async (_, details) => {
    await pool.pools.createUser(pool.poolId, 'emil');
    answer(details);
    expect(await refusal(pool.signIn('emil'))).toEqual(unrecognizable);
  });

  it('knows nothing of the answers of version 2', async () => {
    triggered.respond('PreTokenGeneration', {
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' } } },
    });
    expect((await tokens('frank')).access).not.toHaveProperty('tenant');
  });
});

describe('version 2', () => {
  beforeAll(() => pool.setTriggers(lambdaConfig(['PreTokenGeneration'], 'V2_0')));

  const answer = (claimsAndScopeOverrideDetails: unknown): void => {
    triggered.respond('PreTokenGeneration', { claimsAndScopeOverrideDetails });
  };

  it('is told the scopes', async () => {
    await tokens('ada');
    const { version, request, response } = triggered.event(source);
    expect([version, request['scopes'], response]).toEqual([
      '2',
      ['aws.cognito.signin.user.admin'],
      { claimsAndScopeOverrideDetails: null },
    ]);
  });

  it('changes both tokens, with claims of any type, and scopes', async () => {
    const nested = { list: [1, 'two', { three: true }], none: null };
    answer({
      idTokenGeneration: { claimsToAddOrOverride: { nested, only: 'id' }, claimsToSuppress: ['email'] },
      accessTokenGeneration: {
        claimsToAddOrOverride: { nested, level: 4, flag: false },
        claimsToSuppress: ['cognito:groups'],
        scopesToAdd: ['orders/read', 'orders/read', 'extra'],
        scopesToSuppress: ['extra'],
      },
    });
    const { id, access, AccessToken } = await tokens('bob');
    expect(id).toMatchObject({ nested, only: 'id', 'cognito:groups': ['admins', 'readers'] });
    expect(id).not.toHaveProperty('email');
    expect(access).toMatchObject({
      nested,
      level: 4,
      flag: false,
      scope: 'aws.cognito.signin.user.admin orders/read',
    });
    expect(access).not.toHaveProperty('cognito:groups');
    expect(access).not.toHaveProperty('only');
    const { Username } = await pool.pools.sdk.send(new GetUserCommand({ AccessToken }));
    expect(Username).toBe('bob');
  });

  it('makes a token useless for self-service by taking its scope', async () => {
    answer({ accessTokenGeneration: { scopesToSuppress: ['aws.cognito.signin.user.admin'] } });
    const { access, AccessToken } = await tokens('carl');
    expect(access['scope']).toBe('');
    expect(await refusal(pool.pools.sdk.send(new GetUserCommand({ AccessToken })))).toEqual([
      'NotAuthorizedException',
      'Access Token does not have required scopes',
    ]);
  });

  const fixed = [
    ...[
      'acr',
      'amr',
      'at_hash',
      'auth_time',
      'azp',
      'client_id',
      'cognito:username',
      'device_key',
      'event_id',
    ],
    ...['exp', 'iat', 'identities', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'scope', 'sub', 'token_use'],
    ...['username', 'version', 'aud'],
  ];

  it('can neither change nor suppress what makes a token what it is', async () => {
    const before = await tokens('dora');
    const forged = Object.fromEntries(fixed.map((name) => [name, 'forged']));
    const own = { 'cognito:groups': ['forged'], 'cognito:other': 'forged', 'dev:custom:x': 'forged' };
    answer({
      idTokenGeneration: { claimsToAddOrOverride: { ...forged, ...own } },
      accessTokenGeneration: { claimsToAddOrOverride: { ...forged, ...own } },
    });
    const changed = await tokens('dora');
    answer({
      idTokenGeneration: { claimsToSuppress: fixed },
      accessTokenGeneration: { claimsToSuppress: fixed },
    });
    const suppressed = await tokens('dora');
    for (const kind of ['id', 'access'] as const) {
      expect(Object.keys(changed[kind]).toSorted()).toEqual(Object.keys(before[kind]).toSorted());
      expect(Object.keys(suppressed[kind]).toSorted()).toEqual(Object.keys(before[kind]).toSorted());
      expect(JSON.stringify(changed[kind])).not.toContain('forged');
    }
  });

  it('can bind an access token to its client, and to no other', async () => {
    const withAudience = (aud: unknown) => {
      answer({ accessTokenGeneration: { claimsToAddOrOverride: { aud } } });
      return tokens('emil');
    };
    expect((await withAudience(pool.ClientId)).access['aud']).toBe(pool.ClientId);
    expect((await withAudience('other')).access).not.toHaveProperty('aud');
  });

  it.each([
    ['a scope with a space', { accessTokenGeneration: { scopesToAdd: ['two scopes'] } }],
    ['an empty scope', { accessTokenGeneration: { scopesToAdd: [''] } }],
    ['scopes that are a text', { accessTokenGeneration: { scopesToAdd: 'one' } }],
    ['claims that are a list', { idTokenGeneration: { claimsToAddOrOverride: [] } }],
  ])('refuses %s', async (_, details) => {
    await pool.pools.createUser(pool.poolId, 'frank');
    answer(details);
    expect(await refusal(pool.signIn('frank'))).toEqual(unrecognizable);
  });

  it('is not asked about clients that act for themselves', async () => {
    const client = pool.pools.context.store.clients.get(pool.ClientId);
    if (!client) throw new Error('There is no client');
    const token = payloadOf(await issueClientToken(pool.pools.context, client, 'orders/read'));
    expect([token['scope'], triggered.events]).toEqual(['orders/read', []]);
  });
});

describe('version 3', () => {
  beforeAll(() => pool.setTriggers(lambdaConfig(['PreTokenGeneration'], 'V3_0')));

  it('is asked about clients that act for themselves as well', async () => {
    triggered.respond('PreTokenGeneration', {
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: { tenant: 'acme' }, scopesToAdd: ['orders/write'] },
      },
    });
    const { context } = pool.pools;
    const client = context.store.clients.get(pool.ClientId);
    if (!client) throw new Error('There is no client');
    const token = payloadOf(await issueClientToken(context, client, 'orders/read', { who: 'job' }));
    expect(token).toMatchObject({ tenant: 'acme', scope: 'orders/read orders/write', sub: client.id });
    expect(triggered.events).toEqual([
      {
        ...pool.common,
        version: '3',
        triggerSource: 'TokenGeneration_ClientCredentials',
        userName: client.id,
        request: {
          userAttributes: {},
          groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
          scopes: ['orders/read'],
          clientMetadata: { who: 'job' },
        },
        response: { claimsAndScopeOverrideDetails: null },
      },
    ]);
  });

  it('is asked about everybody else, too', async () => {
    await tokens('grace');
    expect(triggered.event(source).version).toBe('3');
  });

  it('says nothing where nobody is to be asked', async () => {
    const { context } = pool.pools;
    const client = context.store.clients.get(pool.ClientId);
    if (!client) throw new Error('There is no client');
    const silent = { ...pool.pools.pool(pool.poolId), settings: {} };
    const asked = { pool: silent, client, source: 'HostedAuth', scopes: [] } as const;
    expect(await customizeTokens(context, asked)).toEqual({
      id: { add: {}, suppress: [] },
      access: { add: {}, suppress: [] },
      scopes: { add: [], suppress: [] },
    });
  });
});
