/* eslint-disable @typescript-eslint/no-deprecated -- the library has a successor, and every program that still runs on it needs it to work */
import type { CognitoUser, IMfaSettings } from 'amazon-cognito-identity-js';
import { called, IdentityJs, sessionOf, step, succeeded, type Step } from './identity-js';
import { Mfa, totp } from './mfa';
import { payloadOf, PoolUnderTest } from './support';

/** Second factors as amazon-cognito-identity-js does them; the codes of its apps are otplib's. */
let pools: PoolUnderTest;
let mfa: Mfa;
let client: IdentityJs;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  mfa = await Mfa.open(pools);
  client = new IdentityJs(pools, { poolId: mfa.poolId, ClientId: mfa.clientId });
});
beforeEach(() => mfa.midStep());
afterAll(() => pools.close());

const on: IMfaSettings = { Enabled: true, PreferredMfa: false };
const preferred: IMfaSettings = { Enabled: true, PreferredMfa: true };
const associate = (user: CognitoUser): Promise<string> =>
  new Promise((resolve, reject) => {
    user.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject });
  });
/** With a session of the user's, so that nothing follows. */
const verify = (user: CognitoUser, code: string): Promise<unknown> =>
  succeeded((callbacks) => {
    user.verifySoftwareToken(code, 'My phone', callbacks);
  });
const sendCode = (user: CognitoUser, code: string, type?: string): Promise<Step> =>
  step((callbacks) => {
    user.sendMFACode(code, callbacks, type);
  });
const choose = (user: CognitoUser, type: string): Promise<Step> =>
  step((callbacks) => {
    user.sendMFASelectionAnswer(type, callbacks);
  });
const prefer = (user: CognitoUser, sms: IMfaSettings | null, app: IMfaSettings | null): Promise<unknown> =>
  called((done) => {
    user.setUserMfaPreference(sms, app, done);
  });
const smsCode = (phoneNumber: string | undefined): string => pools.lastCode(phoneNumber ?? '');

async function signedIn(username: string): Promise<CognitoUser> {
  const user = client.user(username);
  await sessionOf(client.authenticate(user));
  return user;
}

it('registers an app and signs in with it', async () => {
  await mfa.user('ada');
  const user = await signedIn('ada');
  const secret = await associate(user);
  expect(await verify(user, mfa.code(secret))).toMatchObject({ Status: 'SUCCESS' });
  expect(await prefer(user, null, preferred)).toBe('SUCCESS');
  await pools.advance(30);
  const again = client.user('ada');
  expect(await client.authenticate(again)).toEqual({
    asked: 'totpRequired',
    given: ['SOFTWARE_TOKEN_MFA', { FRIENDLY_DEVICE_NAME: 'My phone', USER_ID_FOR_SRP: 'ada' }],
  });
  await expect(sendCode(again, '000000', 'SOFTWARE_TOKEN_MFA')).rejects.toMatchObject({
    code: 'CodeMismatchException',
  });
  const session = await sessionOf(sendCode(again, mfa.code(secret), 'SOFTWARE_TOKEN_MFA'));
  expect(payloadOf(session.getAccessToken().getJwtToken())).toMatchObject({ username: 'ada' });
});

it('signs in with a code by SMS, switched on the older way', async () => {
  const { attributes } = await mfa.user('bob');
  const user = await signedIn('bob');
  expect(
    await called((done) => {
      user.enableMFA(done);
    }),
  ).toBe('SUCCESS');
  expect(
    await called((done) => {
      user.getMFAOptions(done);
    }),
  ).toEqual([{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }]);
  const again = client.user('bob');
  expect(await client.authenticate(again)).toMatchObject({ asked: 'mfaRequired' });
  const session = await sessionOf(sendCode(again, smsCode(attributes['phone_number'])));
  expect(session.isValid()).toBe(true);
  expect(
    await called((done) => {
      again.disableMFA(done);
    }),
  ).toBe('SUCCESS');
  await signedIn('bob');
});

it('chooses between two methods', async () => {
  const { attributes } = await mfa.userWithApp('carol', []);
  const user = await signedIn('carol');
  await prefer(user, on, on);
  const byApp = client.user('carol');
  expect(await client.authenticate(byApp)).toMatchObject({
    asked: 'selectMFAType',
    given: ['SELECT_MFA_TYPE', { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA"]' }],
  });
  expect(await choose(byApp, 'SOFTWARE_TOKEN_MFA')).toMatchObject({ asked: 'totpRequired' });
  await sessionOf(sendCode(byApp, mfa.code(), 'SOFTWARE_TOKEN_MFA'));
  const bySms = client.user('carol');
  await client.authenticate(bySms);
  expect(await choose(bySms, 'SMS_MFA')).toMatchObject({ asked: 'mfaRequired' });
  await sessionOf(sendCode(bySms, smsCode(attributes['phone_number'])));
});

it('changes a temporary password and sets up an app on the way in, where MFA is required', async () => {
  await mfa.configure({ MfaConfiguration: 'ON', ...totp });
  await mfa.user('dave', { status: 'FORCE_CHANGE_PASSWORD' });
  const user = client.user('dave');
  expect(await client.authenticate(user)).toMatchObject({ asked: 'newPasswordRequired' });
  const setUp = await step((callbacks) => {
    user.completeNewPasswordChallenge('Another-Horse-8', {}, callbacks);
  });
  expect(setUp).toEqual({
    asked: 'mfaSetup',
    given: ['MFA_SETUP', { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: 'dave' }],
  });
  const secret = await associate(user);
  await expect(verify(user, mfa.code(secret, 300))).rejects.toMatchObject({
    code: 'EnableSoftwareTokenMFAException',
  });
  const session = await sessionOf(
    step((callbacks) => {
      user.verifySoftwareToken(mfa.code(secret), 'My phone', callbacks);
    }),
  );
  expect(session.isValid()).toBe(true);
  await pools.advance(30);
  const again = client.user('dave');
  expect(await client.authenticate(again, 'Another-Horse-8')).toMatchObject({ asked: 'totpRequired' });
  await sessionOf(sendCode(again, mfa.code(secret), 'SOFTWARE_TOKEN_MFA'));
});
