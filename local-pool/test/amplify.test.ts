import { setTimeout as wait } from 'node:timers/promises';
import { SetUserPoolMfaConfigCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Amplify } from 'aws-amplify';
import * as auth from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { generateSync } from 'otplib';
import { Choice, wrongFor } from './choice';
import { goodPassword, payloadOf, PoolUnderTest } from './support';

/** AWS's own client of today, aws-amplify, against the pool. It has one user at a time, like an app. */
let pools: PoolUnderTest;
let choice: Choice;

beforeAll(async () => {
  letGo();
  // Devices are named by the browser; Node 20 has none.
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Test/1.0' }, configurable: true });
  pools = await PoolUnderTest.start();
  const flows = [
    'ALLOW_USER_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH',
  ];
  choice = await Choice.open(pools, undefined, {}, { ExplicitAuthFlows: flows as ['ALLOW_USER_AUTH'] });
  configure(choice);
  cognitoUserPoolsTokenProvider.setKeyValueStorage(inMemory());
  await pools.createUser(choice.poolId, 'ada');
});
afterEach(() => auth.signOut());
afterAll(() => pools.close());

/** Turns the client to a pool. */
function configure({ poolId, clientId }: Choice): void {
  // It warns of every endpoint that is not AWS's.
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  Amplify.configure({
    Auth: {
      Cognito: { userPoolId: poolId, userPoolClientId: clientId, userPoolEndpoint: pools.url },
    },
  });
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
}

/** The client waits three minutes for a confirmation, confirmed or not: that must not keep the process. */
function letGo(): void {
  const { setTimeout } = globalThis;
  const unheld = (act: () => void, ms?: number): NodeJS.Timeout => {
    const timer = setTimeout(act, ms);
    return ms !== undefined && ms > 60_000 ? timer.unref() : timer;
  };
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(unheld);
}

function inMemory() {
  const values = new Map<string, string>();
  return {
    setItem: (key: string, value: string) => Promise.resolve(void values.set(key, value)),
    getItem: (key: string) => Promise.resolve(values.get(key) ?? null),
    removeItem: (key: string) => Promise.resolve(void values.delete(key)),
    clear: () => {
      values.clear();
      return Promise.resolve();
    },
  };
}

const code = (username: string): string => pools.lastCode(`${username}@example.com`);
const done = { isSignedIn: true, nextStep: { signInStep: 'DONE' } };
const whoIsSignedIn = async (): Promise<unknown> => (await auth.getCurrentUser()).username;

