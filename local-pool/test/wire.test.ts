import { request } from 'node:http';
import { startLocalPool } from '../start';
import { post, signed } from './raw';
import { PoolUnderTest } from './support';

let pool: PoolUnderTest;
beforeAll(async () => {
  pool = await PoolUnderTest.start();
});
afterAll(() => pool.close());

function error(response: { status: number; headers: Headers; body: unknown }): unknown[] {
  return [response.status, response.headers.get('x-amzn-errortype'), response.body];
}

describe('an operation', () => {
  it('answers a refusal with HTTP 400, its name and its text', async () => {
    const response = await post(pool.url, 'DescribeUserPool', '{"UserPoolId":"us-east-1_none"}');
    const message = 'User pool us-east-1_none does not exist.';
    expect(error(response)).toEqual([
      400,
      'ResourceNotFoundException:',
      { __type: 'ResourceNotFoundException', message },
    ]);
    expect(response.headers.get('x-amzn-errormessage')).toBe(message);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('gives times as seconds since the epoch', async () => {
    const before = Date.now() / 1000;
    const { body } = await post(pool.url, 'CreateUserPool', '{"PoolName":"times"}');
    const { UserPool } = body as { UserPool: { CreationDate: number } };
    expect(UserPool.CreationDate).toBeGreaterThanOrEqual(before - 0.001);
    expect(UserPool.CreationDate).toBeLessThan(before + 30);
  });

  it.each([
    ['unknown to everybody', 'Nothing', 'The X-Amz-Target header names no operation of this API.'],
    ['of Object', 'constructor', 'The X-Amz-Target header names no operation of this API.'],
    ['not supported', 'GetSigningCertificate', 'The local pool does not support GetSigningCertificate.'],
  ])('%s is refused', async (_, operation, message) => {
    expect(error(await post(pool.url, operation, '{}'))).toEqual([
      404,
      'UnknownOperationException:',
      { __type: 'UnknownOperationException', message },
    ]);
  });

  it.each([
    ['no JSON', '{"UserPoolId":', 'Unexpected token in payload'],
    ['a list', '[]', 'Start of structure or map found where not expected.'],
    ['null', 'null', 'Start of structure or map found where not expected.'],
  ])('refuses a body that is %s', async (_, body, message) => {
    expect(error(await post(pool.url, 'DescribeUserPool', body))).toEqual([
      400,
      'SerializationException:',
      { __type: 'SerializationException', message },
    ]);
  });

  it('takes an empty body for an empty input', async () => {
    const message =
      "1 validation error detected: Value null at 'maxResults' failed to satisfy constraint: Member must not be null";
    expect((await post(pool.url, 'ListUserPools', '')).body).toEqual({
      __type: 'InvalidParameterException',
      message,
    });
  });

  it('refuses a body over a mebibyte', async () => {
    const response = await post(pool.url, 'ListUserPools', ' '.repeat(1024 * 1024 + 1));
    expect(error(response)).toEqual([
      413,
      'RequestEntityTooLargeException:',
      { __type: 'RequestEntityTooLargeException', message: 'Request entity too large' },
    ]);
  });
});

describe('the signature of an IAM operation', () => {
  it.each([
    ['nothing', {}, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
    [
      'a bearer token',
      { authorization: 'Bearer x' },
      'MissingAuthenticationTokenException',
      'Missing Authentication Token',
    ],
    [
      'no signature',
      {
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host',
      },
      'IncompleteSignatureException',
      "Authorization header requires 'Signature' parameter.",
    ],
    [
      'a short credential',
      { authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=0' },
      'IncompleteSignatureException',
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term',
    ],
  ])('is missed in %s', async (_, headers: Record<string, string>, type, message) => {
    const response = await post(pool.url, 'ListUserPools', '{"MaxResults":1}', headers);
    expect(error(response)).toEqual([400, `${type}:`, { __type: type, message }]);
  });

  it('is not asked of public operations', async () => {
    const response = await post(pool.url, 'GetUser', '{"AccessToken":"x"}', {});
    expect(response.body).toMatchObject({ __type: 'NotAuthorizedException' });
  });

  it('is enough with any credentials', async () => {
    const response = await post(pool.url, 'ListUserPools', '{"MaxResults":1}', signed);
    expect(response.status).toBe(200);
  });
});

describe('browsers', () => {
  it('may call from any origin with any headers', async () => {
    const response = await fetch(pool.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-headers': 'x-amz-target,x-custom' },
    });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('x-amz-target,x-custom');
    expect(response.headers.get('access-control-expose-headers')).toBe(
      'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
    );
  });

  it('of other origins get nothing of the inbox', async () => {
    const response = await fetch(`${pool.url}/_local/inbox`, {
      headers: { origin: 'https://evil.example' },
    });
    expect([response.status, await response.json()]).toEqual([
      403,
      { message: 'Not open to other origins.' },
    ]);
  });
});

describe('the published documents', () => {
  it('hold the public halves of two keys', async () => {
    const poolId = await pool.createPool();
    const response = await fetch(`${pool.url}/${poolId}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: Record<string, string>[] };
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
    ]);
    expect(keys.map(({ alg, kty, use, e }) => [alg, kty, use, e])).toEqual([
      ['RS256', 'RSA', 'sig', 'AQAB'],
      ['RS256', 'RSA', 'sig', 'AQAB'],
    ]);
    expect(keys[0]?.['kid']).not.toBe(keys[1]?.['kid']);
  });

  it('describe the issuer as on AWS and the keys where they are', async () => {
    const poolId = await pool.createPool();
    const { url } = pool;
    const response = await fetch(`${url}/${poolId}/.well-known/openid-configuration`);
    expect(await response.json()).toEqual({
      authorization_endpoint: `${url}/oauth2/authorize`,
      end_session_endpoint: `${url}/logout`,
      id_token_signing_alg_values_supported: ['RS256'],
      issuer: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`,
      jwks_uri: `${url}/${poolId}/.well-known/jwks.json`,
      response_types_supported: ['code', 'token'],
      revocation_endpoint: `${url}/oauth2/revoke`,
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      subject_types_supported: ['public'],
      token_endpoint: `${url}/oauth2/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      userinfo_endpoint: `${url}/oauth2/userInfo`,
    });
  });

  it.each(['jwks.json', 'openid-configuration'])('have no %s of an unknown pool', async (name) => {
    const response = await fetch(`${pool.url}/us-east-1_none/.well-known/${name}`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: 'User pool us-east-1_none does not exist.' },
    ]);
  });

  it('are all there is', async () => {
    const response = await fetch(`${pool.url}/other`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: 'There is nothing at GET /other.' },
    ]);
  });
});

describe('the server', () => {
  it('does not listen where other machines could reach it', async () => {
    await expect(startLocalPool({ data: 'memory', host: '0.0.0.0' })).rejects.toThrow(
      '0.0.0.0 can be reached from other machines; the local pool only listens on loopback',
    );
  });

  it('listens there when told that this is meant', async () => {
    const server = await startLocalPool({ data: 'memory', host: '0.0.0.0', exposed: true });
    const response = await fetch(`http://127.0.0.1:${server.port}/_local/inbox`);
    expect(await response.json()).toEqual({ messages: [] });
    await server.close();
  });

  it('cuts connections when it closes, and closes twice', async () => {
    const server = await startLocalPool({ data: 'memory' });
    const cut = new Promise((resolve) => {
      // A body that never ends.
      request(server.url, { method: 'POST', headers: { 'content-length': 10 } })
        .on('error', resolve)
        .write('{');
    });
    await fetch(`${server.url}/_local/inbox`);
    await Promise.all([server.close(), server.close()]);
    expect(await cut).toMatchObject({ code: 'ECONNRESET' });
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });

  it('tells its own faults to the log and not to the caller', async () => {
    const lines: string[] = [];
    const faulty = await startLocalPool({ data: 'memory', log: (line) => lines.push(line) });
    faulty.context.store.pools.get = () => {
      throw new Error('disk on fire');
    };
    const response = await post(faulty.url, 'DescribeUserPool', '{"UserPoolId":"us-east-1_a"}');
    expect(error(response)).toEqual([
      500,
      'InternalErrorException:',
      { __type: 'InternalErrorException', message: 'Something went wrong' },
    ]);
    expect(lines.join('\n')).toContain('DescribeUserPool failed: Error: disk on fire');
    await faulty.close();
  });
});
