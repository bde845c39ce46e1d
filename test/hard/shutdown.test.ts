import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { exchange } from '../raw-http/wire';
import { ADMIN } from '../support/gatehouse';
import { Server } from '../support/server';
import { amount } from './amount';
import { Load, type Shot } from './load';

const ALONE = {
  PORT: '0',
  LOG_LEVEL: 'warn',
  RATE_LIMITS: 'off',
  LOCAL_POOL_PORT: '0',
  LOCAL_POOL_DATA: 'memory',
  LOCAL_ADMIN_PASSWORD: ADMIN.password,
};

const started: Server[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.ended('SIGKILL')));
});

async function start(variables: Record<string, string> = {}): Promise<{ server: Server; port: number }> {
  const server = Server.spawn({ ...ALONE, ...variables });
  started.push(server);
  const [, port] = await server.says(/listens on http:\/\/127\.0\.0\.1:(\d+)/);
  return { server, port: Number(port) };
}

const live = 'GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n';
const ready = async (port: number): Promise<number | undefined> =>
  (await exchange(port, 'GET /health/ready HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n')).answers[0]
    ?.status;

describe('SIGTERM under load', () => {
  const SHOTS: readonly Shot[] = [
    { method: 'GET', path: '/v1/auth/configuration' },
    { method: 'GET', path: '/v1/users/me' },
    {
      method: 'POST',
      path: '/v1/auth/sign-in',
      body: { username: ADMIN.username, password: ADMIN.password },
    },
    { method: 'POST', path: '/v1/auth/refresh', body: { refreshToken: 'none.of.ours' } },
  ];

  it.each(Array.from({ length: amount(20, 2) }, (_, run) => run))(
    'loses no request and ends with 0, run %i',
    async () => {
      const { server, port } = await start({ SHUTDOWN_DELAY_MS: '500' });
      const load = new Load(port, 24, (client) => SHOTS[client % SHOTS.length]!);
      const pipelines = [pipeline(port), pipeline(port)];
      while (load.answered < 200) await new Promise((resolve) => setTimeout(resolve, 20));
      const code = await server.ended('SIGTERM');
      const { lost, answers, refused } = await load.ended();
      expect({ code, lost, refused }).toEqual({ code: 0, lost: [], refused: 24 });
      expect([...answers.keys()].sort()).toEqual([200, 401]);
      expect(await Promise.all(pipelines)).toEqual([[], []]);
    },
  );

  /** Sends eight requests at a time over one connection after the other, and tells of those that were not answered. */
  async function pipeline(port: number): Promise<string[]> {
    for (;;) {
      const socket = connect(port, '127.0.0.1');
      socket.setEncoding('latin1');
      let text = '';
      const count = (): number => text.match(/"live"/g)?.length ?? 0;
      let sent = 0;
      socket.on('connect', () => {
        sent = 8;
        socket.write(live.repeat(8));
      });
      socket.on('data', (chunk: string) => {
        text += chunk;
        if (count() < sent || /connection: close/i.test(text)) return;
        sent += 8;
        socket.write(live.repeat(8));
      });
      let fault: NodeJS.ErrnoException | undefined;
      socket.on('error', (error) => (fault = error));
      await new Promise((resolve) => socket.on('close', resolve));
      if (fault?.code === 'ECONNREFUSED') return [];
      if (count() !== sent) return [`${count()} answers to ${sent} requests: ${String(fault)}`];
    }
  }
});

