import { Gatehouse, type Tokens } from '../support/gatehouse';

let gatehouse: Gatehouse;
const lines: string[] = [];
beforeAll(async () => {
  gatehouse = await Gatehouse.start(
    { LOG_LEVEL: 'trace' },
    { logDestination: { write: (line: string) => void lines.push(line) } },
  );
});
afterAll(() => gatehouse.close());

/** The lines of one request; its last line is written after the answer has left. */
async function linesOf(requestId: string | null, message: string): Promise<any> {
  for (let i = 0; i < 100; i++) {
    const found = lines.map((line) => JSON.parse(line)).filter((line) => line.requestId === requestId);
    const line = found.find(({ msg }) => msg === message);
    if (line !== undefined) return line;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no "${message}" line of ${String(requestId)}`);
}

describe('a request', () => {
  it('has one line that names the route by its pattern', async () => {
    const { accessToken } = await gatehouse.admin();
    const answer = await gatehouse.get('/v1/admin/users/somebody@example.com?x=secret-query', accessToken);
    const id = answer.headers.get('x-request-id');
    expect(await linesOf(id, 'request')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      requestId: id,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      method: 'GET',
      route: '/v1/admin/users/:username',
      status: answer.status,
      ms: expect.any(Number),
      ip: '127.0.0.1',
      caller: expect.any(String),
      problem: answer.body.code,
      msg: 'request',
    });
    expect(lines.filter((line) => line.includes(id ?? '') && line.includes('"msg":"request"'))).toHaveLength(
      1,
    );
  });
});

it('no secret and no address of a person is in the log, whatever was done', async () => {
  const username = 'canary.person@example.com';
  const phone = '+4915112345678';
  const secrets = new Set<string>([
    username,
    'canary.person',
    phone,
    'Canary-Passw0rd-1',
    'Canary-Passw0rd-2',
    'Wrong-Canary-3',
  ]);
  const json = (path: string, body: unknown, token?: string) => gatehouse.post(path, body, token);
  const remember = (tokens: Tokens): Tokens => {
    for (const token of Object.values(tokens))
      if (typeof token === 'string' && token.length > 20) secrets.add(token);
    return tokens;
  };

  await json('/v1/auth/sign-up', {
    username,
    password: 'Canary-Passw0rd-1',
    attributes: { email: username, phone_number: phone },
  });
  const code = await gatehouse.code(username);
  secrets.add(`"${code}"`);
  await json('/v1/auth/sign-up/confirm', { username, code: '000000' });
  await json('/v1/auth/sign-up/confirm', { username, code });
  await json('/v1/auth/sign-in', { username, password: 'Wrong-Canary-3' });
  const first = remember(await gatehouse.signIn(username, 'Canary-Passw0rd-1'));
  const refreshed = await json('/v1/auth/refresh', { refreshToken: first.refreshToken });
  remember(refreshed.body.data.tokens);
  await gatehouse.get('/v1/users/me', `${first.accessToken}x`);
  await gatehouse.call('PUT', '/v1/users/me/password', {
    token: first.accessToken,
    body: { currentPassword: 'Canary-Passw0rd-1', newPassword: 'Canary-Passw0rd-2' },
  });
  await json('/v1/auth/password/forgot', { username });
  secrets.add(`"${await gatehouse.code(username)}"`);
  await json('/v1/auth/password/reset', { username, code: '111111', newPassword: 'Canary-Passw0rd-1' });
  const admin = remember(await gatehouse.admin());
  await gatehouse.get(`/v1/admin/users/${username}`, admin.accessToken);
  await gatehouse.get(`/v1/admin/users?attribute=email&match=exact&value=${username}`, admin.accessToken);
  await gatehouse.call('PUT', `/v1/admin/users/${username}/password`, {
    token: admin.accessToken,
    body: { password: 'short' },
  });
  await gatehouse.control('faults', { operation: 'GetUser', kind: 'error500', times: 1 });
  await gatehouse.get('/v1/users/me', first.accessToken);
  await json('/v1/auth/sign-out/everywhere', undefined, first.accessToken);
  await new Promise((resolve) => setTimeout(resolve, 100));

  const log = lines.join('');
  expect(log.length).toBeGreaterThan(2000);
  expect(secrets.size).toBeGreaterThan(12);
  const leaked = [...secrets].filter((secret) =>
    [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')].some(
      (form) => log.includes(form),
    ),
  );
  expect(leaked).toEqual([]);
});
