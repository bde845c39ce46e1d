import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import { Choice, wrongFor, type Step } from './choice';
import { goodPassword, payloadOf, PoolUnderTest, refusal, secretHash } from './support';

let pools: PoolUnderTest;
let choice: Choice;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  choice = await Choice.open(pools);
  await pools.createUser(choice.poolId, 'ada');
});
afterAll(() => pools.close());

const offered = ['EMAIL_OTP', 'PASSWORD_SRP', 'PASSWORD'];
const code = (username = 'ada'): string => pools.lastCode(`${username}@example.com`);
const tokensOf = ({ AuthenticationResult, ChallengeName, Session }: Step) => {
  expect([ChallengeName, Session]).toEqual([undefined, undefined]);
  return payloadOf(AuthenticationResult?.AccessToken ?? '');
};
const adaHas = (step: Step): void => {
  expect(tokensOf(step)).toMatchObject({ username: 'ada', token_use: 'access' });
};
const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];

describe('what is offered', () => {
  it('is the choice, without a preference', async () => {
    const { $metadata, ...step } = await choice.begin('ada');
    expect($metadata.httpStatusCode).toBe(200);
    expect(step).toEqual({
      ChallengeName: 'SELECT_CHALLENGE',
      ChallengeParameters: {},
      AvailableChallenges: offered,
      Session: expect.stringMatching(/^.{1000}$/u) as string,
    });
  });

  it.each(['WEB_AUTHN', 'SMS_OTP', 'SMS_MFA', 'anything'])(
    'is the choice for a preference that cannot be had: %s',
    async (PREFERRED_CHALLENGE) => {
      const step = await choice.begin('ada', { PREFERRED_CHALLENGE });
      expect([step.ChallengeName, step.AvailableChallenges]).toEqual(['SELECT_CHALLENGE', offered]);
    },
  );

  it('is the code by e-mail at once, where it is the only factor', async () => {
    const only = await Choice.open(pools, ['EMAIL_OTP']);
    await pools.createUser(only.poolId, 'eve');
    const step = await only.begin('eve');
    expect(step).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      AvailableChallenges: ['EMAIL_OTP'],
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
        CODE_DELIVERY_DESTINATION: 'e***@e***',
        USER_ID_FOR_SRP: 'eve',
      },
    });
    expect(tokensOf(await only.answer(step, 'eve', { EMAIL_OTP_CODE: code('eve') }))).toMatchObject({
      username: 'eve',
    });
  });
});

describe('a preference', () => {
  it('PASSWORD signs in at once with the password', async () => {
    adaHas(await choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword }));
  });

  it('PASSWORD without it asks for it', async () => {
    const step = await choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD' });
    expect(step).toMatchObject({ ChallengeName: 'PASSWORD', ChallengeParameters: {} });
    adaHas(await choice.answer(step, 'ada', { PASSWORD: goodPassword }));
  });

  it('PASSWORD_SRP with SRP_A goes on with the proof, and hands out a Session', async () => {
    const { SRP_A, prove } = choice.srp('ada');
    const step = await choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A });
    expect(step.ChallengeName).toBe('PASSWORD_VERIFIER');
    expect(step.Session).toBe(step.ChallengeParameters?.['SECRET_BLOCK']);
    adaHas(await prove(step));
  });

  it('PASSWORD_SRP without it asks for it', async () => {
    const { SRP_A, prove } = choice.srp('ada');
    const step = await choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD_SRP' });
    expect(step).toMatchObject({ ChallengeName: 'PASSWORD_SRP', ChallengeParameters: {} });
    adaHas(await prove(await choice.answer(step, 'ada', { SRP_A })));
  });

  it.each([
    ['EMAIL_OTP', 'EMAIL', 'a***@e***', 'ada@example.com'],
    ['SMS_OTP', 'SMS', '+*******1234', '+15550001234'],
  ])('%s sends a code of eight digits', async (name, medium, destination, to) => {
    const both = await Choice.open(pools, ['EMAIL_OTP', 'SMS_OTP']);
    const attributes = { email: 'ada@example.com', phone_number: '+15550001234' };
    const { sub } = await pools.createUser(both.poolId, 'ada', { attributes });
    const step = await both.begin('ada', { PREFERRED_CHALLENGE: name });
    expect(step).toMatchObject({
      ChallengeName: name,
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: medium,
        CODE_DELIVERY_DESTINATION: destination,
      },
    });
    const message = pools.lastMessage(to);
    expect(message).toMatchObject({ medium, kind: 'Authentication', username: 'ada' });
    expect(message.code).toMatch(/^\d{8}$/u);
    adaHas(await both.answer(step, 'ada', { [`${name}_CODE`]: message.code ?? '' }));
    expect(pools.user(sub).attributes[`${medium === 'SMS' ? 'phone_number' : 'email'}_verified`]).toBe(
      'true',
    );
  });

  it('PASSWORD with a wrong one is refused', async () => {
    const call = choice.begin('ada', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: 'Wrong-Horse-7' });
    expect(await refusal(call)).toEqual(wrong);
  });
});

