import {
  AdminDeleteSoftwareTokenCommand,
  AdminGetUserCommand,
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { operations } from '../operations';
import { all, comesTo, Mfa, sms, totp, wrongCode } from './mfa';
import { output } from './raw';
import { PoolUnderTest, refusal } from './support';

/** AssociateSoftwareToken and VerifySoftwareToken with an access token, and AdminDeleteSoftwareToken. */
let pools: PoolUnderTest;
let mfa: Mfa;
let AccessToken: string;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  mfa = await Mfa.open(pools);
});
beforeEach(async () => {
  await mfa.midStep();
  await mfa.user('ada');
  ({ AccessToken } = await pools.signIn(mfa.clientId, 'ada'));
});
afterAll(() => pools.close());

const associate = () => pools.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
const verify = (UserCode: string, more: { FriendlyDeviceName?: string } = {}) =>
  pools.sdk.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode, ...more }));
const enable = () =>
  pools.sdk.send(
    new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } }),
  );
const remove = (Username = 'ada') =>
  pools.sdk.send(new AdminDeleteSoftwareTokenCommand({ UserPoolId: mfa.poolId, Username }));
const methods = async () => {
  const input = { UserPoolId: mfa.poolId, Username: 'ada' };
  const { UserMFASettingList, PreferredMfaSetting } = await pools.sdk.send(new AdminGetUserCommand(input));
  return { UserMFASettingList, PreferredMfaSetting };
};
const off = ['SoftwareTokenMFANotFoundException', 'Software Token MFA has not been enabled by the userPool'];
const none = ['SoftwareTokenMFANotFoundException', 'User has not set up software token mfa'];
const mismatch = ['EnableSoftwareTokenMFAException', 'Code mismatch and fail enable Software Token MFA'];

it('registers an app, and switches nothing on by that', async () => {
  const { SecretCode = '' } = await associate();
  expect(await output(verify(mfa.code(SecretCode), { FriendlyDeviceName: 'My phone' }))).toEqual({
    Status: 'SUCCESS',
  });
  expect(await methods()).toEqual({});
  expect(comesTo(await mfa.begin('ada'))).toBe('tokens');
  await enable();
  expect(await methods()).toEqual({ UserMFASettingList: ['SOFTWARE_TOKEN_MFA'] });
  const step = await mfa.begin('ada');
  expect(step.ChallengeParameters).toEqual({ FRIENDLY_DEVICE_NAME: 'My phone', USER_ID_FOR_SRP: 'ada' });
});

it('gives a secret of 52 letters in Base32, and no Session', async () => {
  expect(await output(associate())).toEqual({
    SecretCode: expect.stringMatching(/^[A-Z2-7]{52}$/u) as string,
  });
});

it('replaces a secret until it is verified', async () => {
  const first = await associate();
  const second = await associate();
  expect(await refusal(verify(mfa.code(first.SecretCode)))).toEqual(mismatch);
  expect((await verify(mfa.code(second.SecretCode))).Status).toBe('SUCCESS');
});

it('keeps the app in force until another one is verified', async () => {
  const old = await mfa.register(AccessToken);
  await enable();
  const { SecretCode = '' } = await associate();
  await pools.advance(30);
  const passes = async (secret: string): Promise<string> => {
    const answer = { SOFTWARE_TOKEN_MFA_CODE: mfa.code(secret) };
    return comesTo(await mfa.answer(await mfa.begin('ada'), 'ada', answer));
  };
  expect(await passes(old)).toBe('tokens');
  await verify(mfa.code(SecretCode));
  await pools.advance(30);
  expect((await refusal(passes(old)))[0]).toBe('CodeMismatchException');
  expect(await passes(SecretCode)).toBe('tokens');
});

it('uses up the code that verified it', async () => {
  const { SecretCode = '' } = await associate();
  const code = mfa.code(SecretCode);
  await verify(code);
  await enable();
  const step = await mfa.begin('ada');
  expect((await refusal(mfa.answer(step, 'ada', { SOFTWARE_TOKEN_MFA_CODE: code })))[0]).toBe(
    'ExpiredCodeException',
  );
});

it('takes the right code after any number of wrong ones', async () => {
  const { SecretCode = '' } = await associate();
  for (let n = 0; n < 4; n += 1) {
    expect(await refusal(verify(wrongCode(mfa, SecretCode)))).toEqual(mismatch);
  }
  expect((await verify(mfa.code(SecretCode))).Status).toBe('SUCCESS');
});

it('verifies nothing that was not associated, or has been verified', async () => {
  expect(await refusal(verify('123456'))).toEqual(none);
  const secret = await mfa.register(AccessToken);
  await pools.advance(30);
  expect(await refusal(verify(mfa.code(secret)))).toEqual(none);
});

