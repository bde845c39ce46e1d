import {
  AdminGetUserCommand,
  AssociateSoftwareTokenCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { all, comesTo, email, Mfa, sms, totp, wrongCode, type Step } from './mfa';
import { output } from './raw';
import { PoolUnderTest, refusal } from './support';

/** MFA_SETUP: users who need a second factor and have none. */
let pools: PoolUnderTest;
let mfa: Mfa;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  mfa = await Mfa.open(pools);
});
afterAll(() => pools.close());

const on = { MfaConfiguration: 'ON' } as const;
const session = expect.stringMatching(/^AYABe[\w-]{995}$/u) as string;
const invalid = ['NotAuthorizedException', 'Invalid session for the user.'];
const usedUp = ['NotAuthorizedException', 'Invalid session for the user, session can only be used once.'];

const associate = ({ Session }: Pick<Step, 'Session'>) =>
  pools.sdk.send(new AssociateSoftwareTokenCommand({ Session }));
const verify = ({ Session }: Pick<Step, 'Session'>, UserCode: string, FriendlyDeviceName?: string) =>
  pools.sdk.send(
    new VerifySoftwareTokenCommand({
      Session,
      UserCode,
      ...(FriendlyDeviceName ? { FriendlyDeviceName } : {}),
    }),
  );
const complete = (step: Pick<Step, 'Session'>, way = mfa, username = 'ada'): Promise<Step> =>
  way.answer(step, username, {}, 'MFA_SETUP');
const methods = (Username = 'ada') =>
  pools.sdk.send(new AdminGetUserCommand({ UserPoolId: mfa.poolId, Username }));

