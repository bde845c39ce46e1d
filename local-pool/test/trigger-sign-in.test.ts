import {
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  ConfirmDeviceCommand,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { goodPassword, payloadOf, refusal } from './support';
import { shown, Triggered, type TriggeredPool } from './triggers';

let triggered: Triggered;
/** Existence errors are shown in the first and hidden in the second. */
let open: TriggeredPool;
let hidden: TriggeredPool;
const metadata = { where: 'here' };

beforeAll(async () => {
  triggered = await Triggered.start();
  const on = ['PreAuthentication', 'PostAuthentication', 'PreTokenGeneration'] as const;
  open = await triggered.pool(on);
  const { ClientId } = await triggered.pools.createClient(open.poolId, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
  });
  hidden = Object.assign(Object.create(open) as TriggeredPool, { ClientId });
});
beforeEach(() => {
  triggered.reset();
});
afterAll(() => triggered.close());

const bad = ['NotAuthorizedException', 'Incorrect username or password.'];

it('calls the triggers of a sign-in in order, and tells each what it may know', async () => {
  const user = await open.pools.createUser(open.poolId, 'ada');
  const { AuthenticationResult } = await open.signIn('ada', goodPassword, metadata);
  expect(AuthenticationResult?.AccessToken).toBeDefined();
  const common = { ...open.common, userName: 'ada' };
  // ClientMetadata of the first request goes to PreAuthentication alone.
  expect(triggered.events).toEqual([
    {
      ...common,
      triggerSource: 'PreAuthentication_Authentication',
      request: { userAttributes: shown(user), validationData: metadata },
      response: {},
    },
    {
      ...common,
      triggerSource: 'PostAuthentication_Authentication',
      request: { userAttributes: shown(user), newDeviceUsed: false },
      response: {},
    },
    {
      ...common,
      triggerSource: 'TokenGeneration_Authentication',
      request: {
        userAttributes: shown(user),
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      },
      response: { claimsOverrideDetails: null },
    },
  ]);
});

it('passes ClientMetadata of an answer on to the triggers after it', async () => {
  await open.pools.createUser(open.poolId, 'bob', { status: 'FORCE_CHANGE_PASSWORD' });
  const { ChallengeName, Session } = await open.signIn('bob', goodPassword, { first: 'request' });
  expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  expect(triggered.sources).toEqual(['PreAuthentication_Authentication']);
  const answers = { USERNAME: 'bob', NEW_PASSWORD: `${goodPassword}!` };
  await open.answer('NEW_PASSWORD_REQUIRED', Session, answers, { ClientMetadata: metadata });
  expect(triggered.sources.slice(1)).toEqual([
    'PostAuthentication_Authentication',
    'TokenGeneration_NewPasswordChallenge',
  ]);
  expect(triggered.events.slice(1).map(({ request }) => request['clientMetadata'])).toEqual([
    metadata,
    metadata,
  ]);
});

it('does the same for administrators', async () => {
  await open.pools.createUser(open.poolId, 'carl', { status: 'FORCE_CHANGE_PASSWORD' });
  const who = { UserPoolId: open.poolId, ClientId: open.ClientId, ClientMetadata: metadata };
  const { Session } = await open.pools.sdk.send(
    new AdminInitiateAuthCommand({
      ...who,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'carl', PASSWORD: goodPassword },
    }),
  );
  await open.pools.sdk.send(
    new AdminRespondToAuthChallengeCommand({
      ...who,
      Session,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: 'carl', NEW_PASSWORD: `${goodPassword}!` },
    }),
  );
  expect(
    triggered.events.map(({ request }) => [request['validationData'], request['clientMetadata']]),
  ).toEqual([
    [metadata, undefined],
    [undefined, metadata],
    [undefined, metadata],
  ]);
  expect(triggered.event('PreAuthentication_Authentication').callerContext.clientId).toBe(open.ClientId);
});

