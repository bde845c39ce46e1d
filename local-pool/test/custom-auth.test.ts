import {
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { challengeTriggers, decide, riddles, solve } from './custom-auth';
import { goodPassword, payloadOf, refusal, secretHash } from './support';
import { shown, Triggered, TriggeredPool } from './triggers';

let triggered: Triggered;
/** Existence errors are shown in the first and hidden in the second. */
let open: TriggeredPool;
let hidden: TriggeredPool;
const metadata = { where: 'here' };

beforeAll(async () => {
  triggered = await Triggered.start();
  open = await triggered.pool([
    ...challengeTriggers,
    'PreAuthentication',
    'PostAuthentication',
    'PreTokenGeneration',
  ]);
  const { ClientId } = await open.pools.createClient(open.poolId, {
    ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
  });
  hidden = new TriggeredPool(open.pools, open.poolId, ClientId);
});
beforeEach(() => {
  triggered.reset();
  riddles(triggered);
});
afterAll(() => triggered.close());

const bad = ['NotAuthorizedException', 'Incorrect username or password.'];
const begin = (USERNAME: string, pool = open) =>
  pool.initiate('CUSTOM_AUTH', { USERNAME }, { first: 'request' });

describe('a sign-in', () => {
  it('goes through rounds until the functions are satisfied, each of them told what it may know', async () => {
    const user = await open.pools.createUser(open.poolId, 'ada');
    const asked = await begin('ada');
    expect(asked).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: 'ada', riddle: 'riddle-1' },
    });
    expect(JSON.stringify(asked)).not.toContain('answer-1');
    const again = await solve(open, asked, 'ada', 'wrong');
    expect(again).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: 'ada', riddle: 'riddle-2' },
    });
    expect(again.Session).not.toBe(asked.Session);
    const answers = { USERNAME: 'ada', ANSWER: 'answer-2' };
    const done = await open.answer('CUSTOM_CHALLENGE', again.Session, answers, { ClientMetadata: metadata });
    expect(payloadOf(done.AuthenticationResult?.AccessToken ?? '')).toMatchObject({ username: 'ada' });

    const wrong = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: false, challengeMetadata: 'round-1' };
    const right = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: 'round-2' };
    const about = { userAttributes: shown(user) };
    const now = { clientMetadata: metadata };
    const requests: [string, object][] = [
      ['PreAuthentication', { ...about, validationData: { first: 'request' } }],
      ['DefineAuthChallenge', { ...about, session: [] }],
      ['CreateAuthChallenge', { ...about, challengeName: 'CUSTOM_CHALLENGE', session: [] }],
      [
        'VerifyAuthChallengeResponse',
        { ...about, privateChallengeParameters: { solution: 'answer-1' }, challengeAnswer: 'wrong' },
      ],
      ['DefineAuthChallenge', { ...about, session: [wrong] }],
      ['CreateAuthChallenge', { ...about, challengeName: 'CUSTOM_CHALLENGE', session: [wrong] }],
      [
        'VerifyAuthChallengeResponse',
        {
          ...about,
          privateChallengeParameters: { solution: 'answer-2' },
          challengeAnswer: 'answer-2',
          ...now,
        },
      ],
      ['DefineAuthChallenge', { ...about, session: [wrong, right], ...now }],
      ['PostAuthentication', { ...about, newDeviceUsed: false, ...now }],
      [
        'TokenGeneration',
        {
          ...about,
          groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
          ...now,
        },
      ],
    ];
    const responses: Record<string, object> = {
      DefineAuthChallenge: { challengeName: null, issueTokens: null, failAuthentication: null },
      CreateAuthChallenge: {
        publicChallengeParameters: null,
        privateChallengeParameters: null,
        challengeMetadata: null,
      },
      VerifyAuthChallengeResponse: { answerCorrect: null },
      TokenGeneration: { claimsOverrideDetails: null },
    };
    expect(triggered.events).toEqual(
      requests.map(([trigger, request]) => ({
        ...open.common,
        triggerSource: `${trigger}_Authentication`,
        userName: 'ada',
        request,
        response: responses[trigger] ?? {},
      })),
    );
  });

  it('ends when the functions give up, and wrong answers lock nobody', async () => {
    const user = await open.pools.createUser(open.poolId, 'bob');
    riddles(triggered, 7);
    let asked = await begin('bob');
    for (let round = 1; round < 7; round += 1) asked = await solve(open, asked, 'bob', 'wrong');
    expect(await refusal(solve(open, asked, 'bob', 'wrong'))).toEqual(bad);
    expect(open.pools.user(user.sub).failedPasswords.count).toBe(0);
    expect((await open.signIn('bob')).AuthenticationResult).toBeDefined();
  });

  it('takes each Session once, also of two answers at the same time', async () => {
    await open.pools.createUser(open.poolId, 'carl');
    const asked = await begin('carl');
    const both = await Promise.allSettled([
      solve(open, asked, 'carl', 'answer-1'),
      solve(open, asked, 'carl', 'answer-1'),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(solve(open, asked, 'carl', 'answer-1'))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user, session can only be used once.',
    ]);
    const wrong = await begin('carl');
    await solve(open, wrong, 'carl', 'wrong');
    expect((await refusal(solve(open, wrong, 'carl', 'answer-1')))[1]).toContain('only be used once');
  });

  it('keeps its Session when there is no answer in it, and to its user', async () => {
    await open.pools.createUser(open.poolId, 'dora');
    await open.pools.createUser(open.poolId, 'emil');
    const asked = await begin('dora');
    expect(await refusal(open.answer('CUSTOM_CHALLENGE', asked.Session, { USERNAME: 'dora' }))).toEqual([
      'InvalidParameterException',
      'Missing required parameter ANSWER',
    ]);
    expect((await solve(open, asked, 'dora', 'answer-1')).AuthenticationResult).toBeDefined();
    const other = await begin('dora');
    expect((await refusal(solve(open, other, 'emil', 'answer-1')))[1]).toBe('Invalid session for the user.');
  });

  it('expires', async () => {
    await open.pools.createUser(open.poolId, 'frank');
    const asked = await begin('frank');
    await open.pools.advance(181);
    expect((await refusal(solve(open, asked, 'frank', 'answer-1')))[1]).toContain('session is expired');
  });

  it('may be granted, or refused, without any question', async () => {
    await open.pools.createUser(open.poolId, 'grace');
    triggered.on('DefineAuthChallenge', (event) => decide(event, { issueTokens: true }));
    expect((await begin('grace')).AuthenticationResult).toBeDefined();
    triggered.on('DefineAuthChallenge', (event) =>
      decide(event, { failAuthentication: true, issueTokens: true }),
    );
    expect(await refusal(begin('grace'))).toEqual(bad);
  });

  it('replaces a temporary password once the functions are satisfied', async () => {
    await open.pools.createUser(open.poolId, 'heidi', { status: 'FORCE_CHANGE_PASSWORD' });
    const asked = await begin('heidi');
    expect(asked.ChallengeName).toBe('CUSTOM_CHALLENGE');
    const next = await solve(open, asked, 'heidi', 'answer-1');
    expect(next.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const defined = triggered.sources.filter((source) => source.startsWith('Define')).length;
    const answers = { USERNAME: 'heidi', NEW_PASSWORD: `${goodPassword}!` };
    const { AuthenticationResult } = await open.answer('NEW_PASSWORD_REQUIRED', next.Session, answers);
    expect(AuthenticationResult).toBeDefined();
    expect(triggered.sources.filter((source) => source.startsWith('Define'))).toHaveLength(defined);
  });

  it('is the same for administrators, whose Sessions are their own', async () => {
    await open.pools.createUser(open.poolId, 'ivan');
    const who = { UserPoolId: open.poolId, ClientId: open.ClientId };
    const { Session, ChallengeParameters } = await open.pools.sdk.send(
      new AdminInitiateAuthCommand({ ...who, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: 'ivan' } }),
    );
    expect(ChallengeParameters).toEqual({ USERNAME: 'ivan', riddle: 'riddle-1' });
    expect((await refusal(solve(open, { Session }, 'ivan', 'answer-1')))[1]).toBe(
      'Invalid session for the user.',
    );
    const { AuthenticationResult } = await open.pools.sdk.send(
      new AdminRespondToAuthChallengeCommand({
        ...who,
        Session,
        ChallengeName: 'CUSTOM_CHALLENGE',
        ChallengeResponses: { USERNAME: 'ivan', ANSWER: 'answer-1' },
      }),
    );
    expect(AuthenticationResult?.IdToken).toBeDefined();
  });

  it('wants the secret hash at every step, and the flow to be switched on', async () => {
    await open.pools.createUser(open.poolId, 'judy');
    const client = await open.pools.createClient(open.poolId, {
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
    });
    const secret = new TriggeredPool(open.pools, open.poolId, client.ClientId);
    const USERNAME = 'judy';
    const SECRET_HASH = secretHash(USERNAME, client);
    expect((await refusal(begin(USERNAME, secret)))[1]).toContain('SECRET_HASH was not received');
    const { Session } = await secret.initiate('CUSTOM_AUTH', { USERNAME, SECRET_HASH });
    expect((await refusal(solve(secret, { Session }, USERNAME, 'answer-1')))[1]).toContain('SECRET_HASH');
    const answers = { USERNAME, SECRET_HASH, ANSWER: 'answer-1' };
    expect((await secret.answer('CUSTOM_CHALLENGE', Session, answers)).AuthenticationResult).toBeDefined();
    const { ClientId } = await open.pools.createClient(open.poolId);
    expect(await refusal(begin(USERNAME, new TriggeredPool(open.pools, open.poolId, ClientId)))).toEqual([
      'InvalidParameterException',
      'CUSTOM_AUTH flow not enabled for this client',
    ]);
  });
});

