import { createPrivateKey, createSign, generateKeyPairSync } from 'node:crypto';
import {
  GetUserCommand,
  type CreateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { Jwks } from 'aws-jwt-verify/jwk';
import type { GroupRecord } from '../store/records';
import { payloadOf, PoolUnderTest, refusal } from './support';

const uuid = expect.stringMatching(/^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/) as string;
const number = expect.any(Number) as number;

let pools: PoolUnderTest;
let poolId: string;
let clientId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool({
    Schema: [{ Name: 'level', AttributeDataType: 'Number', Mutable: true }],
  });
  ({ ClientId: clientId } = await pools.createClient(poolId));
});
afterAll(() => pools.close());

async function publishedKeys(): Promise<Jwks> {
  const response = await fetch(`${pools.url}/${poolId}/.well-known/jwks.json`);
  return (await response.json()) as Jwks;
}

function header(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

describe('tokens', () => {
  it('are accepted by an independent verifier with the published keys', async () => {
    await pools.createUser(poolId, 'ada');
    const { AccessToken, IdToken } = await pools.signIn(clientId, 'ada');
    const verifier = CognitoJwtVerifier.create({ userPoolId: poolId, clientId });
    verifier.cacheJwks(await publishedKeys());
    expect((await verifier.verify(AccessToken, { tokenUse: 'access' })).username).toBe('ada');
    expect((await verifier.verify(IdToken, { tokenUse: 'id' }))['cognito:username']).toBe('ada');
  });

  it('have a header of two members and a key of their own each', async () => {
    await pools.createUser(poolId, 'ada');
    const { AccessToken, IdToken } = await pools.signIn(clientId, 'ada');
    const { keys } = await publishedKeys();
    expect(keys).toEqual(
      [0, 1].map(() => ({
        alg: 'RS256',
        e: 'AQAB',
        kid: expect.stringMatching(/^[\w+/]{43}=$/) as string,
        kty: 'RSA',
        n: expect.any(String) as string,
        use: 'sig',
      })),
    );
    const kids = keys.map(({ kid }) => kid);
    expect(header(IdToken)).toEqual({ kid: kids[0], alg: 'RS256' });
    expect(header(AccessToken)).toEqual({ kid: kids[1], alg: 'RS256' });
  });

  it('carry exactly the claims of the access token', async () => {
    const { sub } = await pools.createUser(poolId, 'grace', { groups: ['admins'] });
    const { AccessToken } = await pools.signIn(clientId, 'grace');
    const claims = payloadOf(AccessToken);
    expect(claims).toEqual({
      sub,
      'cognito:groups': ['admins'],
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`,
      version: 2,
      client_id: clientId,
      origin_jti: uuid,
      event_id: uuid,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: number,
      exp: Number(claims['iat']) + 3600,
      iat: number,
      jti: uuid,
      username: 'grace',
    });
  });

  it('carry exactly the claims of the ID token', async () => {
    const { sub } = await pools.createUser(poolId, 'hedy', {
      attributes: {
        email: 'hedy@example.com',
        email_verified: 'true',
        address: 'Vienna',
        updated_at: '1700000000',
        'custom:level': '7',
      },
    });
    const { ClientId } = await pools.createClient(poolId, {
      ReadAttributes: ['email', 'email_verified', 'address', 'updated_at', 'custom:level'],
    });
    const tokens = await pools.signIn(ClientId, 'hedy');
    const access = payloadOf(tokens.AccessToken);
    const claims = payloadOf(tokens.IdToken);
    expect(claims).toEqual({
      sub,
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`,
      aud: ClientId,
      'cognito:username': 'hedy',
      origin_jti: access['origin_jti'],
      event_id: access['event_id'],
      token_use: 'id',
      auth_time: number,
      exp: Number(claims['iat']) + 3600,
      iat: number,
      jti: uuid,
      email: 'hedy@example.com',
      email_verified: true,
      address: { formatted: 'Vienna' },
      updated_at: 1_700_000_000,
      'custom:level': '7',
    });
    expect(claims['jti']).not.toBe(access['jti']);
  });

  it('show attributes only to clients that may read them', async () => {
    await pools.createUser(poolId, 'iris', {
      attributes: { email: 'iris@example.com', email_verified: 'false', name: 'Iris', 'custom:level': '1' },
    });
    const { ClientId } = await pools.createClient(poolId, { ReadAttributes: ['name'] });
    const attributes = ['email', 'email_verified', 'name', 'custom:level'];
    const seen = async (id: string) => {
      const { IdToken } = await pools.signIn(id, 'iris');
      return attributes.filter((name) => name in payloadOf(IdToken));
    };
    expect(await seen(ClientId)).toEqual(['name']);
    expect(await seen(clientId)).toEqual(['email', 'email_verified', 'name']);
  });

  it.each<[string, Partial<GroupRecord>[], string[] | undefined, string | undefined]>([
    ['one group', [{ roleArn: 'arn:a', precedence: 5 }], ['arn:a'], 'arn:a'],
    [
      'the lowest precedence',
      [
        { roleArn: 'arn:a', precedence: 5 },
        { roleArn: 'arn:b', precedence: 1 },
      ],
      ['arn:a', 'arn:b'],
      'arn:b',
    ],
    [
      'a tie',
      [
        { roleArn: 'arn:a', precedence: 1 },
        { roleArn: 'arn:b', precedence: 1 },
      ],
      ['arn:a', 'arn:b'],
      undefined,
    ],
    ['no role', [{ precedence: 1 }], undefined, undefined],
  ])('name roles and the preferred one: %s', async (title, groups, roles, preferred) => {
    const names = groups.map((group, index) => {
      const name = `${title}-${index}`;
      const record = { id: `${poolId}/${name}`, poolId, name, createdAt: 0, updatedAt: 0, ...group };
      pools.context.store.groups.put(record);
      return name;
    });
    const username = title.replaceAll(' ', '-');
    await pools.createUser(poolId, username, { groups: names });
    const claims = payloadOf((await pools.signIn(clientId, username)).IdToken);
    expect([claims['cognito:groups'], claims['cognito:roles'], claims['cognito:preferred_role']]).toEqual([
      names,
      roles,
      preferred,
    ]);
  });

  it.each<[string, Partial<CreateUserPoolClientCommandInput>, number, number]>([
    ['hours by default', { AccessTokenValidity: 2, IdTokenValidity: 3 }, 7200, 10_800],
    [
      'minutes when told',
      {
        AccessTokenValidity: 5,
        IdTokenValidity: 10,
        TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes' },
      },
      300,
      600,
    ],
  ])('live as long as the client says, in %s', async (_, settings, access, id) => {
    const { ClientId } = await pools.createClient(poolId, settings);
    await pools.createUser(poolId, 'ada');
    const { AccessToken, IdToken } = await pools.signIn(ClientId, 'ada');
    const lives = [AccessToken, IdToken].map(payloadOf).map(({ exp, iat }) => Number(exp) - Number(iat));
    expect(lives).toEqual([access, id]);
  });

  it('leave out their origin where revocation is off', async () => {
    const { ClientId } = await pools.createClient(poolId, { EnableTokenRevocation: false });
    const { AccessToken, IdToken } = await pools.signIn(ClientId, 'ada');
    expect(payloadOf(AccessToken)).not.toHaveProperty('origin_jti');
    expect(payloadOf(IdToken)).not.toHaveProperty('origin_jti');
    expect((await pools.sdk.send(new GetUserCommand({ AccessToken }))).Username).toBe('ada');
  });

  it('stay valid when the keys are rotated, while new ones are signed with new keys', async () => {
    await pools.createUser(poolId, 'ada');
    const before = await pools.signIn(clientId, 'ada');
    await fetch(`${pools.url}/_local/control/keys`, { method: 'POST', body: '{"action":"rotate"}' });
    const after = await pools.signIn(clientId, 'ada');
    const { keys } = await publishedKeys();
    expect(keys).toHaveLength(4);
    expect(header(after.AccessToken)['kid']).not.toBe(header(before.AccessToken)['kid']);
    for (const { AccessToken } of [before, after]) {
      expect((await pools.sdk.send(new GetUserCommand({ AccessToken }))).Username).toBe('ada');
    }
  });
});

describe('an access token is refused', () => {
  const getUser = (AccessToken: string) => refusal(pools.sdk.send(new GetUserCommand({ AccessToken })));
  const invalid = ['NotAuthorizedException', 'Invalid Access Token'];

  function signedBy(pem: string, head: object, payload: object): string {
    const input = [head, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${input}.${createSign('sha256').update(input).sign(pem, 'base64url')}`;
  }
  /** The pool's own signature under any payload: what only a fault of the pool could make. */
  function resigned(token: string, changes: object, use: 'id' | 'access' = 'access'): string {
    const key = pools.context.store.keys.by('pool', poolId).find((own) => own.use === use && !own.retired);
    if (!key) throw new Error('The pool has no key');
    const pem = createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' }).export({
      type: 'pkcs8',
      format: 'pem',
    });
    return signedBy(String(pem), { kid: key.kid, alg: 'RS256' }, { ...payloadOf(token), ...changes });
  }
  let token: string;
  beforeAll(async () => {
    await pools.createUser(poolId, 'victim');
    token = (await pools.signIn(clientId, 'victim')).AccessToken;
  });

  it.each<[string, () => string]>([
    ['garbage', () => 'garbage'],
    ['two parts', () => token.split('.').slice(0, 2).join('.')],
    [
      'no algorithm',
      () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1] ?? ''}.`,
    ],
    ['an unknown key', () => resigned(token, {}).replace(/^[^.]+/, encoded({ kid: 'x', alg: 'RS256' }))],
    ['a prototype as key', () => token.replace(/^[^.]+/, encoded({ kid: '__proto__', alg: 'RS256' }))],
    ['another algorithm', () => token.replace(/^[^.]+/, encoded({ ...header(token), alg: 'PS256' }))],
    ['an ID token', () => resigned(token, { token_use: 'id' }, 'id')],
    ['the wrong use', () => resigned(token, { token_use: 'id' })],
    [
      'another issuer',
      () => resigned(token, { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x' }),
    ],
  ])('for %s', async (_, make) => {
    expect(await getUser(make())).toEqual(invalid);
  });

  it('for a changed payload', async () => {
    const [head, , signature] = token.split('.');
    const payload = encoded({ ...payloadOf(token), username: 'admin' });
    expect(await getUser(`${head ?? ''}.${payload}.${signature ?? ''}`)).toEqual([
      'NotAuthorizedException',
      'Could not verify signature for Access Token',
    ]);
  });

  it('for the signature of a key that a test published', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'foreign', alg: 'RS256', use: 'sig' };
    await fetch(`${pools.url}/_local/control/keys`, {
      method: 'POST',
      body: JSON.stringify({ action: 'add', jwk, poolId }),
    });
    expect((await publishedKeys()).keys.map(({ kid }) => kid)).toContain('foreign');
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(await getUser(signedBy(pem, { kid: 'foreign', alg: 'RS256' }, payloadOf(token)))).toEqual(invalid);
  });

  it('for other scopes', async () => {
    expect(await getUser(resigned(token, { scope: 'openid email' }))).toEqual([
      'NotAuthorizedException',
      'Access Token does not have required scopes',
    ]);
  });

  it('for its user’s state', async () => {
    const user = await pools.createUser(poolId, 'stateful');
    const { AccessToken } = await pools.signIn(clientId, 'stateful');
    pools.context.store.users.put({ ...user, status: 'RESET_REQUIRED' });
    expect(await getUser(AccessToken)).toEqual([
      'PasswordResetRequiredException',
      'Password reset required for the user',
    ]);
    pools.context.store.users.put({ ...user, enabled: false });
    expect(await getUser(AccessToken)).toEqual(['NotAuthorizedException', 'Access Token has been revoked']);
    pools.context.store.users.delete(user.sub);
    expect(await getUser(AccessToken)).toEqual(['UserNotFoundException', 'User does not exist.']);
  });

  it('once it has expired', async () => {
    await pools.advance(3601);
    expect(await getUser(token)).toEqual(['NotAuthorizedException', 'Access Token has expired']);
  });
});

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
