import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { streaming } from '../../src/common/http/streamed-exchange';
import { DATE, expectProblem, fault } from '../support/answers';
import { freshEmail } from '../support/gatehouse';
import { Stream } from '../support/stream';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
  await admin.group('editors');
});
afterAll(() => admin.close());

const open = (query = '', token: string = admin.token): Stream =>
  new Stream(admin.gatehouse.url, { path: `/v1/admin/bulk${query}`, token });

/** A whole run: its first line, the results by line number, and its last line. */
async function run(lines: readonly (object | string | Buffer)[], query = '', token = admin.token) {
  const stream = open(query, token);
  await stream.write(...lines);
  const [first, ...rest] = await stream.end().all();
  const { summary } = rest.pop();
  const results: any[] = [];
  for (const result of rest) results[result.line] = result;
  return { run: first.run, results, summary, order: rest.map(({ line }) => line as number) };
}

it('does each line by the rules of its route, and says what became of it', async () => {
  const [one, two, three] = [freshEmail(), await admin.user(), await admin.user()];
  const {
    run: begun,
    results,
    summary,
  } = await run([
    {
      operation: 'invite',
      id: 'a',
      username: one,
      attributes: { email: one },
      delivery: 'NONE',
      groups: ['editors'],
    },
    { operation: 'update', username: two, attributes: { name: 'Jane' } },
    { operation: 'disable', username: two },
    { operation: 'delete', username: three },
    { operation: 'add-to-group', username: two, group: 'editors' },
    { operation: 'set-account', username: two, accountId: 'acme' },
    { operation: 'invite', username: one, delivery: 'NONE' },
    { operation: 'add-to-group', username: two, group: 'nobodies' },
  ]);
  expect(begun).toEqual({ startedAt: DATE, from: 1 });
  expect(results[1]).toMatchObject({
    line: 1,
    id: 'a',
    status: 201,
    data: { groups: ['editors'], attributes: { email: one } },
  });
  expect(results[2]).toMatchObject({ line: 2, status: 200, data: { attributes: { name: 'Jane' } } });
  for (const line of [3, 4, 5, 6]) expect(results[line]).toEqual({ line, status: 204 });
  expect(results[7]).toEqual({
    line: 7,
    status: 409,
    problem: {
      type: '/errors/username_exists',
      title: 'The username is taken',
      status: 409,
      code: 'username_exists',
      detail: expect.any(String),
    },
  });
  expect(results[8]).toMatchObject({ status: 404, problem: { code: 'group_not_found' } });
  expect(summary).toEqual({ complete: true, lines: 8, succeeded: 6, failed: 2, already: 0 });
  expect((await admin.get(`users/${two}`)).body.data).toMatchObject({
    enabled: false,
    accountId: 'acme',
    groups: ['editors'],
    attributes: { name: 'Jane' },
  });
  expect((await admin.get(`users/${three}`)).status).toBe(404);
});

it('gives each bad line a result of its own, and goes on', async () => {
  const { results, summary } = await run([
    'nonsense\n',
    '\n',
    '[1]\n',
    '{"operation":"none"}\n',
    '{"operation":"enable"}\n',
    '{"operation":"enable","username":"a b"}\n',
    '{"operation":"enable","username":"x","role":"admin"}\n',
    `{"operation":"update","username":"x","attributes":{"name":"${'x'.repeat(70_000)}"}}\n`,
    Buffer.from('{"operation":"\xff"}\n', 'latin1'),
    '{"operation":"update","username":"x","attributes":{"custom:account_id":"acme"}}\n',
    '{"operation":"invite","username":"x","toString":"x"}\n',
    `${'['.repeat(30)}\n`,
    '{"operation":"enable","id":7,"username":"x"}\n',
    `{"operation":"enable","id":"${'x'.repeat(129)}","username":"x"}\n`,
    // A password in the place of a name.
    '{"operation":"enable","username":"x","Correct-Horse-7":true}\n',
    // Without an end of the line.
    '{"operation":"enable","username":"nobody@example.com"}',
  ]);
  const codes = results.slice(1).map(({ problem }) => problem.code as string);
  expect(codes).toEqual([
    ...['invalid_json', 'invalid_json', 'validation_failed', 'validation_failed', 'validation_failed'],
    ...['validation_failed', 'validation_failed', 'payload_too_large', 'invalid_json'],
    ...[
      'attribute_not_writable',
      'validation_failed',
      'json_too_deep',
      'validation_failed',
      'validation_failed',
      'validation_failed',
      'user_not_found',
    ],
  ]);
  expect(results[7].problem.errors).toEqual([{ field: 'role', message: 'should not exist' }]);
  expect(results[5].problem.errors).toEqual([{ field: 'username', message: expect.any(String) }]);
  expect(results[15].problem.errors).toEqual([{ field: '***', message: 'should not exist' }]);
  expect(summary).toEqual({ complete: true, lines: 16, succeeded: 0, failed: 16, already: 0 });
});

