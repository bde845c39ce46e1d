import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The whole of a problem document: nothing may be in it that is not named here. */
function expectProblem(answer: Answer, status: number, code: string, more: object = {}): void {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: {
      type: `/errors/${code}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
      instance: expect.stringMatching(/^\//),
      requestId: answer.headers.get('x-request-id'),
      ...more,
    },
  });
}

const signIn = (body: unknown): Promise<Answer> => gatehouse.call('POST', '/v1/auth/sign-in', { body });

describe('a request that cannot be taken is answered with a problem document', () => {
  it('bad JSON', async () => {
    expectProblem(await signIn('{"username":'), 400, 'invalid_json');
  });

  it('JSON that is not UTF-8', async () => {
    const response = await fetch(`${gatehouse.url}/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    });
    expect({ status: response.status, code: ((await response.json()) as { code: string }).code }).toEqual({
      status: 400,
      code: 'invalid_json',
    });
  });

  it.each(['{"__proto__":{"admin":true}}', '{"username":{"__proto__":1}}'])('%s', async (body) => {
    expectProblem(await signIn(body), 400, 'invalid_json');
  });

  it('2,000 nested arrays', async () => {
    expectProblem(await signIn(`{"username":${'['.repeat(2000)}${']'.repeat(2000)}}`), 400, 'json_too_deep');
  });

  it('brackets inside of a string are not nesting', async () => {
    const answer = await signIn({ username: '[{'.repeat(50), password: PASSWORD });
    expectProblem(answer, 401, 'invalid_credentials');
  });

  it('a body of 100 KB', async () => {
    expectProblem(await signIn({ username: 'x'.repeat(100_000), password: 'y' }), 413, 'payload_too_large');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
  ])('a body of type %s', async (type) => {
    const answer = await gatehouse.call('POST', '/v1/auth/sign-in', {
      body: 'a=b',
      headers: { 'content-type': type },
    });
    expectProblem(answer, 415, 'unsupported_media_type');
  });

  it.each(['/nowhere', '/v1', '/v1/auth/sign-in/', '/V1/auth/configuration', '/v1//auth/configuration'])(
    'an unknown route: %s',
    async (path) => {
      expectProblem(await gatehouse.get(path), 404, 'not_found');
    },
  );

  it('a method that the route does not have', async () => {
    expectProblem(await gatehouse.call('DELETE', '/v1/auth/sign-in'), 404, 'not_found');
  });

  it('a path that cannot be decoded', async () => {
    expectProblem(await gatehouse.get('/v1/%zz'), 400, 'bad_request');
  });

  it.each([[undefined], [null], [[]], ['"text"'], [42]])('a body that is not an object: %j', async (body) => {
    const answer = await signIn(body);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 400,
      code: 'validation_failed',
    });
  });

  it('unknown members, named one by one', async () => {
    const answer = await signIn({
      username: 'a@example.com',
      password: PASSWORD,
      role: 'admin',
      groups: ['admin'],
    });
    expectProblem(answer, 400, 'validation_failed', {
      errors: [
        { field: 'role', message: 'property role should not exist' },
        { field: 'groups', message: 'property groups should not exist' },
      ],
    });
  });

  it.each([
    ['HTTP that is none', 'NOT HTTP\r\n\r\n', 400, 'bad_request'],
    ['a header without a name', 'GET /health/live HTTP/1.1\r\n: x\r\n\r\n', 400, 'bad_request'],
    [
      'headers of 20 KB',
      `GET /health/live HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    [
      'two lengths',
      'POST /v1/auth/sign-in HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
      400,
      'bad_request',
    ],
  ])('%s', async (_name, bytes, status, code) => {
    const text = await raw(bytes);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} `));
    expect(head).toMatch(/^content-type: application\/problem\+json/m);
    expect(JSON.parse(body)).toMatchObject({ status, code, type: `/errors/${code}`, instance: '/' });
  });
});

/** What a server answers to bytes, until it closes the connection. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(gatehouse.url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => {
      resolve(text);
    });
    socket.on('error', reject);
  });
}

describe('every answer', () => {
  it('carries the same fixed headers, success or not', async () => {
    for (const path of ['/v1/auth/configuration', '/health/live', '/nowhere', '/v1/%zz', '/v1/users/me']) {
      const { headers } = await gatehouse.get(path);
      expect({ path, headers: Object.fromEntries(headers) }).toMatchObject({
        path,
        headers: {
          'strict-transport-security': 'max-age=31536000; includeSubDomains',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
          'x-request-id': expect.stringMatching(UUID),
        },
      });
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });

  it.each(['client-request-0001', '0123abcd-0000-4000-8000-000000000000'])(
    'keeps the sane request id %s',
    async (id) => {
      const answer = await gatehouse.call('GET', '/health/live', { headers: { 'x-request-id': id } });
      expect(answer.headers.get('x-request-id')).toBe(id);
      expect(answer.body.meta.requestId).toBe(id);
    },
  );

  it.each(['short', 'x'.repeat(129), 'has spaces in it', '<script>alert(1)</script>'])(
    'replaces the request id %s',
    async (id) => {
      const answer = await gatehouse.call('GET', '/health/live', { headers: { 'x-request-id': id } });
      expect(answer.headers.get('x-request-id')).toMatch(UUID);
    },
  );

  it('blanks an e-mail address in the path of a problem', async () => {
    const { accessToken } = await gatehouse.admin();
    const answer = await gatehouse.get('/v1/admin/users/nobody@example.com', accessToken);
    expect(answer.body).toMatchObject({ code: 'user_not_found', instance: '/v1/admin/users/***' });
  });
});

describe('a guarded route', () => {
  it('answers 401 with a bare challenge when there is no token', async () => {
    const answer = await gatehouse.get('/v1/users/me');
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gatehouse"');
  });

  it('refuses an ID token in place of an access token', async () => {
    const { idToken } = await gatehouse.signIn(await gatehouse.user());
    const answer = await gatehouse.get('/v1/auth/session', idToken);
    expectProblem(answer, 401, 'unauthorized');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gatehouse", error="invalid_token"');
  });

  it('refuses a token with one changed character', async () => {
    const { accessToken } = await gatehouse.signIn(await gatehouse.user());
    const [header, payload, signature] = accessToken.split('.') as [string, string, string];
    const other = signature.startsWith('A') ? 'B' : 'A';
    const answer = await gatehouse.get(
      '/v1/auth/session',
      [header, payload, other + signature.slice(1)].join('.'),
    );
    expectProblem(answer, 401, 'unauthorized');
  });
});

describe('passwords', () => {
  it.each([[' Leading and trailing 1 '], ['Pässwörter-und-Ümlaute-9'], ['Password-9' + 'x'.repeat(90)]])(
    'pass byte for byte or are refused, never changed: %j',
    async (password) => {
      const username = `bytes.${createHash('sha256').update(password).digest('hex').slice(0, 8)}@example.com`;
      const signUp = await gatehouse.post('/v1/auth/sign-up', {
        username,
        password,
        attributes: { email: username },
      });
      expect([201, 400, 422]).toContain(signUp.status);
      if (signUp.status !== 201) return;
      await gatehouse.post('/v1/auth/sign-up/confirm', { username, code: await gatehouse.code(username) });
      await expect(gatehouse.signIn(username, password)).resolves.toHaveProperty('accessToken');
      expectProblem(
        await signIn({ username, password: password.normalize('NFD') + ' ' }),
        401,
        'invalid_credentials',
      );
    },
  );
});
