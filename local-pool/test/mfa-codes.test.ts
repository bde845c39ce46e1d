import { AdminGetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { comesTo, Mfa, type Step } from './mfa';
import { otherThan, PoolUnderTest, refusal } from './support';

/** Second factors by SMS and e-mail, and the choice between several. */
let pools: PoolUnderTest;
let mfa: Mfa;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  mfa = await Mfa.open(pools);
});
afterAll(() => pools.close());

const wrong = ['CodeMismatchException', 'Invalid code or auth state for the user.'];
const locked = ['NotAuthorizedException', 'Password attempts exceeded'];
const session = expect.stringMatching(/^AYABe[\w-]{995}$/u) as string;

interface Medium {
  readonly name: 'SMS_MFA' | 'EMAIL_OTP';
  readonly key: string;
  readonly medium: string;
  readonly attribute: 'phone_number' | 'email';
  readonly masked: RegExp;
}

const media: readonly Medium[] = [
  {
    ...{ name: 'SMS_MFA', key: 'SMS_MFA_CODE', medium: 'SMS', attribute: 'phone_number' },
    masked: /^\+\*+\d{4}$/u,
  },
  {
    ...{ name: 'EMAIL_OTP', key: 'EMAIL_OTP_CODE', medium: 'EMAIL', attribute: 'email' },
    masked: /^\w\*\*\*@\w\*\*\*$/u,
  },
];

