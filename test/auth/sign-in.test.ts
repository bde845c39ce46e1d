import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { JwksCache } from 'aws-jwt-verify/jwk';
import { anotherPool } from '../support/another-pool';
import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { expectData, expectProblem, fault, SIGNED_IN } from '../support/answers';
import { Directory } from '../support/directory';

let gatehouse: Gatehouse;
let directory: Directory;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  directory = new Directory(gatehouse);
});
afterAll(async () => {
  directory.close();
  await gatehouse.close();
});

const signIn = (body: object) => gatehouse.post('/v1/auth/sign-in', body);

async function unconfirmed(): Promise<string> {
  const username = freshEmail();
  await gatehouse.post('/v1/auth/sign-up', { username, password: PASSWORD, attributes: { email: username } });
  return username;
}

describe('signing in by password', () => {
  it('gives tokens', async () => {
    const username = await gatehouse.user();
    expectData(await signIn({ username, password: PASSWORD }), 200, SIGNED_IN);
    expectData(await signIn({ username, password: PASSWORD, method: 'password' }), 200, SIGNED_IN);
  });

  it('gives tokens that a foreign verifier accepts', async () => {
    const username = await gatehouse.user();
    const { accessToken, idToken } = await gatehouse.signIn(username);
    const { userPoolId, clientId, url } = gatehouse.pool;
    const jwks = (await (await fetch(`${url}/${userPoolId}/.well-known/jwks.json`)).json()) as Parameters<
      JwksCache['addJwks']
    >[1];
    const access = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' });
    const id = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'id' });
    access.cacheJwks(jwks);
    id.cacheJwks(jwks);
    await expect(access.verify(accessToken)).resolves.toMatchObject({
      client_id: clientId,
      scope: 'aws.cognito.signin.user.admin',
    });
    await expect(id.verify(idToken)).resolves.toMatchObject({
      aud: clientId,
      email: username,
      email_verified: true,
    });
    await expect(access.verify(idToken)).rejects.toThrow();
  });

  it('takes the name in another case where the user pool does', async () => {
    const username = await gatehouse.user();
    expectData(await signIn({ username: username.toUpperCase(), password: PASSWORD }), 200, SIGNED_IN);
  });

  it('refuses a wrong password', async () => {
    expectProblem(
      await signIn({ username: await gatehouse.user(), password: 'Wrong-Horse-7' }),
      401,
      'invalid_credentials',
    );
  });

  it.each([`${PASSWORD} `, ` ${PASSWORD}`, PASSWORD.toLowerCase(), `${PASSWORD}\u0000`])(
    'compares passwords byte for byte: %j',
    async (password) => {
      const answer = await signIn({ username: await gatehouse.user(), password });
      expectProblem(answer, 401, 'invalid_credentials');
    },
  );

  it('tells an account that is not confirmed, after the right password only', async () => {
    const username = await unconfirmed();
    expectProblem(await signIn({ username, password: PASSWORD }), 403, 'user_not_confirmed');
    expectProblem(await signIn({ username, password: 'Wrong-Horse-7' }), 401, 'invalid_credentials');
  });

  it.each<[string, (username: string) => Promise<void>]>([
    ['disabled', (username) => directory.disable(username)],
    ['reset by an administrator', (username) => directory.resetPassword(username)],
  ])('does not tell that an account is %s', async (_, change) => {
    const username = await gatehouse.user();
    await change(username);
    expectProblem(await signIn({ username, password: PASSWORD }), 401, 'invalid_credentials');
  });

  it('locks known and unknown names alike after five wrong passwords', async () => {
    for (const username of [await gatehouse.user(), freshEmail()]) {
      const wrong = { username, password: 'Wrong-Horse-7' };
      for (let failed = 0; failed < 5; failed++) {
        expectProblem(await signIn(wrong), 401, 'invalid_credentials');
      }
      expectProblem(await signIn({ username, password: PASSWORD }), 429, 'too_many_attempts', {
        retryAfter: 900,
      });
    }
  });

  it('tells that the service is not set up for a method that the app client has switched off', async () => {
    const { sdk, changes } = await anotherPool(gatehouse);
    const instance = await startInstance(gatehouse, changes);
    const answer = await instance.post('/v1/auth/sign-in', { username: 'someone', method: 'custom' });
    expectProblem(answer, 503, 'service_misconfigured', { retryAfter: 300 });
    await instance.app.close();
    sdk.destroy();
  });

  it.each([
    ['no username', { password: PASSWORD }, 'username'],
    ['no password', { username: 'a@b.example' }, 'password'],
    ['no password for the method', { username: 'a@b.example', method: 'password' }, 'password'],
    ['a password that is null', { username: 'a@b.example', password: null }, 'password'],
    ['a password of 257 characters', { username: 'a@b.example', password: 'x'.repeat(257) }, 'password'],
    ['a method nobody knows', { username: 'a@b.example', password: PASSWORD, method: 'magic' }, 'method'],
    ['a method that is null', { username: 'a@b.example', password: PASSWORD, method: null }, 'method'],
    [
      'a device key of a strange form',
      { username: 'a@b.example', password: PASSWORD, deviceKey: '../x' },
      'deviceKey',
    ],
    [
      'metadata that is no object',
      { username: 'a@b.example', password: PASSWORD, clientMetadata: 'x' },
      'clientMetadata',
    ],
  ])('refuses %s', async (_, body, field) => {
    expectProblem(await signIn(body), 400, 'validation_failed', { errors: [fault(field)] });
  });
});
