import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD } from '../support/gatehouse';
import { Server } from '../support/server';

const KEYS = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };
const USERNAME = 'grace';

let pool: Server;
let api: Server;
let url: string;

/** A pool of plain usernames and a client without a secret, made as one would on AWS. */
async function makePool(endpoint: string): Promise<Record<string, string>> {
  const sdk = new CognitoIdentityProviderClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const UserPoolId = (await sdk.send(new CreateUserPoolCommand({ PoolName: 'two' }))).UserPool?.Id ?? '';
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'api',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    }),
  );
  const user = { UserPoolId, Username: USERNAME };
  await sdk.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
  await sdk.send(new AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
  await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'admin' }));
  await sdk.send(new AdminAddUserToGroupCommand({ ...user, GroupName: 'admin' }));
  sdk.destroy();
  return { COGNITO_USER_POOL_ID: UserPoolId, COGNITO_CLIENT_ID: UserPoolClient?.ClientId ?? '' };
}

beforeAll(async () => {
  pool = Server.spawn({ LOCAL_POOL_PORT: '0', LOCAL_POOL_DATA: 'memory' }, 'dist/local-pool/main.js');
  const endpoint = (await pool.says(/(http:\/\/127\.0\.0\.1:\d+)/))[1] ?? '';
  const names = await makePool(endpoint);
  const production = { NODE_ENV: 'production', PORT: '0', LOG_LEVEL: 'silent' };
  api = Server.spawn({ ...production, ...names, ...KEYS, COGNITO_ENDPOINT: endpoint });
  url = (await api.says(/listens on (http:\S+)/))[1] ?? '';
}, 60_000);
afterAll(async () => {
  await pool.ended('SIGKILL');
  await api.ended('SIGKILL');
});

async function call(
  method: string,
  path: string,
  token?: string,
  body?: object,
): Promise<{ status: number; headers: Headers; body: any }> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

it('works against a pool in another process, and outlives its end', async () => {
  expect(api.text).not.toContain('embedded pool');
  expect(api.text).not.toContain('/example/');
  expect(await call('GET', '/example/')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  const credentials = { username: USERNAME, password: PASSWORD };
  const signIn = await call('POST', '/v1/auth/sign-in', undefined, credentials);
  expect(signIn.status).toBe(200);
  const { accessToken, idToken, refreshToken } = signIn.body.data.tokens;
  expect((await call('GET', '/v1/users/me', accessToken)).body.data).toMatchObject({
    username: USERNAME,
    groups: ['admin'],
  });
  expect((await call('GET', '/v1/admin/users', accessToken)).body.data).toHaveLength(1);
  const refreshed = await call('POST', '/v1/auth/refresh', undefined, { refreshToken });
  expect(refreshed.body.data).toMatchObject({ status: 'SIGNED_IN', tokens: { refreshToken } });

  await pool.ended('SIGKILL');
  for (const [method, path, token, body] of [
    ['POST', '/v1/auth/sign-in', undefined, credentials],
    ['POST', '/v1/auth/refresh', undefined, { refreshToken }],
    ['GET', '/v1/users/me', accessToken, undefined],
    ['GET', '/v1/admin/users', accessToken, undefined],
  ] as const) {
    const answer = await call(method, path, token, body);
    expect({ path, status: answer.status, code: answer.body.code }).toEqual({
      path,
      status: 503,
      code: 'upstream_unavailable',
    });
    expect(Number(answer.headers.get('retry-after'))).toBe(answer.body.retryAfter);
  }
  expect((await call('GET', '/v1/auth/session', accessToken)).body.data).toMatchObject({
    username: USERNAME,
  });
  expect((await call('GET', '/v1/auth/session', idToken)).status).toBe(401);
  expect((await call('GET', '/v1/auth/session', `${accessToken as string}x`)).status).toBe(401);
  expect((await call('GET', '/health/ready')).status).toBe(200);
});

it('ends with 0 on SIGTERM, within seconds, also with open connections', async () => {
  const started = Date.now();
  await call('GET', '/health/live');
  expect(await api.ended('SIGTERM')).toBe(0);
  expect(Date.now() - started).toBeLessThan(10_000);
});