describe('an authenticator app', () => {
  beforeEach(async () => {
    await mfa.configure({ ...on, ...totp });
    await mfa.midStep();
    await mfa.user('ada');
  });

  it.each(['public', 'admin'] as const)('is set up on the way in by the %s API', async (api) => {
    const way = api === 'admin' ? mfa.asAdmin : mfa;
    const step = await way.begin('ada');
    expect(await output(Promise.resolve(step))).toEqual({
      ChallengeName: 'MFA_SETUP',
      Session: session,
      ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: 'ada' },
    });
    const app = await associate(step);
    expect(await output(Promise.resolve(app))).toEqual({
      SecretCode: expect.stringMatching(/^[A-Z2-7]{52}$/u) as string,
      Session: session,
    });
    const verified = await verify(app, mfa.code(app.SecretCode), 'My phone');
    expect(await output(Promise.resolve(verified))).toEqual({ Status: 'SUCCESS', Session: session });
    expect(new Set([step, app, verified].map(({ Session }) => Session)).size).toBe(3);
    expect(comesTo(await complete(verified, way))).toBe('tokens');
    expect(await methods()).toMatchObject({
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    });
    await pools.advance(30);
    const next = await way.begin('ada');
    expect([comesTo(next), next.ChallengeParameters]).toEqual([
      'SOFTWARE_TOKEN_MFA',
      { FRIENDLY_DEVICE_NAME: 'My phone', USER_ID_FOR_SRP: 'ada' },
    ]);
    const code = { SOFTWARE_TOKEN_MFA_CODE: mfa.code(app.SecretCode) };
    expect(comesTo(await way.answer(next, 'ada', code))).toBe('tokens');
  });

  it('is asked for at the next sign-in once it is verified, answered or not', async () => {
    const app = await associate(await mfa.begin('ada'));
    const code = mfa.code(app.SecretCode);
    await verify(app, code);
    const next = await mfa.begin('ada');
    expect(comesTo(next)).toBe('SOFTWARE_TOKEN_MFA');
    expect(await refusal(mfa.answer(next, 'ada', { SOFTWARE_TOKEN_MFA_CODE: code }))).toEqual([
      'ExpiredCodeException',
      'Your software token has already been used once.',
    ]);
  });

  it('is replaced by another one until it is verified', async () => {
    const first = await associate(await mfa.begin('ada'));
    const second = await associate(first);
    expect(second.SecretCode).not.toBe(first.SecretCode);
    expect(await refusal(verify(first, mfa.code(first.SecretCode)))).toEqual(usedUp);
    expect(await refusal(verify(second, mfa.code(first.SecretCode)))).toEqual(mismatch);
    expect((await verify(second, mfa.code(second.SecretCode))).Status).toBe('SUCCESS');
  });

  const mismatch = ['EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA'];

  it('takes two wrong codes before the right one', async () => {
    const app = await associate(await mfa.begin('ada'));
    for (let n = 0; n < 2; n += 1) {
      expect(await refusal(verify(app, wrongCode(mfa, app.SecretCode)))).toEqual(mismatch);
    }
    expect((await verify(app, mfa.code(app.SecretCode))).Status).toBe('SUCCESS');
  });

  it('ends with the third wrong code', async () => {
    const app = await associate(await mfa.begin('ada'));
    const guess = (): Promise<unknown> => verify(app, wrongCode(mfa, app.SecretCode));
    for (let n = 0; n < 3; n += 1) expect(await refusal(guess())).toEqual(mismatch);
    expect(await refusal(verify(app, mfa.code(app.SecretCode)))).toEqual(invalid);
  });

  it('lets one of parallel verifications win', async () => {
    const app = await associate(await mfa.begin('ada'));
    const calls = Array.from({ length: 5 }, () => verify(app, mfa.code(app.SecretCode)));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('does not complete before it is verified, nor twice', async () => {
    const step = await mfa.begin('ada');
    const nothing = ['InvalidParameterException', 'No MFA method has been set up for the user.'];
    expect(await refusal(complete(step))).toEqual(nothing);
    const app = await associate(step);
    expect(await refusal(complete(app))).toEqual(nothing);
    const verified = await verify(app, mfa.code(app.SecretCode));
    expect(comesTo(await complete(verified))).toBe('tokens');
    expect(await refusal(complete(verified))).toEqual(usedUp);
    expect(await refusal(verify(verified, mfa.code(app.SecretCode)))).toEqual(usedUp);
  });

  it('is not verified without having been associated', async () => {
    expect(await refusal(verify(await mfa.begin('ada'), '123456'))).toEqual([
      'SoftwareTokenMFANotFoundException',
      'User has not set up software token mfa',
    ]);
  });

  it('does not replace what the user has got meanwhile, whoever knows the password', async () => {
    const [mine, other] = [await mfa.begin('ada'), await mfa.begin('ada')];
    const [app, stolen] = [await associate(mine), await associate(other)];
    await verify(app, mfa.code(app.SecretCode));
    expect(await refusal(verify(stolen, mfa.code(stolen.SecretCode)))).toEqual(invalid);
    expect(await refusal(associate(stolen))).toEqual(invalid);
    expect(pools.user((await methods()).UserAttributes?.[0]?.Value ?? '').mfa.totp?.secret).toBe(
      app.SecretCode,
    );
  });

  it('does not complete when it was taken away meanwhile', async () => {
    const app = await associate(await mfa.begin('ada'));
    const verified = await verify(app, mfa.code(app.SecretCode));
    const sub = (await methods()).UserAttributes?.[0]?.Value ?? '';
    pools.context.store.users.put({ ...pools.user(sub), mfa: { enabled: [] } });
    expect(await refusal(complete(verified))).toEqual(invalid);
  });

  it('keeps the Session to its user, its client and its API', async () => {
    await mfa.user('bob');
    const other = await pools.createClient(mfa.poolId);
    const app = await associate(await mfa.begin('ada'));
    const { Session } = await verify(app, mfa.code(app.SecretCode));
    const elsewhere = Object.assign(Object.create(mfa) as Mfa, { clientId: other.ClientId });
    expect(await refusal(complete({ Session }, mfa, 'bob'))).toEqual(invalid);
    expect(await refusal(complete({ Session }, elsewhere))).toEqual(invalid);
    expect(await refusal(complete({ Session }, mfa.asAdmin))).toEqual(invalid);
  });

  it('ends with the Session', async () => {
    const app = await associate(await mfa.begin('ada'));
    const expired = ['NotAuthorizedException', 'Invalid session for the user, session is expired.'];
    await pools.advance(180);
    expect(await refusal(associate(app))).toEqual(expired);
    expect(await refusal(verify(app, mfa.code(app.SecretCode)))).toEqual(expired);
  });

  it('refuses a user who was disabled meanwhile', async () => {
    const { sub } = await mfa.user('ada');
    const step = await mfa.begin('ada');
    pools.context.store.users.put({ ...pools.user(sub), enabled: false });
    expect(await refusal(associate(step))).toEqual(invalid);
  });
});

it.each([
  ['of another challenge', () => mfa.begin('ada')],
  ['that is garbage', () => Promise.resolve({ Session: 'x'.repeat(40) })],
])('refuses a Session %s', async (_, step: () => Promise<Pick<Step, 'Session'>>) => {
  await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...all });
  await mfa.userWithApp('ada');
  const { Session } = await step();
  expect(await refusal(associate({ Session }))).toEqual(invalid);
  expect(await refusal(verify({ Session }, '123456'))).toEqual(invalid);
});