describe('people who must not come in', () => {
  it.each([
    ['a disabled user', { enabled: false }, ['NotAuthorizedException', 'User is disabled.']],
    [
      'an unconfirmed one',
      { status: 'UNCONFIRMED' },
      ['UserNotConfirmedException', 'User is not confirmed.'],
    ],
    [
      'one who has to reset his password',
      { status: 'RESET_REQUIRED' },
      ['PasswordResetRequiredException', 'Password reset required for the user'],
    ],
  ] as const)('are told so at once where existence is shown: %s', async (_, changes, told) => {
    await open.pools.createUser(open.poolId, 'karl', changes);
    expect(await refusal(begin('karl'))).toEqual(told);
    expect(triggered.sources).toEqual(['PreAuthentication_Authentication']);
  });

  it('are told after the challenges where existence is hidden', async () => {
    await open.pools.createUser(open.poolId, 'lena', { status: 'UNCONFIRMED' });
    const asked = await begin('lena', hidden);
    expect((await refusal(solve(hidden, asked, 'lena', 'answer-1')))[0]).toBe('UserNotConfirmedException');
  });

  it('get no tokens when they are disabled between two challenges', async () => {
    await open.pools.createUser(open.poolId, 'mary');
    const asked = await begin('mary');
    const who = { UserPoolId: open.poolId, Username: 'mary' };
    await open.pools.sdk.send(new AdminDisableUserCommand(who));
    expect((await refusal(solve(open, asked, 'mary', 'answer-1')))[1]).toBe('User is disabled.');
  });

  it('are unknown where existence is shown', async () => {
    expect((await refusal(begin('nobody')))[0]).toBe('UserNotFoundException');
    expect(triggered.events).toEqual([]);
  });

  it('are asked like everybody else where it is hidden, and nothing they answer is right', async () => {
    const asked = await begin('nobody', hidden);
    expect(asked).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: 'nobody', riddle: 'riddle-1' },
    });
    const again = await solve(hidden, asked, 'nobody', 'wrong');
    expect(again.ChallengeParameters).toEqual({ USERNAME: 'nobody', riddle: 'riddle-2' });
    expect(await refusal(solve(hidden, again, 'nobody', 'answer-2'))).toEqual(bad);
    expect(triggered.events.every(({ request }) => request['userNotFound'] === true)).toBe(true);
    expect(triggered.event('VerifyAuthChallengeResponse_Authentication')).toEqual({
      ...hidden.common,
      triggerSource: 'VerifyAuthChallengeResponse_Authentication',
      userName: 'nobody',
      request: {
        userAttributes: {},
        userNotFound: true,
        privateChallengeParameters: { solution: 'answer-2' },
        challengeAnswer: 'answer-2',
      },
      response: { answerCorrect: null },
    });
    expect(triggered.sources).not.toContain('PostAuthentication_Authentication');
    triggered.on('DefineAuthChallenge', (event) => decide(event, { issueTokens: true }));
    expect(await refusal(begin('nobody', hidden))).toEqual(bad);
  });

  it('are not users who exist', async () => {
    await open.pools.createUser(open.poolId, 'nora');
    await begin('nora', hidden);
    expect(triggered.events.map(({ request }) => request['userNotFound'])).toEqual([false, false, false]);
  });
});