describe.each(['public', 'admin'] as const)('a selection over the %s API', (api) => {
  const over = (): Choice => (api === 'admin' ? choice.asAdmin : choice);
  const select = async (responses: Record<string, string>, name?: ChallengeNameType): Promise<Step> =>
    over().answer(await over().begin('ada'), 'ada', responses, name);

  it('PASSWORD with the password', async () => {
    adaHas(await select({ ANSWER: 'PASSWORD', PASSWORD: goodPassword }));
  });

  it('PASSWORD without it', async () => {
    const step = await select({ ANSWER: 'PASSWORD' });
    expect(step.ChallengeName).toBe('PASSWORD');
    adaHas(await over().answer(step, 'ada', { PASSWORD: goodPassword }));
  });

  it('PASSWORD_SRP with SRP_A', async () => {
    const { SRP_A, prove } = over().srp('ada');
    adaHas(await prove(await select({ ANSWER: 'PASSWORD_SRP', SRP_A })));
  });

  it('PASSWORD_SRP without it', async () => {
    const { SRP_A, prove } = over().srp('ada');
    const step = await select({ ANSWER: 'PASSWORD_SRP' });
    expect(step.ChallengeName).toBe('PASSWORD_SRP');
    adaHas(await prove(await over().answer(step, 'ada', { SRP_A })));
  });

  it('EMAIL_OTP', async () => {
    const step = await select({ ANSWER: 'EMAIL_OTP' });
    expect(step.ChallengeName).toBe('EMAIL_OTP');
    adaHas(await over().answer(step, 'ada', { EMAIL_OTP_CODE: code() }));
  });

  it('by answering as PASSWORD', async () => {
    adaHas(await select({ PASSWORD: goodPassword }, 'PASSWORD'));
  });

  it('by answering as PASSWORD_SRP', async () => {
    const { SRP_A, prove } = over().srp('ada');
    adaHas(await prove(await select({ SRP_A }, 'PASSWORD_SRP')));
  });
});

describe('a Session of the choice', () => {
  const invalid = ['NotAuthorizedException', 'Invalid session for the user.'];

  it.each(['EMAIL_OTP', 'SMS_MFA', 'NEW_PASSWORD_REQUIRED'] as const)(
    'is not answered as %s',
    async (name) => {
      const responses = { EMAIL_OTP_CODE: '12345678', SMS_MFA_CODE: '123456', NEW_PASSWORD: goodPassword };
      expect(await refusal(choice.answer(await choice.begin('ada'), 'ada', responses, name))).toEqual(
        invalid,
      );
    },
  );

  it('of a code is not answered as PASSWORD', async () => {
    const step = await choice.begin('ada', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const call = choice.answer(step, 'ada', { PASSWORD: goodPassword }, 'PASSWORD');
    expect(await refusal(call)).toEqual(invalid);
  });

  it('survives a choice that is not offered, and an answer without one', async () => {
    const step = await choice.begin('ada');
    expect(await refusal(choice.answer(step, 'ada', { ANSWER: 'SMS_OTP' }))).toEqual([
      'InvalidParameterException',
      'SMS_OTP is not one of the available challenges.',
    ]);
    expect(await refusal(choice.answer(step, 'ada', {}))).toEqual([
      'InvalidParameterException',
      'Missing required parameter ANSWER',
    ]);
    expect(await refusal(choice.answer(step, 'ada', { ANSWER: 'PASSWORD_SRP', SRP_A: '0' }))).toEqual([
      'InvalidParameterException',
      'SRP_A is not a public key that can be used.',
    ]);
    adaHas(await choice.answer(step, 'ada', { ANSWER: 'PASSWORD', PASSWORD: goodPassword }));
  });

  it('ends with a wrong password', async () => {
    const step = await choice.begin('ada');
    const answer = { ANSWER: 'PASSWORD', PASSWORD: 'Wrong-Horse-7' };
    expect(await refusal(choice.answer(step, 'ada', answer))).toEqual(wrong);
    const again = choice.answer(step, 'ada', { ...answer, PASSWORD: goodPassword });
    expect(await refusal(again)).toEqual(invalid);
  });

  it('is not for somebody else, another API or another time', async () => {
    await pools.createUser(choice.poolId, 'bob');
    const answer = { ANSWER: 'PASSWORD', PASSWORD: goodPassword };
    const step = await choice.begin('ada');
    expect(await refusal(choice.answer(step, 'bob', answer))).toEqual(invalid);
    expect(await refusal(choice.asAdmin.answer(step, 'ada', answer))).toEqual(invalid);
    await pools.advance(181);
    expect(await refusal(choice.answer(step, 'ada', answer))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user, session is expired.',
    ]);
  });

  it('is good once, of twenty right answers at the same time', async () => {
    const step = await choice.begin('ada');
    const answer = { ANSWER: 'PASSWORD', PASSWORD: goodPassword };
    const calls = Array.from({ length: 20 }, () => choice.answer(step, 'ada', answer));
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(choice.answer(step, 'ada', answer))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user, session can only be used once.',
    ]);
  });
});