describe.each(media)('$name', ({ name, key, medium, attribute, masked }) => {
  const address = ({ attributes }: UserRecord): string => attributes[attribute] ?? '';
  const codeFor = (user: UserRecord): string => pools.lastCode(address(user));
  const person = (username: string, changes: Partial<UserRecord> = {}) =>
    mfa.user(username, { mfa: { enabled: [name] }, ...changes });

  it('says where the code of six digits went, and takes it', async () => {
    const user = await person('ada');
    const { $metadata, ...step } = await mfa.begin('ada');
    expect([$metadata.httpStatusCode, step]).toEqual([
      200,
      {
        ChallengeName: name,
        Session: session,
        ChallengeParameters: {
          CODE_DELIVERY_DELIVERY_MEDIUM: medium,
          CODE_DELIVERY_DESTINATION: expect.stringMatching(masked) as string,
          USER_ID_FOR_SRP: 'ada',
        },
      },
    ]);
    expect(pools.lastMessage(address(user))).toMatchObject({ medium, kind: 'Authentication' });
    expect(codeFor(user)).toMatch(/^\d{6}$/u);
    const end = await mfa.answer(step, 'ada', { [key]: codeFor(user) });
    expect(Object.keys(end.AuthenticationResult ?? {}).sort()).toEqual([
      ...['AccessToken', 'ExpiresIn', 'IdToken', 'RefreshToken', 'TokenType'],
    ]);
    expect([end.ChallengeName, end.Session, end.ChallengeParameters]).toEqual([undefined, undefined, {}]);
  });

  it('takes the right code after wrong ones on the same Session', async () => {
    const user = await person('ada');
    const step = await mfa.begin('ada');
    const code = codeFor(user);
    for (const answer of [otherThan(code), '', 'not-a-code'])
      expect(await refusal(mfa.answer(step, 'ada', { [key]: answer }))).toEqual(wrong);
    expect(comesTo(await mfa.answer(step, 'ada', { [key]: code }))).toBe('tokens');
  });

  it('takes a code once', async () => {
    const user = await person('ada');
    const step = await mfa.begin('ada');
    const answer = { [key]: codeFor(user) };
    await mfa.answer(step, 'ada', answer);
    expect(await refusal(mfa.answer(step, 'ada', answer))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user, session can only be used once.',
    ]);
  });

  it('lets one of many right answers win', async () => {
    const user = await person('ada');
    const step = await mfa.begin('ada');
    const answers = Array.from({ length: 6 }, () => mfa.answer(step, 'ada', { [key]: codeFor(user) }));
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps the code of one sign-in from another', async () => {
    const user = await person('ada');
    const first = await mfa.begin('ada');
    const firstCode = codeFor(user);
    const second = await mfa.begin('ada');
    // One in a million sign-ins has the code of the one before.
    if (codeFor(user) !== firstCode) {
      expect(await refusal(mfa.answer(second, 'ada', { [key]: firstCode }))).toEqual(wrong);
    }
    expect(comesTo(await mfa.answer(first, 'ada', { [key]: firstCode }))).toBe('tokens');
  });

  it('forgets the code with the Session', async () => {
    const user = await person('ada');
    const step = await mfa.begin('ada');
    await pools.advance(180);
    expect(await refusal(mfa.answer(step, 'ada', { [key]: codeFor(user) }))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user, session is expired.',
    ]);
  });

  it('locks after five wrong codes, in however many sign-ins, and the password does not make up for them', async () => {
    const user = await person('ada');
    for (let n = 0; n < 2; n += 1) {
      const step = await mfa.begin('ada');
      const answer = { [key]: otherThan(codeFor(user)) };
      for (let m = 0; m < 2; m += 1) expect(await refusal(mfa.answer(step, 'ada', answer))).toEqual(wrong);
    }
    const step = await mfa.begin('ada');
    const code = codeFor(user);
    expect(await refusal(mfa.answer(step, 'ada', { [key]: otherThan(code) }))).toEqual(wrong);
    expect(await refusal(mfa.begin('ada'))).toEqual(locked);
    await pools.advance(1);
    expect(comesTo(await mfa.begin('ada'))).toBe(name);
    // A refusal for the lock ends the Session; the one after a wrong code does not.
    expect(comesTo(await mfa.answer(step, 'ada', { [key]: code }))).toBe('tokens');
    expect(pools.user(user.sub).failedCodes).toBeUndefined();
  });

  it('counts parallel guesses one by one', async () => {
    const user = await person('ada');
    const step = await mfa.begin('ada');
    const answer = { [key]: otherThan(codeFor(user)) };
    const guesses = Array.from({ length: 12 }, () => refusal(mfa.answer(step, 'ada', answer)));
    const outcomes = (await Promise.all(guesses)).map(([type]) => type);
    expect(outcomes.filter((type) => type === 'CodeMismatchException')).toHaveLength(5);
    expect(pools.user(user.sub).failedCodes?.count).toBe(5);
  });

  it('refuses an answer without the code', async () => {
    await person('ada');
    expect(await refusal(mfa.answer(await mfa.begin('ada'), 'ada', {}))).toEqual([
      'InvalidParameterException',
      `Missing required parameter ${key}`,
    ]);
  });

  it('refuses a code to an address that is not his any more', async () => {
    const user = await person('ada');
    const step = await mfa.begin('ada');
    const moved = attribute === 'email' ? 'moved@example.com' : '+15559999999';
    pools.context.store.users.put({
      ...pools.user(user.sub),
      attributes: { ...user.attributes, [attribute]: moved },
    });
    expect(await refusal(mfa.answer(step, 'ada', { [key]: codeFor(user) }))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user.',
    ]);
  });

  it('verifies the address by the code', async () => {
    const user = await person('ada');
    const verified = `${attribute}_verified`;
    pools.context.store.users.put({
      ...user,
      attributes: { ...user.attributes, [verified]: 'false' },
    });
    const step = await mfa.begin('ada');
    expect(pools.user(user.sub).attributes[verified]).toBe('false');
    await mfa.answer(step, 'ada', { [key]: codeFor(user) });
    expect(pools.user(user.sub).attributes[verified]).toBe('true');
  });
});

it('sends twenty codes an hour to one address', async () => {
  await mfa.user('flooded', { mfa: { enabled: ['SMS_MFA'] } });
  for (let n = 0; n < 20; n += 1) await mfa.begin('flooded');
  expect(await refusal(mfa.begin('flooded'))).toEqual([
    'LimitExceededException',
    'Attempt limit exceeded, please try after some time.',
  ]);
});

