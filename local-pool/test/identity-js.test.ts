import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { called, IdentityJs, sessionOf, step, succeeded, type Session, type User } from './identity-js';
import { goodPassword, PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let browser: IdentityJs;
let poolId: string;

const revoked = ['NotAuthorizedException', 'Refresh Token has been revoked'];
const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool();
  const { ClientId } = await pools.createClient(poolId, {
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  browser = new IdentityJs(pools, { poolId, ClientId });
});
afterAll(() => pools.close());

/** Signs in by SRP. */
async function signedIn(name: string): Promise<{ user: User; session: Session }> {
  await pools.createUser(poolId, name);
  const user = browser.user(name);
  return { user, session: await sessionOf(browser.authenticate(user)) };
}

/** By the SDK: the library tries a refused refresh again and again, for seconds. */
const refreshing = (session: Session) =>
  pools.sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: browser.pool.getClientId(),
      AuthParameters: { REFRESH_TOKEN: session.getRefreshToken().getToken() },
    }),
  );

const attributesOf = async (user: User): Promise<Record<string, string>> => {
  const list = await called<{ Name: string; Value: string }[]>((done) => {
    user.getUserAttributes(done);
  });
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
};

it('signs up, confirms and signs in', async () => {
  const { user, userConfirmed, codeDeliveryDetails } = await browser.signUp('ada', {
    email: 'ada@example.com',
  });
  expect(userConfirmed).toBe(false);
  expect(codeDeliveryDetails).toEqual({
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: 'a***@e***',
  });
  expect(await refusal(browser.authenticate(user))).toEqual([
    'UserNotConfirmedException',
    'User is not confirmed.',
  ]);
  await called((done) => {
    user.resendConfirmationCode(done);
  });
  const confirm = (code: string) =>
    called((done) => {
      user.confirmRegistration(code, false, done);
    });
  const code = pools.lastCode('ada@example.com');
  expect((await refusal(confirm(code === '000000' ? '000001' : '000000')))[0]).toBe('CodeMismatchException');
  expect(await confirm(code)).toBe('SUCCESS');
  expect(await refusal(browser.authenticate(user, 'Wrong-Horse-7'))).toEqual(wrong);
  const session = await sessionOf(browser.authenticate(user));
  expect(session.isValid()).toBe(true);
  expect(session.getIdToken().payload).toMatchObject({ email: 'ada@example.com', email_verified: true });
  expect(session.getAccessToken().payload).toMatchObject({ username: 'ada' });
});

it('signs in with the password in clear as well', async () => {
  await pools.createUser(poolId, 'plain');
  const user = browser.user('plain');
  user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
  expect((await sessionOf(browser.authenticate(user))).isValid()).toBe(true);
});

it('sets a new password where the first is temporary', async () => {
  await pools.createUser(poolId, 'invited', { status: 'FORCE_CHANGE_PASSWORD' });
  const user = browser.user('invited');
  const asked = await browser.authenticate(user);
  expect(asked).toEqual({
    asked: 'newPasswordRequired',
    given: [{ email: 'invited@example.com', email_verified: 'true' }, []],
  });
  const session = await sessionOf(
    step((callbacks) => {
      user.completeNewPasswordChallenge('Better-Horse-8', { name: 'Ida' }, callbacks);
    }),
  );
  expect(session.getIdToken().payload).toMatchObject({ name: 'Ida' });
  expect(await refusal(browser.authenticate(user))).toEqual(wrong);
  expect((await sessionOf(browser.authenticate(user, 'Better-Horse-8'))).isValid()).toBe(true);
});

it('reads, changes, verifies and deletes attributes', async () => {
  const { user } = await signedIn('grace');
  expect(await attributesOf(user)).toMatchObject({ email: 'grace@example.com', email_verified: 'true' });
  const updated = called((done) => {
    user.updateAttributes(
      [
        { Name: 'name', Value: 'Grace' },
        { Name: 'email', Value: 'hopper@example.com' },
      ],
      done,
    );
  });
  expect(await updated).toBe('SUCCESS');
  expect(await attributesOf(user)).toMatchObject({ name: 'Grace', email_verified: 'false' });
  await new Promise((resolve, reject) => {
    user.getAttributeVerificationCode('email', {
      onSuccess: resolve,
      onFailure: reject,
      inputVerificationCode: resolve,
    });
  });
  const verified = succeeded((callbacks) => {
    user.verifyAttribute('email', pools.lastCode('hopper@example.com'), callbacks);
  });
  expect(await verified).toBe('SUCCESS');
  await called((done) => {
    user.deleteAttributes(['name'], done);
  });
  const attributes = await attributesOf(user);
  expect(attributes).toMatchObject({ email: 'hopper@example.com', email_verified: 'true' });
  expect(attributes).not.toHaveProperty('name');
});

it('changes and resets a password', async () => {
  const { user } = await signedIn('alan');
  const changed = called((done) => {
    user.changePassword(goodPassword, 'Better-Horse-8', done);
  });
  expect(await changed).toBe('SUCCESS');
  expect(await refusal(browser.authenticate(user))).toEqual(wrong);
  await succeeded((callbacks) => {
    user.forgotPassword(callbacks);
  });
  await succeeded((callbacks) => {
    user.confirmPassword(pools.lastCode('alan@example.com'), 'Best-Horse-9', callbacks);
  });
  expect((await sessionOf(browser.authenticate(user, 'Best-Horse-9'))).isValid()).toBe(true);
});

it('finds the session again after a reload, and refreshes it', async () => {
  const { session } = await signedIn('edsger');
  const again = browser.pool.getCurrentUser();
  expect(again?.getUsername()).toBe('edsger');
  if (!again) throw new Error('Nobody is signed in');
  const found = await called<Session>((done) => {
    again.getSession(done);
  });
  expect(found.getAccessToken().getJwtToken()).toBe(session.getAccessToken().getJwtToken());
  const refreshed = await called<Session>((done) => {
    again.refreshSession(found.getRefreshToken(), done);
  });
  expect(refreshed.getAccessToken().getJwtToken()).not.toBe(session.getAccessToken().getJwtToken());
  expect(refreshed.getRefreshToken().getToken()).toBe(session.getRefreshToken().getToken());
  expect(browser.storage.ending('edsger.accessToken')).toBe(refreshed.getAccessToken().getJwtToken());
});

it('signs out here, which revokes the refresh token', async () => {
  const { user, session } = await signedIn('barbara');
  await new Promise<void>((resolve) => {
    user.signOut(resolve);
  });
  expect(browser.storage.ending('barbara.accessToken')).toBeUndefined();
  expect(await refusal(refreshing(session))).toEqual(revoked);
});

it('signs out everywhere', async () => {
  const { user, session } = await signedIn('donald');
  const other = browser.user('donald');
  await sessionOf(browser.authenticate(other));
  expect(
    await succeeded((callbacks) => {
      user.globalSignOut(callbacks);
    }),
  ).toBe('SUCCESS');
  expect(await refusal(attributesOf(other))).toEqual([
    'NotAuthorizedException',
    'Access Token has been revoked',
  ]);
  expect(await refusal(refreshing(session))).toEqual(revoked);
});

it('deletes the user', async () => {
  const { user } = await signedIn('leslie');
  await called((done) => {
    user.deleteUser(done);
  });
  expect(await refusal(browser.authenticate(browser.user('leslie')))).toEqual([
    'UserNotFoundException',
    'User does not exist.',
  ]);
});