describe('a code', () => {
  const mismatch = ['CodeMismatchException', 'Invalid code or auth state for the user.'];

  it('may be wrong and then right, and works once', async () => {
    const step = await choice.begin('ada', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const right = code();
    expect(await refusal(choice.answer(step, 'ada', { EMAIL_OTP_CODE: wrongFor(right) }))).toEqual(mismatch);
    adaHas(await choice.answer(step, 'ada', { EMAIL_OTP_CODE: right }));
    expect((await refusal(choice.answer(step, 'ada', { EMAIL_OTP_CODE: right })))[1]).toMatch(
      /only be used once/u,
    );
  });

  it('is good for the Session that it was sent for', async () => {
    const first = await choice.begin('ada', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    const early = code();
    const second = await choice.begin('ada', { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
    expect(await refusal(choice.answer(second, 'ada', { EMAIL_OTP_CODE: early }))).toEqual(mismatch);
    adaHas(await choice.answer(first, 'ada', { EMAIL_OTP_CODE: early }));
  });

  it('is not sent to a disabled user', async () => {
    await pools.createUser(choice.poolId, 'dan', { enabled: false });
    const disabled = ['NotAuthorizedException', 'User is disabled.'];
    expect(await refusal(choice.begin('dan', { PREFERRED_CHALLENGE: 'EMAIL_OTP' }))).toEqual(disabled);
    const call = choice.answer(await choice.begin('dan'), 'dan', { ANSWER: 'EMAIL_OTP' });
    expect(await refusal(call)).toEqual(disabled);
    expect(() => code('dan')).toThrow('Nothing was sent');
  });
});

describe('clients and pools', () => {
  it('checks the SECRET_HASH of both steps', async () => {
    const client = await pools.createClient(choice.poolId, {
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
    });
    const confidential = new Choice(pools, choice.poolId, client.ClientId);
    const SECRET_HASH = secretHash('ada', client);
    expect((await refusal(confidential.begin('ada')))[1]).toMatch(/SECRET_HASH was not received/u);
    const step = await confidential.begin('ada', { SECRET_HASH });
    const answer = { ANSWER: 'PASSWORD', PASSWORD: goodPassword };
    const unproved = confidential.answer(step, 'ada', { ...answer, SECRET_HASH: 'wrong' });
    expect((await refusal(unproved))[1]).toMatch(/Unable to verify secret hash/u);
    adaHas(await confidential.answer(step, 'ada', { ...answer, SECRET_HASH }));
  });

  it('needs ALLOW_USER_AUTH, and no other flag for passwords', async () => {
    const { ClientId } = await pools.createClient(choice.poolId);
    const without = new Choice(pools, choice.poolId, ClientId);
    expect(await refusal(without.begin('ada'))).toEqual([
      'InvalidParameterException',
      'USER_AUTH flow not enabled for this client',
    ]);
    expect(await refusal(without.asAdmin.begin('ada'))).toEqual([
      'InvalidParameterException',
      'Auth flow not enabled for this client',
    ]);
    expect((await refusal(pools.signIn(choice.clientId, 'ada')))[0]).toBe('InvalidParameterException');
  });

  it('is refused in a pool that was moved to the LITE plan', async () => {
    const lite = await Choice.open(pools, ['PASSWORD']);
    await pools.createUser(lite.poolId, 'ada');
    const pool = pools.pool(lite.poolId);
    pools.context.store.pools.put({ ...pool, settings: { ...pool.settings, UserPoolTier: 'LITE' } });
    expect(await refusal(lite.begin('ada'))).toEqual([
      'FeatureUnavailableInTierException',
      'Choice-based sign-in is not available in the LITE tier.',
    ]);
  });

  it('needs a USERNAME', async () => {
    const call = choice.begin(undefined as unknown as string);
    expect(await refusal(call)).toEqual(['InvalidParameterException', 'Missing required parameter USERNAME']);
  });
});