it('knows no apps where the pool has none', async () => {
  const { SecretCode = '' } = await associate();
  await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...sms });
  expect(await refusal(associate())).toEqual(off);
  expect(await refusal(verify(mfa.code(SecretCode)))).toEqual(off);
  await mfa.configure({ MfaConfiguration: 'OFF' });
  expect(await refusal(associate())).toEqual(off);
  await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...all });
});

describe('refuses', () => {
  const both = ['InvalidParameterException', 'Exactly one of AccessToken and Session must be given.'];
  const Session = 'x'.repeat(40);

  it('a Session beside an access token, and neither', async () => {
    const { sdk } = pools;
    const UserCode = '123456';
    for (const input of [{}, { AccessToken, Session }]) {
      expect(await refusal(sdk.send(new AssociateSoftwareTokenCommand(input)))).toEqual(both);
      expect(await refusal(sdk.send(new VerifySoftwareTokenCommand({ UserCode, ...input })))).toEqual(both);
    }
  });

  it('an access token that is none', async () => {
    const invalid = ['NotAuthorizedException', 'Invalid Access Token'];
    AccessToken = 'none';
    expect(await refusal(associate())).toEqual(invalid);
    expect(await refusal(verify('123456'))).toEqual(invalid);
  });

  it('a second call with the same token while one is under way', async () => {
    const call = operations['AssociateSoftwareToken'] as (...input: unknown[]) => Promise<unknown>;
    const calls = Array.from({ length: 3 }, () => call({ AccessToken }, pools.context));
    const refused = ['ConcurrentModificationException', 'The same request is being processed already.'];
    expect(await refusal(calls[1] as Promise<unknown>)).toEqual(refused);
    expect(await refusal(calls[2] as Promise<unknown>)).toEqual(refused);
    expect(await calls[0]).toEqual({ SecretCode: expect.any(String) as string });
    // And again when it is over, be it by a refusal.
    expect(Object.keys(await output(associate()))).toEqual(['SecretCode']);
    await refusal(call({ AccessToken: 'none' }, pools.context));
    expect((await refusal(call({ AccessToken: 'none' }, pools.context)))[0]).toBe('NotAuthorizedException');
  });
});

describe('AdminDeleteSoftwareToken', () => {
  it('takes the app away, and leaves other methods', async () => {
    await mfa.register(AccessToken);
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    const SMSMfaSettings = { Enabled: true };
    await mfa.prefer('ada', { SoftwareTokenMfaSettings, SMSMfaSettings });
    expect(await output(remove())).toEqual({});
    expect(await methods()).toEqual({ UserMFASettingList: ['SMS_MFA'] });
    expect(comesTo(await mfa.begin('ada'))).toBe('SMS_MFA');
    expect(await refusal(enable())).toEqual([
      'InvalidParameterException',
      'User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA',
    ]);
  });

  it('ends a sign-in that waits for its code', async () => {
    const secret = await mfa.register(AccessToken);
    await enable();
    await pools.advance(30);
    const step = await mfa.begin('ada');
    await remove();
    const answer = { SOFTWARE_TOKEN_MFA_CODE: mfa.code(secret) };
    expect(await refusal(mfa.answer(step, 'ada', answer))).toEqual(none);
  });

  it('leaves whoever needs one to set up another', async () => {
    await mfa.register(AccessToken);
    await mfa.configure({ MfaConfiguration: 'ON', ...totp });
    expect(comesTo(await mfa.begin('ada'))).toBe('SOFTWARE_TOKEN_MFA');
    await remove();
    expect(comesTo(await mfa.begin('ada'))).toBe('MFA_SETUP');
    await mfa.configure({ MfaConfiguration: 'OPTIONAL', ...all });
  });

  it('takes away what is not verified yet', async () => {
    const { SecretCode = '' } = await associate();
    await remove();
    expect(await refusal(verify(mfa.code(SecretCode)))).toEqual(none);
  });

  it('does nothing to somebody without an app', async () => {
    expect(await output(remove())).toEqual({});
    expect((await pools.sdk.send(new GetUserCommand({ AccessToken }))).UserMFASettingList).toBeUndefined();
  });

  it.each<[string, string, string[]]>([
    ['somebody unknown', 'nobody', ['UserNotFoundException', 'User does not exist.']],
    ['somebody who has not confirmed', 'new', ['UserNotConfirmedException', 'User is not confirmed.']],
  ])('refuses %s', async (_, username, text) => {
    await mfa.user('new', { status: 'UNCONFIRMED' });
    expect(await refusal(remove(username))).toEqual(text);
  });
});