describe('PreAuthentication', () => {
  const refused = ['UserLambdaValidationException', 'PreAuthentication failed with error Closed on Sundays.'];

  it('keeps people out before anything about them is checked', async () => {
    const user = await open.pools.createUser(open.poolId, 'dora', { status: 'UNCONFIRMED', enabled: false });
    triggered.fail('PreAuthentication', 'Closed on Sundays');
    for (let attempt = 0; attempt < 6; attempt += 1) {
      expect(await refusal(open.signIn('dora', 'Wrong-Password-1'))).toEqual(refused);
    }
    expect(open.pools.user(user.sub).failedPasswords.count).toBe(0);
  });

  it.each([
    ['SRP', { SRP_A: 'ab' }, 'USER_SRP_AUTH' as const],
    ['choice', {}, 'USER_AUTH' as const],
    ['custom challenges', {}, 'CUSTOM_AUTH' as const],
  ])('is asked about a sign-in by %s', async (_, more, flow) => {
    await open.pools.createUser(open.poolId, 'emil');
    triggered.fail('PreAuthentication', 'Closed on Sundays');
    expect(await refusal(open.initiate(flow, { USERNAME: 'emil', ...more }))).toEqual(refused);
  });

  it('is asked about people whom nobody knows where that is hidden, and only there', async () => {
    expect(await refusal(hidden.signIn('nobody', goodPassword, metadata))).toEqual(bad);
    expect(triggered.events).toEqual([
      {
        ...hidden.common,
        triggerSource: 'PreAuthentication_Authentication',
        userName: 'nobody',
        request: { userAttributes: {}, userNotFound: true, validationData: metadata },
        response: {},
      },
    ]);
    await hidden.pools.createUser(hidden.poolId, 'frank');
    await hidden.signIn('frank');
    expect(triggered.events[1]?.request).toMatchObject({ userNotFound: false });
    triggered.reset();
    expect((await refusal(open.signIn('nobody')))[0]).toBe('UserNotFoundException');
    expect(triggered.events).toEqual([]);
  });

  it('sees whoever comes in right after confirmation', async () => {
    const { Session, UserSub = '' } = await open.signUp('grace');
    expect(Session).toBeDefined();
    const confirmed = await open.pools.sdk.send(
      new ConfirmSignUpCommand({
        ClientId: open.ClientId,
        Username: 'grace',
        ConfirmationCode: open.pools.lastCode('grace@example.com'),
        Session,
      }),
    );
    const goOn = new InitiateAuthCommand({
      ClientId: open.ClientId,
      AuthFlow: 'USER_AUTH',
      Session: confirmed.Session,
    });
    triggered.fail('PreAuthentication', 'Closed on Sundays');
    expect(await refusal(open.pools.sdk.send(goOn))).toEqual(refused);
    triggered.reset();
    const { AuthenticationResult } = await open.pools.sdk.send(goOn);
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['sub']).toBe(UserSub);
    expect(triggered.sources).toEqual([
      'PreAuthentication_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
    ]);
  });

  it('may end in somebody who is gone or disabled when it is through', async () => {
    const user = await hidden.pools.createUser(hidden.poolId, 'heidi');
    triggered.on('PreAuthentication', (event) => {
      hidden.pools.context.store.users.delete(user.sub);
      return event;
    });
    expect(await refusal(hidden.signIn('heidi'))).toEqual(bad);
  });
});

describe('PostAuthentication', () => {
  it('blocks the sign-in by throwing, and leaves no grant behind', async () => {
    const user = await open.pools.createUser(open.poolId, 'ivan');
    triggered.fail('PostAuthentication', 'too late');
    expect(await refusal(open.signIn('ivan'))).toEqual([
      'UserLambdaValidationException',
      'PostAuthentication failed with error too late.',
    ]);
    expect(open.pools.context.store.grants.by('user', user.sub)).toEqual([]);
    expect(triggered.sources).not.toContain('TokenGeneration_Authentication');
  });

  it('is not called for whoever gets no tokens', async () => {
    await open.pools.createUser(open.poolId, 'judy', { enabled: false });
    expect((await refusal(open.signIn('judy')))[1]).toBe('User is disabled.');
    expect((await refusal(open.signIn('judy', 'Wrong-Password-1')))[1]).toBe(bad[1]);
    expect(new Set(triggered.sources)).toEqual(new Set(['PreAuthentication_Authentication']));
  });

  it.each(['PostAuthentication', 'PreTokenGeneration'] as const)(
    'gives nobody tokens who was disabled while %s ran',
    async (trigger) => {
      const user = await open.pools.createUser(open.poolId, 'karl');
      triggered.on(trigger, async (event) => {
        await open.pools.sdk.send(new AdminDisableUserCommand({ UserPoolId: open.poolId, Username: 'karl' }));
        return event;
      });
      expect((await refusal(open.signIn('karl')))[1]).toBe('User is disabled.');
      expect(open.pools.context.store.grants.by('user', user.sub)).toEqual([]);
    },
  );

  it('is told of a new device where devices are remembered', async () => {
    const tracking = await triggered.pool(['PostAuthentication'], { DeviceConfiguration: {} });
    await tracking.pools.createUser(tracking.poolId, 'lena');
    const { AuthenticationResult } = await tracking.signIn('lena');
    expect(triggered.event('PostAuthentication_Authentication').request['newDeviceUsed']).toBe(true);
    const DeviceKey = AuthenticationResult?.NewDeviceMetadata?.DeviceKey ?? '';
    await tracking.pools.sdk.send(
      new ConfirmDeviceCommand({
        AccessToken: AuthenticationResult?.AccessToken ?? '',
        DeviceKey,
        DeviceSecretVerifierConfig: { PasswordVerifier: 'AQID', Salt: 'AQID' },
      }),
    );
    await tracking.initiate('USER_PASSWORD_AUTH', {
      USERNAME: 'lena',
      PASSWORD: goodPassword,
      DEVICE_KEY: DeviceKey,
    });
    expect(triggered.event('PostAuthentication_Authentication').request['newDeviceUsed']).toBe(false);
  });
});
