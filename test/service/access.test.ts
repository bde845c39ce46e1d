import { Revocations } from '../../src/common/access/revocations';
import { KeySet } from '../../src/common/access/key-set';
import { type Answer, Service } from '../hostile-tokens/service';

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service.close());

const call = (door: string, token?: string): Promise<Answer> =>
  service.inject(door, token === undefined ? undefined : `Bearer ${token}`);
const codeOf = async (door: string, token?: string): Promise<string | number> => {
  const { status, body } = await call(door, token);
  return status === 200 ? 200 : body.code;
};

it('a valid token makes the caller, with nothing that it does not say', async () => {
  const { claims, valid } = service.mint;
  expect((await call('/doors/signed-in', valid)).body.data).toEqual({
    sub: claims.sub,
    username: 'ada',
    groups: ['admin'],
    scope: 'aws.cognito.signin.user.admin',
    clientId: claims.client_id,
    authTime: claims.auth_time,
    issuedAt: claims.iat,
    expiresAt: claims.exp,
    jti: claims.jti,
    originJti: claims.origin_jti,
    accessToken: valid,
  });
});

it('a token that says more makes a caller with more', async () => {
  const token = service.mint.withClaims({ device_key: 'eu-west-1_x', 'custom:account_id': 'acme', x: 1 });
  expect((await call('/doors/signed-in', token)).body.data).toMatchObject({
    deviceKey: 'eu-west-1_x',
    accountId: 'acme',
  });
});

it('a token that says less makes a caller with less', async () => {
  const token = service.mint.withClaims({
    'cognito:groups': undefined,
    scope: undefined,
    origin_jti: undefined,
  });
  const { data } = (await call('/doors/signed-in', token)).body;
  expect(data).toMatchObject({ groups: [], scope: '' });
  expect(data).not.toHaveProperty('originJti');
});

describe('the rule of a route', () => {
  it('closes a route that says nothing', async () => {
    expect(await codeOf('/doors/unsaid')).toBe('unauthorized');
    expect(await codeOf('/doors/unsaid', service.mint.valid)).toBe(200);
  });

  it('tells whoever brings no token what is wanted, and nothing of a fault', async () => {
    const { headers } = await call('/doors/signed-in');
    expect(headers['www-authenticate']).toBe('Bearer realm="gatehouse"');
  });

  it.each(['junk', undefined, 'valid'])(
    'opens a public route without looking at a token: %s',
    async (token) => {
      const answer = await call('/doors/open', token === 'valid' ? service.mint.valid : token);
      expect(answer.body.data).toEqual({ caller: null });
    },
  );

  it.each(['junk', undefined])('lets everybody pass where the bearer is optional: %s', async (token) => {
    expect((await call('/doors/optional', token)).body.data).toEqual({ caller: null });
  });

  it('knows the caller of a valid token where the bearer is optional', async () => {
    const { mint } = service;
    expect((await call('/doors/optional', mint.valid)).body.data.caller.sub).toBe(mint.claims.sub);
  });

  it('admits a caller with any of the roles, and refuses others', async () => {
    const { mint } = service;
    expect(await codeOf('/doors/admin', mint.valid)).toBe(200);
    expect(await codeOf('/doors/support', mint.valid)).toBe('forbidden');
  });

  it.each([
    [undefined],
    [[]],
    [['administrators', 'ADMIN', 'Admin', 'admin ', ' admin', 'adm\u0131n', '\uff41dmin', 'admin,support']],
    [['*', 'support/admin', 'supportadmin', '["admin"]', 'constructor', '__proto__', '0', 'length']],
  ])('takes no other name for a role: %j', async (groups) => {
    const token = service.mint.withClaims({ 'cognito:groups': groups });
    expect(await codeOf('/doors/admin', token)).toBe('forbidden');
    expect(await codeOf('/doors/signed-in', token)).toBe(200);
  });

  it('is the stricter one of method and controller', async () => {
    expect(await codeOf('/open-doors/signed-in')).toBe('unauthorized');
    expect(await codeOf('/open-doors/signed-in', service.mint.valid)).toBe(200);
  });
});

describe('a token that has been ended', () => {
  it('is refused as revoked by session, however it is spelt', async () => {
    const { mint } = service;
    const of = (origin_jti: string, jti = 'x'): string => mint.withClaims({ origin_jti, jti });
    await service.app.get(Revocations).revokeSession('origin-1');
    expect(await codeOf('/doors/signed-in', of('origin-1'))).toBe('token_revoked');
    expect(await codeOf('/doors/signed-in', of('origin-1', 'y'))).toBe('token_revoked');
    expect(await codeOf('/doors/signed-in', of('origin-2'))).toBe(200);
    expect((await call('/doors/optional', of('origin-1'))).body.data).toEqual({ caller: null });
  });

  it('is refused as revoked by user', async () => {
    const token = service.mint.withClaims({ sub: 'somebody' });
    expect(await codeOf('/doors/signed-in', token)).toBe(200);
    await service.app.get(Revocations).revokeUser('somebody');
    expect(await codeOf('/doors/signed-in', token)).toBe('token_revoked');
  });
});

it('without any key a token is answered by 503 and when to come back, and junk by 401', async () => {
  const blind = await Service.start({ COGNITO_JWKS_URI: 'http://127.0.0.1:1/jwks.json' });
  try {
    expect(blind.app.get(KeySet).available).toBe(false);
    const { status, headers, body } = await blind.inject('/doors/signed-in', `Bearer ${blind.mint.valid}`);
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'verification_keys_unavailable' });
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(5);
    expect((await blind.inject('/doors/signed-in', 'Bearer junk')).status).toBe(401);
    expect((await blind.inject('/doors/optional', `Bearer ${blind.mint.valid}`)).body.data).toEqual({
      caller: null,
    });
  } finally {
    await blind.close();
  }
});