it('does lines about one user in their order', async () => {
  const email = await admin.user();
  const lines = Array.from({ length: 20 }, (_, number) => ({
    operation: 'update',
    username: number % 2 === 0 ? email : email.toUpperCase(),
    attributes: { name: `Name ${number}` },
  }));
  const { results } = await run([...lines, { operation: 'delete', username: email }]);
  expect(results.slice(1, 21).map(({ data }) => data.attributes.name as string)).toEqual(
    lines.map(({ attributes }) => attributes.name),
  );
  expect(results[21]).toEqual({ line: 21, status: 204 });
});

it('answers while it is read, line by line', async () => {
  const stream = open();
  expect(await stream.next()).toEqual({ run: { startedAt: DATE, from: 1 } });
  for (const line of [1, 2, 3]) {
    await stream.write({ operation: 'enable', username: 'nobody@example.com' });
    expect(await stream.next()).toMatchObject({ line, status: 404 });
  }
  expect(await stream.end().all()).toEqual([
    { summary: { complete: true, lines: 3, succeeded: 0, failed: 3, already: 0 } },
  ]);
  const answer = await stream.answer;
  expect(answer.headers).toMatchObject({
    'content-type': 'application/x-ndjson',
    'cache-control': 'no-store',
  });
});

describe('a run that is sent again', () => {
  it('finds invitations done, sends none twice, and finishes what was left of them', async () => {
    const [one, two, three, other] = [freshEmail(), freshEmail(), freshEmail(), await admin.user()];
    const invite = (username: string) => ({
      operation: 'invite',
      username,
      attributes: { email: username, email_verified: true },
      groups: ['editors'],
    });
    const first = await run([invite(one), invite(two)]);
    await admin.call('DELETE', `users/${two}/groups/editors`);
    const again = await run(
      [
        invite(one),
        invite(two),
        invite(three),
        { ...invite(other), attributes: { email: other, name: 'Other' } },
      ],
      `?since=${first.run.startedAt}&from=2`,
    );
    expect(again.run).toEqual({ startedAt: first.run.startedAt, from: 2 });
    expect(again.results[1]).toBeUndefined();
    expect(again.results[2]).toMatchObject({ status: 201, already: true, data: { groups: ['editors'] } });
    expect(again.results[3]).toMatchObject({ status: 201 });
    expect(again.results[3].already).toBeUndefined();
    expect(again.results[4]).toMatchObject({ status: 409, problem: { code: 'username_exists' } });
    expect(again.summary).toEqual({ complete: true, lines: 3, succeeded: 2, failed: 1, already: 1 });
    for (const name of [one, two, three]) expect(await admin.gatehouse.inbox(name)).toHaveLength(1);
    expect((await admin.get(`users/${two}`)).body.data.groups).toEqual(['editors']);
  });

  it('does not take an older user for the invited one', async () => {
    const older = freshEmail();
    await admin.invited(older);
    const since = new Date(Date.now() + 3_600_000).toISOString();
    const lines = [{ operation: 'invite', username: older, attributes: { email: older } }];
    expect((await run(lines, `?since=${since}`)).results[1]).toMatchObject({ status: 409 });
    // Somebody else's user of that name, although as young.
    const foreign = [{ operation: 'invite', username: older, attributes: { email: older, name: 'Else' } }];
    expect((await run(foreign, `?since=${new Date().toISOString()}`)).results[1]).toMatchObject({
      status: 409,
    });
  });

  it('sends no message twice, and deletes and confirms once', async () => {
    const [reset, invited, gone] = [await admin.user(), await admin.invited(), await admin.user()];
    const lines = [
      { operation: 'reset-password', username: reset },
      { operation: 'resend-invite', username: invited },
      { operation: 'delete', username: gone },
    ];
    // So that the invitation is older than the run.
    await admin.gatehouse.control('clock', { advanceSeconds: 60 });
    const since = new Date(Date.now() + 60_000).toISOString();
    const first = await run(lines, `?since=${since}`);
    expect(first.summary).toMatchObject({ succeeded: 3, already: 0 });
    const again = await run(lines, `?since=${since}`);
    expect(again.results.slice(1)).toEqual([1, 2, 3].map((line) => ({ line, status: 204, already: true })));
    expect(again.summary).toMatchObject({ succeeded: 3, already: 3 });
    // A run of its own has done nothing of it.
    const { results } = await run([lines[2] as object]);
    expect(results[1]).toMatchObject({ status: 404, problem: { code: 'user_not_found' } });
    expect(await admin.gatehouse.inbox(reset)).toHaveLength(1);
    expect(await admin.gatehouse.inbox(invited)).toHaveLength(1);
  });
});