it('leaves an address unverified where verifying it would take the name of another user', async () => {
  const aliases = await Mfa.open(pools, undefined, { AliasAttributes: ['email'] });
  const attributes = { email: 'shared@example.com', email_verified: 'false' };
  await pools.createUser(aliases.poolId, 'owner', { attributes: { ...attributes, email_verified: 'true' } });
  const user = await pools.createUser(aliases.poolId, 'guest', {
    ...{ attributes, mfa: { enabled: ['EMAIL_OTP'] } },
  });
  const step = await aliases.begin('guest');
  const answer = { EMAIL_OTP_CODE: pools.lastCode('shared@example.com') };
  expect(comesTo(await aliases.answer(step, 'guest', answer))).toBe('tokens');
  expect(pools.user(user.sub).attributes).toEqual(attributes);
});

describe('where MFA is required', () => {
  it('makes a method that was passed the user’s own', async () => {
    const required = await Mfa.open(pools, {
      ...{ MfaConfiguration: 'ON', SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: arn } } },
    });
    const user = await required.user('ada');
    const step = await required.begin('ada');
    await required.answer(step, 'ada', {
      SMS_MFA_CODE: pools.lastCode(user.attributes['phone_number'] ?? ''),
    });
    const input = { UserPoolId: required.poolId, Username: 'ada' };
    expect(await pools.sdk.send(new AdminGetUserCommand(input))).toMatchObject({
      MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }],
      UserMFASettingList: ['SMS_MFA'],
    });
  });
});

const arn = 'arn:aws:iam::123456789012:role/sms';

describe('SELECT_MFA_TYPE', () => {
  const methods = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'];
  const list = JSON.stringify(methods);
  const choose = (step: Step, ANSWER: string): Promise<Step> => mfa.answer(step, 'ada', { ANSWER });

  beforeEach(() => mfa.userWithApp('ada', methods));

  it('lists the methods under both names', async () => {
    const { $metadata, ...step } = await mfa.begin('ada');
    expect([$metadata.httpStatusCode, step]).toEqual([
      200,
      {
        ChallengeName: 'SELECT_MFA_TYPE',
        Session: session,
        ChallengeParameters: { MFAS_CAN_SELECT: list, MFAS_CAN_CHOOSE: list, USER_ID_FOR_SRP: 'ada' },
      },
    ]);
  });

  it.each([
    ['SMS_MFA', 'SMS_MFA'],
    ['SOFTWARE_TOKEN_MFA', 'SOFTWARE_TOKEN_MFA'],
    ['EMAIL_OTP', 'EMAIL_OTP'],
    ['EMAIL_MFA', 'EMAIL_OTP'],
  ])('goes on from %s to %s', async (answer, challenge) => {
    const selection = await mfa.begin('ada');
    const step = await choose(selection, answer);
    expect([comesTo(step), step.Session === selection.Session]).toEqual([challenge, false]);
    expect((await refusal(choose(selection, answer)))[0]).toBe('NotAuthorizedException');
  });

  it('refuses what is no method, and takes another answer', async () => {
    const selection = await mfa.begin('ada');
    expect(await refusal(choose(selection, 'SMS_OTP'))).toEqual([
      'InvalidParameterException',
      'ANSWER is not one of the available MFA methods.',
    ]);
    expect(comesTo(await choose(selection, 'SMS_MFA'))).toBe('SMS_MFA');
  });

  it('refuses a method that the user does not have', async () => {
    await mfa.user('ada', { mfa: { enabled: ['SMS_MFA', 'EMAIL_OTP'] } });
    expect(await refusal(choose(await mfa.begin('ada'), 'SOFTWARE_TOKEN_MFA'))).toEqual([
      'MFAMethodNotFoundException',
      'The user has no MFA method SOFTWARE_TOKEN_MFA.',
    ]);
  });

  it('refuses the challenge itself in answer to the choice', async () => {
    const answer = { SOFTWARE_TOKEN_MFA_CODE: mfa.code() };
    const call = mfa.answer(await mfa.begin('ada'), 'ada', answer, 'SOFTWARE_TOKEN_MFA');
    expect(await refusal(call)).toEqual(['NotAuthorizedException', 'Invalid session for the user.']);
  });
});