describe('while it ends', () => {
  it('is not ready, and still takes requests until the delay is over', async () => {
    const { server, port } = await start({ SHUTDOWN_DELAY_MS: '1500' });
    expect(await ready(port)).toBe(200);
    server.process.kill('SIGTERM');
    while ((await ready(port)) === 200);
    expect(await ready(port)).toBe(503);
    const { answers } = await exchange(port, live);
    expect(answers.map(({ status, headers }) => ({ status, connection: headers.get('connection') }))).toEqual(
      [{ status: 200, connection: 'close' }],
    );
    expect(await server.ended()).toBe(0);
  });

  it.each([['SIGTERM'], ['SIGINT']] as const)(
    'does not wait any longer for the second signal (%s)',
    async (second) => {
      const { server, port } = await start({ SHUTDOWN_DELAY_MS: '600000' });
      server.process.kill('SIGTERM');
      while ((await ready(port)) === 200);
      expect(await server.ended(second)).toBe(0);
    },
  );

  it('does not wait for a load balancer when a person ends it', async () => {
    const { server } = await start({ SHUTDOWN_DELAY_MS: '600000' });
    expect(await server.ended('SIGINT')).toBe(0);
  });

  it('ends although somebody keeps a connection, and somebody sends half a request', async () => {
    const { server, port } = await start({ SHUTDOWN_DELAY_MS: '0', SHUTDOWN_TIMEOUT_MS: '60000' });
    const idle = connect(port, '127.0.0.1', () => idle.write(live));
    const half = connect(port, '127.0.0.1', () => half.write(live.slice(0, 20))).resume();
    await Promise.all([once(idle, 'data'), once(half, 'connect')]);
    const ends = Promise.all([once(idle, 'close'), once(half, 'close')]);
    expect(await server.ended('SIGTERM')).toBe(0);
    await ends;
    expect(server.text).not.toContain('cut off');
  });
});

describe('while Cognito hangs', () => {
  let cognito: HttpServer;
  const silent = async (variables: Record<string, string>) => {
    cognito = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(cognito, 'listening');
    const { port } = cognito.address() as AddressInfo;
    return start({
      COGNITO_USER_POOL_ID: 'us-east-1_Silent',
      COGNITO_CLIENT_ID: 'silent',
      COGNITO_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      SHUTDOWN_DELAY_MS: '0',
      ...variables,
    });
  };
  afterEach(async () => {
    cognito.closeAllConnections();
    await new Promise((resolve) => cognito.close(resolve));
  });

  const signIn = (port: number): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'a@example.com', password: 'Some-Passw0rd' }),
    });

  it('answers what is under way when its deadline is over, and ends with 0', async () => {
    // Longer than anybody may take to read an answer.
    const { server, port } = await silent({ COGNITO_TIMEOUT_MS: '6000' });
    const asked = once(cognito, 'request');
    const answer = signIn(port);
    await asked;
    expect(await server.ended('SIGTERM')).toBe(0);
    expect((await answer).status).toBe(504);
  });

  it('cuts off what takes longer than it may, and says so', async () => {
    const { server, port } = await silent({ COGNITO_TIMEOUT_MS: '60000', SHUTDOWN_TIMEOUT_MS: '1000' });
    const asked = once(cognito, 'request');
    const answer = signIn(port).catch((error: unknown) => error);
    await asked;
    expect(await server.ended('SIGTERM')).toBe(0);
    expect(await answer).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
    expect(server.text).toContain('"connections":1,"msg":"cut off at the end"');
  });
});

describe('a failure that nobody catches', () => {
  it.each(['exception', 'rejection'])(
    'is logged without its words, and the process ends with 1 (%s)',
    async (fault) => {
      const { server, port } = await start({
        FAULT: fault,
        NODE_OPTIONS: `--require ${join(__dirname, '..', 'support', 'fault.js')}`,
        SHUTDOWN_DELAY_MS: '600000',
      });
      const load = new Load(port, 4, () => ({ method: 'GET', path: '/v1/auth/configuration' }));
      while (load.answered < 50) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(await server.ended('SIGUSR2')).toBe(1);
      expect((await load.ended()).lost).toEqual([]);
      expect(server.text).toContain('"level":"fatal"');
      expect(server.text).toContain('"name":"Error"');
      expect(server.text).not.toContain('4711');
    },
  );
});