it('keeps somebody who administrates an account within it, line by line', async () => {
  const [mine, theirs, chief] = [
    await admin.user({}, { accountId: 'acme' }),
    await admin.user({}, { accountId: 'other' }),
    await admin.user({}, { accountId: 'acme', groups: ['admin'] }),
  ];
  await admin.group('account-admin');
  const boss = await admin.user({}, { accountId: 'acme', groups: ['account-admin'] });
  const { accessToken } = await admin.gatehouse.signIn(boss);
  const guest = freshEmail();
  const lines = [
    { operation: 'disable', username: mine },
    { operation: 'disable', username: theirs },
    { operation: 'set-account', username: mine, accountId: 'other' },
    { operation: 'add-to-group', username: mine, group: 'admin' },
    { operation: 'set-password', username: chief, password: 'Correct-Horse-8', permanent: true },
    { operation: 'invite', username: guest, attributes: { email: guest }, delivery: 'NONE' },
    { operation: 'invite', username: freshEmail(), accountId: 'other', delivery: 'NONE' },
  ];
  const { results } = await run(lines, '', accessToken);
  expect(results.slice(1).map(({ status, problem }) => [status, problem?.code])).toEqual([
    ...[
      [204, undefined],
      [404, 'user_not_found'],
      [403, 'forbidden'],
      [403, 'forbidden'],
      [403, 'forbidden'],
    ],
    ...[
      [201, undefined],
      [403, 'forbidden'],
    ],
  ]);
  expect(results[6].data.accountId).toBe('acme');
  expect((await admin.get(`users/${theirs}`)).body.data.enabled).toBe(true);
});

describe('somebody who is slow', () => {
  beforeEach(() => {
    jest.replaceProperty(streaming, 'patience', 300);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is told so who does not finish a line, and what has been done', async () => {
    const stream = open();
    await stream.next();
    await stream.write({ operation: 'enable', username: 'nobody@example.com' }, '{"operation":');
    expect(await stream.next()).toMatchObject({ line: 1, status: 404 });
    const [{ summary }, ...more] = await stream.all();
    expect(summary).toMatchObject({
      complete: false,
      lines: 1,
      next: 2,
      problem: { code: 'request_timeout' },
    });
    expect(more).toEqual([]);
  });

  it('is cut off who does not read', async () => {
    // Who does not read does not see it end either.
    const server = admin.gatehouse.app.getHttpServer() as Server;
    const connected = once(server, 'connection');
    const stream = open();
    const closed = once(((await connected) as [Socket])[0], 'close');
    const answered = await stream.answer;
    answered.pause();
    const line = `${JSON.stringify({ id: 'x'.repeat(128) })}\n`;
    // More results than connections keep.
    void stream.write(line.repeat(30_000)).catch(() => undefined);
    await closed;
    stream.destroy();
    expect(answered.complete).toBe(false);
  });
});

it('takes NDJSON only, and sends nothing of it elsewhere', async () => {
  const { gatehouse, token } = admin;
  const json = await gatehouse.post('/v1/admin/bulk', { operation: 'enable', username: 'x' }, token);
  expectProblem(json, 415, 'unsupported_media_type');
  const nothing = await gatehouse.post('/v1/admin/bulk', undefined, token);
  expectProblem(nothing, 415, 'unsupported_media_type');
  const headers = { 'content-type': 'application/x-ndjson' };
  const elsewhere = await gatehouse.call('POST', '/v1/admin/groups', { token, headers, body: '{}' });
  expectProblem(elsewhere, 415, 'unsupported_media_type');
  const packed = await gatehouse.call('POST', '/v1/admin/bulk', {
    ...{ token, body: '{}' },
    headers: { ...headers, 'content-encoding': 'gzip' },
  });
  expectProblem(packed, 415, 'unsupported_media_type');
  const from = await gatehouse.call('POST', '/v1/admin/bulk?from=0&since=yesterday', {
    token,
    headers,
    body: '{}',
  });
  expectProblem(from, 400, 'validation_failed', { errors: [fault('from'), fault('since')] });
});
