import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import { Draining } from '../../src/common/http/shutdown';
import { startInstance } from '../support/instance';
import { closed, listening, Onward } from '../support/listening';
import { Stream } from '../support/stream';
import { Administration } from './people';

// How a bulk run ends before all of its lines are done.

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());

/** A log that can be waited for. */
function collected() {
  const lines: any[] = [];
  let changed = (): void => undefined;
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      changed();
      done();
    },
  });
  const until = async (holds: (lines: any[]) => boolean): Promise<void> => {
    while (!holds(lines)) await new Promise<void>((resolve) => (changed = resolve));
  };
  return { destination, log: { lines, until } };
}

it('ends when its caller is signed out, and says where to go on', async () => {
  const { accessToken, refreshToken } = await admin.member('admin');
  const stream = new Stream(admin.gatehouse.url, { path: '/v1/admin/bulk', token: accessToken });
  await stream.next();
  await stream.write({ operation: 'enable', username: 'nobody@example.com' });
  expect(await stream.next()).toMatchObject({ line: 1 });
  await admin.gatehouse.post('/v1/auth/sign-out', { refreshToken });
  await stream.write({ operation: 'enable', username: 'nobody@example.com' });
  expect(await stream.all()).toEqual([
    {
      summary: {
        ...{ complete: false, lines: 1, succeeded: 0, failed: 1, already: 0, next: 2 },
        problem: expect.objectContaining({ code: 'token_revoked', status: 401 }),
      },
    },
  ]);
});

it('goes on at a line that waited for another one about its user', async () => {
  const { accessToken, refreshToken } = await admin.member('admin');
  const email = await admin.user();
  const onward = new Onward(admin.gatehouse.pool.url);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const proxy = createServer((incoming, outgoing) => {
    const holds = String(incoming.headers['x-amz-target']).endsWith('.AdminDisableUser');
    void (holds ? held : Promise.resolve()).then(() => {
      onward.pass(incoming, outgoing);
    });
  });
  const instance = await startInstance(admin.gatehouse, { COGNITO_ENDPOINT: await listening(proxy) });
  const stream = new Stream(instance.url, { path: '/v1/admin/bulk', token: accessToken });
  await stream.next();
  await stream.write(
    { operation: 'disable', username: email },
    { operation: 'enable', username: email },
    { operation: 'enable', username: 'nobody@example.com' },
  );
  expect(await stream.next()).toMatchObject({ line: 3, status: 404 });
  await instance.post('/v1/auth/sign-out', { refreshToken });
  release();
  expect(await stream.all()).toEqual([
    { line: 1, status: 204 },
    { summary: expect.objectContaining({ complete: false, lines: 2, next: 2 }) },
  ]);
  await instance.app.close();
  await closed(proxy);
  onward.close();
});

it('ends when the service stops, and says where to go on', async () => {
  const { log, destination } = collected();
  const changes = { LOG_LEVEL: 'info' as const };
  const instance = await startInstance(admin.gatehouse, changes, { logDestination: destination });
  const stream = new Stream(instance.url, { path: '/v1/admin/bulk', token: admin.token });
  await stream.next();
  await stream.write({ operation: 'enable', username: 'nobody@example.com' });
  await stream.next();
  instance.app.get(Draining).start();
  expect(await stream.all()).toEqual([
    {
      summary: {
        ...{ complete: false, lines: 1, succeeded: 0, failed: 1, already: 0, next: 2 },
        problem: expect.objectContaining({ code: 'not_ready', status: 503 }),
      },
    },
  ]);
  await log.until((lines) => lines.some(({ action }) => action === 'admin.bulk'));
  await instance.app.close();
  expect(log.lines.find(({ action }) => action === 'admin.bulk')).toMatchObject({ problem: 'not_ready' });
});

it('finishes what is under way when its caller goes, and begins nothing more', async () => {
  const { log, destination } = collected();
  const instance = await startInstance(
    admin.gatehouse,
    { LOG_LEVEL: 'info' },
    { logDestination: destination },
  );
  const stream = new Stream(instance.url, { path: '/v1/admin/bulk', token: admin.token });
  await stream.next();
  const email = await admin.user();
  await stream.write({ operation: 'disable', username: email });
  await stream.next();
  stream.destroy();
  await log.until((lines) => lines.some(({ route }) => route === '/v1/admin/bulk'));
  await instance.app.close();
  const events = log.lines.filter(({ audit }) => audit === true);
  expect(events).toMatchObject([
    { action: 'admin.disable_user', outcome: 'success', line: 1, subject: expect.any(String) },
    { action: 'admin.bulk', outcome: 'success' },
  ]);
  expect(JSON.stringify(log.lines)).not.toContain(email);
});
