import type { TriggerFunction } from '../triggers/event';
import { challengeTriggers, decide, riddles, solve } from './custom-auth';
import { refusal } from './support';
import { lambdaConfig, Triggered, type TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;

beforeAll(async () => {
  triggered = await Triggered.start();
  pool = await triggered.pool(challengeTriggers);
  await pool.pools.createUser(pool.poolId, 'ada');
});
beforeEach(() => {
  triggered.reset();
  riddles(triggered);
});
afterAll(() => triggered.close());

const begin = (more: Record<string, string> = {}) =>
  pool.initiate('CUSTOM_AUTH', { USERNAME: 'ada', ...more });
const unrecognizable = ['InvalidLambdaResponseException', 'Unrecognizable lambda output'];

describe('what DefineAuthChallenge says', () => {
  it.each<[string, TriggerFunction]>([
    ['nothing', (event) => event],
    ['no to everything', (event) => decide(event, {})],
    ['a challenge that cannot come next', (event) => decide(event, { challengeName: 'SMS_MFA' })],
    ['a password without SRP_A', (event) => decide(event, { challengeName: 'PASSWORD_VERIFIER' })],
    ['a challenge that is none', (event) => decide(event, { challengeName: 'toString' })],
    ['a name that is no text', (event) => decide(event, { challengeName: 1 })],
    ['a yes that is a text', (event) => decide(event, { issueTokens: 'true' })],
    ['a no that is a text', (event) => decide(event, { failAuthentication: 'false' })],
  ])('is refused: %s', async (_, answer) => {
    triggered.on('DefineAuthChallenge', answer);
    expect(await refusal(begin())).toEqual(unrecognizable);
  });

  it('may leave the challenge in place when it issues tokens', async () => {
    triggered.on('DefineAuthChallenge', (event) =>
      decide(event, { issueTokens: true, challengeName: 'CUSTOM_CHALLENGE' }),
    );
    expect((await begin()).AuthenticationResult).toBeDefined();
  });
});

describe('what the others say', () => {
  it.each<[string, unknown]>([
    ['public parameters that are no text', { publicChallengeParameters: { n: 1 } }],
    ['private parameters that are a text', { privateChallengeParameters: 'secret' }],
    ['metadata that is no text', { challengeMetadata: {} }],
  ])('is refused: %s', async (_, response) => {
    triggered.on('CreateAuthChallenge', (event) => ({ ...event, response }));
    expect(await refusal(begin())).toEqual(unrecognizable);
  });

  it('may be nothing: then there is nothing to show, and no answer is right', async () => {
    triggered.respond('CreateAuthChallenge', {});
    triggered.respond('VerifyAuthChallengeResponse', {});
    const asked = await begin();
    expect(asked.ChallengeParameters).toEqual({ USERNAME: 'ada' });
    expect((await solve(pool, asked, 'ada', 'anything')).ChallengeName).toBe('CUSTOM_CHALLENGE');
    const { request } = triggered.event('VerifyAuthChallengeResponse_Authentication');
    expect(request['privateChallengeParameters']).toEqual({});
    const defined = triggered.event('DefineAuthChallenge_Authentication').request['session'];
    expect(defined).toEqual([{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: false }]);
  });

  it('cannot say who it is about', async () => {
    triggered.respond('CreateAuthChallenge', { publicChallengeParameters: { USERNAME: 'eve', hint: 'x' } });
    expect((await begin()).ChallengeParameters).toEqual({ USERNAME: 'ada', hint: 'x' });
  });

  it('is refused when the answer is neither right nor wrong, and ends the sign-in', async () => {
    const asked = await begin();
    triggered.respond('VerifyAuthChallengeResponse', { answerCorrect: 'true' });
    expect(await refusal(solve(pool, asked, 'ada', 'answer-1'))).toEqual(unrecognizable);
    riddles(triggered);
    expect((await refusal(solve(pool, asked, 'ada', 'answer-1')))[1]).toBe('Invalid session for the user.');
  });
});

describe('functions that throw', () => {
  it.each(challengeTriggers)('end the sign-in: %s', async (trigger) => {
    const asked = trigger === 'VerifyAuthChallengeResponse' ? await begin() : undefined;
    triggered.fail(trigger, 'broken');
    const call = asked ? solve(pool, asked, 'ada', 'answer-1') : begin();
    expect(await refusal(call)).toEqual([
      'UserLambdaValidationException',
      `${trigger} failed with error broken.`,
    ]);
    if (!asked) return;
    expect((await refusal(solve(pool, asked, 'ada', 'answer-1')))[1]).toBe('Invalid session for the user.');
  });
});

describe('pools without one of the functions', () => {
  afterAll(() => pool.setTriggers(lambdaConfig(challengeTriggers)));

  it.each(challengeTriggers)('refuse what would need %s', async (missing) => {
    await pool.setTriggers(lambdaConfig(challengeTriggers.filter((name) => name !== missing)));
    const told = [
      'InvalidParameterException',
      'Custom auth lambda trigger is not configured for the user pool.',
    ];
    if (missing !== 'VerifyAuthChallengeResponse') {
      expect(await refusal(begin())).toEqual(told);
      return;
    }
    expect(await refusal(solve(pool, await begin(), 'ada', 'answer-1'))).toEqual(told);
  });
});

it('takes no other CHALLENGE_NAME than SRP_A, and that only with a key', async () => {
  expect(await refusal(begin({ CHALLENGE_NAME: 'PASSWORD' }))).toEqual([
    'InvalidParameterException',
    'CHALLENGE_NAME must be SRP_A, not PASSWORD.',
  ]);
  expect(await refusal(begin({ CHALLENGE_NAME: 'SRP_A' }))).toEqual([
    'InvalidParameterException',
    'Missing required parameter SRP_A',
  ]);
  expect((await refusal(begin({ CHALLENGE_NAME: 'SRP_A', SRP_A: '0' })))[0]).toBe(
    'InvalidParameterException',
  );
});

describe('a link in an e-mail', () => {
  it('signs in whoever opens it, once', async () => {
    const sent = new Map<string, string>();
    triggered.on('DefineAuthChallenge', (event) => {
      const [last] = event.request['session'] as { challengeResult: boolean }[];
      if (last)
        return decide(event, {
          issueTokens: last.challengeResult,
          failAuthentication: !last.challengeResult,
        });
      return decide(event, { challengeName: 'CUSTOM_CHALLENGE' });
    });
    triggered.on('CreateAuthChallenge', (event) => {
      const { email = '' } = event.request['userAttributes'] as Record<string, string>;
      const token = crypto.randomUUID();
      sent.set(email, token);
      return {
        ...event,
        response: { publicChallengeParameters: { email }, privateChallengeParameters: { token } },
      };
    });
    triggered.on('VerifyAuthChallengeResponse', (event) => {
      const { token } = event.request['privateChallengeParameters'] as { token: string };
      return { ...event, response: { answerCorrect: token === event.request['challengeAnswer'] } };
    });
    const asked = await begin();
    const email = asked.ChallengeParameters?.['email'] ?? '';
    const done = await solve(pool, asked, 'ada', sent.get(email) ?? '');
    expect(done.AuthenticationResult?.RefreshToken).toBeDefined();
    const guessed = await begin();
    expect(await refusal(solve(pool, guessed, 'ada', 'guess'))).toEqual([
      'NotAuthorizedException',
      'Incorrect username or password.',
    ]);
  });
});