describe('signing in', () => {
  it.each(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const)('by %s', async (authFlowType) => {
    const input = { username: 'ada', password: goodPassword, options: { authFlowType } };
    expect(await auth.signIn(input)).toEqual(done);
    expect(await whoIsSignedIn()).toBe('ada');
    const { tokens } = await auth.fetchAuthSession();
    expect(tokens?.accessToken.payload).toMatchObject({ token_use: 'access', username: 'ada' });
    expect(tokens?.idToken?.payload).toMatchObject({ email: 'ada@example.com' });
  });

  it.each(['PASSWORD', 'PASSWORD_SRP'] as const)('by choice, preferring %s', async (preferredChallenge) => {
    const options = { authFlowType: 'USER_AUTH', preferredChallenge } as const;
    expect(await auth.signIn({ username: 'ada', password: goodPassword, options })).toEqual(done);
    expect(await whoIsSignedIn()).toBe('ada');
  });

  it('by choice, preferring a code, at the second attempt', async () => {
    const options = { authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' } as const;
    expect(await auth.signIn({ username: 'ada', options })).toEqual({
      isSignedIn: false,
      nextStep: {
        signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE',
        codeDeliveryDetails: { deliveryMedium: 'EMAIL', destination: 'a***@e***' },
      },
    });
    await expect(auth.confirmSignIn({ challengeResponse: wrongFor(code('ada')) })).rejects.toMatchObject({
      name: 'CodeMismatchException',
      message: 'Invalid code or auth state for the user.',
    });
    expect(await auth.confirmSignIn({ challengeResponse: code('ada') })).toEqual(done);
  });

  it.each(['PASSWORD', 'PASSWORD_SRP'])('by choice, selecting %s', async (challengeResponse) => {
    expect(await auth.signIn({ username: 'ada', options: { authFlowType: 'USER_AUTH' } })).toEqual({
      isSignedIn: false,
      nextStep: {
        signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
        availableChallenges: ['EMAIL_OTP', 'PASSWORD_SRP', 'PASSWORD'],
      },
    });
    expect(await auth.confirmSignIn({ challengeResponse })).toEqual({
      isSignedIn: false,
      nextStep: { signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' },
    });
    expect(await auth.confirmSignIn({ challengeResponse: goodPassword })).toEqual(done);
  });

  it('by choice, selecting a code', async () => {
    await auth.signIn({ username: 'ada', options: { authFlowType: 'USER_AUTH' } });
    const { nextStep } = await auth.confirmSignIn({ challengeResponse: 'EMAIL_OTP' });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    expect(await auth.confirmSignIn({ challengeResponse: code('ada') })).toEqual(done);
  });

  it('not with a wrong password, and not as somebody unknown', async () => {
    for (const username of ['ada', 'nobody']) {
      await expect(auth.signIn({ username, password: 'Wrong-Horse-7' })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      });
    }
  });

  it('with a temporary password', async () => {
    await pools.createUser(choice.poolId, 'tom', { status: 'FORCE_CHANGE_PASSWORD' });
    const { nextStep } = await auth.signIn({ username: 'tom', password: goodPassword });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED');
    expect(await auth.confirmSignIn({ challengeResponse: 'Other-Horse-8' })).toEqual(done);
  });
});

describe('signing up', () => {
  const options = { autoSignIn: { authFlowType: 'USER_AUTH' } } as const;

  // The client drops a second automatic sign-in within 300 ms.
  afterEach(() => wait(310));

  it.each([
    ['with a password', 'bea', { password: goodPassword }],
    ['without one', 'cal', {}],
  ])('%s leads on to a sign-in', async (_, username, password) => {
    const userAttributes = { email: `${username}@example.com` };
    const signedUp = await auth.signUp({
      username,
      ...password,
      options: { userAttributes, ...options },
    });
    expect(signedUp).toEqual({
      isSignUpComplete: false,
      nextStep: {
        signUpStep: 'CONFIRM_SIGN_UP',
        codeDeliveryDetails: {
          attributeName: 'email',
          deliveryMedium: 'EMAIL',
          destination: `${username.charAt(0)}***@e***`,
        },
      },
      userId: expect.any(String) as string,
    });
    await expect(auth.confirmSignUp({ username, confirmationCode: '000000' })).rejects.toMatchObject({
      name: 'CodeMismatchException',
    });
    const confirmed = await auth.confirmSignUp({ username, confirmationCode: code(username) });
    expect(confirmed).toEqual({
      isSignUpComplete: true,
      nextStep: { signUpStep: 'COMPLETE_AUTO_SIGN_IN' },
    });
    expect(await auth.autoSignIn()).toEqual(done);
    expect(await whoIsSignedIn()).toBe(username);
  });

  it('a user who has not confirmed is sent back to that', async () => {
    const userAttributes = { email: 'dot@example.com' };
    await auth.signUp({ username: 'dot', password: goodPassword, options: { userAttributes } });
    const { nextStep } = await auth.signIn({ username: 'dot', password: goodPassword });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_UP');
    expect(await auth.resendSignUpCode({ username: 'dot' })).toMatchObject({ destination: 'd***@e***' });
  });
});

describe('somebody signed in', () => {
  const signIn = (password = goodPassword) => auth.signIn({ username: 'ada', password });

  it('refreshes his tokens', async () => {
    await signIn();
    const before = (await auth.fetchAuthSession()).tokens;
    const after = (await auth.fetchAuthSession({ forceRefresh: true })).tokens;
    expect(after?.accessToken.toString()).not.toBe(before?.accessToken.toString());
    expect(after?.accessToken.payload['origin_jti']).toBe(before?.accessToken.payload['origin_jti']);
  });

  it('reads and changes his attributes', async () => {
    await signIn();
    expect(await auth.fetchUserAttributes()).toMatchObject({
      email: 'ada@example.com',
      email_verified: 'true',
    });
    await auth.updateUserAttributes({ userAttributes: { nickname: 'Countess' } });
    expect(await auth.fetchUserAttributes()).toMatchObject({ nickname: 'Countess' });
  });

  it('changes his password', async () => {
    await signIn();
    await auth.updatePassword({ oldPassword: goodPassword, newPassword: 'Other-Horse-8' });
    await auth.signOut();
    expect(await signIn('Other-Horse-8')).toEqual(done);
    await auth.updatePassword({ oldPassword: 'Other-Horse-8', newPassword: goodPassword });
  });

  it('resets a forgotten one', async () => {
    const { nextStep } = await auth.resetPassword({ username: 'ada' });
    expect(nextStep.resetPasswordStep).toBe('CONFIRM_RESET_PASSWORD_WITH_CODE');
    const confirmationCode = code('ada');
    await auth.confirmResetPassword({ username: 'ada', confirmationCode, newPassword: goodPassword });
    expect(await signIn()).toEqual(done);
  });

  it('signs out everywhere', async () => {
    await signIn();
    const { tokens } = await auth.fetchAuthSession();
    await auth.signOut({ global: true });
    await expect(auth.getCurrentUser()).rejects.toMatchObject({ name: 'UserUnAuthenticatedException' });
    const sub = payloadOf(tokens?.accessToken.toString() ?? '')['sub'] as string;
    expect(pools.user(sub).tokensRevokedAt).toBeDefined();
  });
});

it('somebody with an authenticator app and a remembered device', async () => {
  const remembering = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
  const client = { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const] };
  const strict = await Choice.open(pools, undefined, { DeviceConfiguration: remembering }, client);
  await pools.sdk.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: strict.poolId,
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  await pools.createUser(strict.poolId, 'eve');
  configure(strict);
  const signIn = () => auth.signIn({ username: 'eve', password: goodPassword });
  const appCode = (secret: string): string => generateSync({ secret, epoch: pools.context.clock.seconds() });

  expect(await signIn()).toEqual(done);
  const { sharedSecret } = await auth.setUpTOTP();
  await auth.verifyTOTPSetup({ code: appCode(sharedSecret) });
  await auth.updateMFAPreference({ totp: 'PREFERRED' });
  expect(await auth.fetchMFAPreference()).toEqual({ enabled: ['TOTP'], preferred: 'TOTP' });
  expect(await auth.fetchDevices()).toMatchObject([{ name: 'Test/1.0' }]);
  await auth.signOut();

  // The device that was confirmed at the first sign-in stands in for the app.
  expect(await signIn()).toEqual(done);
  await auth.fetchAuthSession({ forceRefresh: true });
  await auth.forgetDevice();
  await auth.signOut();

  await pools.advance(30);
  const { nextStep } = await signIn();
  expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
  expect(await auth.confirmSignIn({ challengeResponse: appCode(sharedSecret) })).toEqual(done);
  await auth.signOut();
  configure(choice);
});
