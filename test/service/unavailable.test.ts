import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Draining } from '../../src/common/http/shutdown';
import { expectProblem } from '../support/answers';
import { Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';

/** An upstream that takes every request and never answers. */
let silent: Server;
let endpoint: string;
let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
});
afterAll(async () => {
  silent.closeAllConnections();
  silent.close();
  await gatehouse.close();
});

it('an upstream that keeps silent is a 504 at the deadline', async () => {
  const instance = await startInstance(gatehouse, { COGNITO_ENDPOINT: endpoint, COGNITO_TIMEOUT_MS: 100 });
  try {
    const body = { username: 'ada@example.com', password: 'Correct-Horse-7' };
    expectProblem(await instance.post('/v1/auth/sign-in', body), 504, 'upstream_timeout');
  } finally {
    await instance.app.close();
  }
});

it('without keys no token is taken or refused, and the service is not ready', async () => {
  const { accessToken } = await gatehouse.admin();
  // A port where nothing listens answers at once.
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const instance = await startInstance(gatehouse, { COGNITO_JWKS_URI: `http://127.0.0.1:${port}/jwks.json` });
  const soon = { retryAfter: expect.any(Number) as number };
  try {
    const answer = await instance.get('/v1/users/me', accessToken);
    expectProblem(answer, 503, 'verification_keys_unavailable', soon);
    expectProblem(await instance.get('/health/ready'), 503, 'not_ready', soon);
    expect((await instance.get('/health/live')).status).toBe(200);
  } finally {
    await instance.app.close();
  }
});

it('a service that is about to stop takes no new work', async () => {
  const instance = await startInstance(gatehouse);
  try {
    expect((await instance.get('/health/ready')).status).toBe(200);
    instance.app.get(Draining).start();
    const soon = { retryAfter: expect.any(Number) as number };
    expectProblem(await instance.get('/health/ready'), 503, 'not_ready', soon);
  } finally {
    await instance.app.close();
  }
});