describe('an e-mail address', () => {
  const attributes = { name: 'Ada' };
  let counter = 0;
  let address: string;
  const name = (step: Step, responses: Record<string, string> = { EMAIL: address }): Promise<Step> =>
    mfa.answer(step, 'ada', responses);

  beforeEach(async () => {
    await mfa.configure({ ...on, ...email, ...totp });
    await mfa.user('ada', { attributes });
    counter += 1;
    address = `set-up-${counter}@example.com`;
  });

  it.each(['EMAIL', 'email'])('is set up on the way in, named by the key %s', async (key) => {
    const begun = await mfa.begin('ada');
    expect(begun.ChallengeParameters).toEqual({
      MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]',
      USER_ID_FOR_SRP: 'ada',
    });
    const step = await name(begun, { [key]: address });
    expect(await output(Promise.resolve(step))).toEqual({
      ChallengeName: 'EMAIL_OTP',
      Session: session,
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
        CODE_DELIVERY_DESTINATION: 's***@e***',
        USER_ID_FOR_SRP: 'ada',
      },
    });
    const code = pools.lastCode(address);
    expect(code).toMatch(/^\d{6}$/u);
    expect((await methods()).UserAttributes).not.toContainEqual({ Name: 'email', Value: address });
    expect(comesTo(await mfa.answer(step, 'ada', { EMAIL_OTP_CODE: code }))).toBe('tokens');
    const { UserAttributes, ...user } = await methods();
    expect(UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: 'email', Value: address },
        { Name: 'email_verified', Value: 'true' },
      ]),
    );
    expect(user).toMatchObject({ UserMFASettingList: ['EMAIL_OTP'], PreferredMfaSetting: 'EMAIL_OTP' });
    expect(comesTo(await mfa.begin('ada'))).toBe('EMAIL_OTP');
  });

  it('is not the user’s by a wrong code', async () => {
    const step = await name(await mfa.begin('ada'));
    expect((await refusal(mfa.answer(step, 'ada', { EMAIL_OTP_CODE: 'x' })))[0]).toBe(
      'CodeMismatchException',
    );
    expect(comesTo(await mfa.begin('ada'))).toBe('MFA_SETUP');
  });

  it.each([
    ['none', '', 'EMAIL must not be empty.'],
    ['one that is none', 'nowhere', 'Invalid email address format.'],
  ])('refuses %s, and takes another answer', async (_, value, text) => {
    const step = await mfa.begin('ada');
    expect(await refusal(name(step, { EMAIL: value }))).toEqual(['InvalidParameterException', text]);
    expect(comesTo(await name(step))).toBe('EMAIL_OTP');
  });

  it('refuses one when the user has got another meanwhile', async () => {
    const [first, second] = [await mfa.begin('ada'), await mfa.begin('ada')];
    const [one, other] = [await name(first), await name(second, { EMAIL: `other-${address}` })];
    const third = await mfa.begin('ada');
    await mfa.answer(one, 'ada', { EMAIL_OTP_CODE: pools.lastCode(address) });
    const late = { EMAIL_OTP_CODE: pools.lastCode(`other-${address}`) };
    expect(await refusal(mfa.answer(other, 'ada', late))).toEqual(invalid);
    expect(await refusal(name(third))).toEqual(invalid);
  });

  it('refuses one where only apps can be set up', async () => {
    await mfa.configure({ ...on, ...totp });
    expect(await refusal(name(await mfa.begin('ada')))).toEqual([
      'InvalidParameterException',
      'EMAIL_OTP is not one of the MFA methods that can be set up.',
    ]);
  });

  it('refuses the address of another user where it is a name', async () => {
    const byEmail = await Mfa.open(
      pools,
      { ...on, ...email, ...sms },
      { UsernameAttributes: ['email', 'phone_number'] },
    );
    await pools.createUser(byEmail.poolId, 'owner', {
      attributes: { email: address, email_verified: 'true' },
    });
    const nobody = await pools.createUser(byEmail.poolId, 'nobody', { attributes });
    const step = await byEmail.begin('nobody');
    expect(await refusal(byEmail.answer(step, nobody.username, { EMAIL: address }))).toEqual([
      'AliasExistsException',
      'An account with the given email already exists.',
    ]);
  });
});
