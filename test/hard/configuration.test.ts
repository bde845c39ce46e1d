import { Server } from '../support/server';

const POOL = { COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEfGhI', COGNITO_CLIENT_ID: '1example23456789' };
const CANARY = 'canary-7f3a';

const cases: [string, Record<string, string>][] = [
  ['PORT', { PORT: CANARY }],
  ['METRICS_PORT', { METRICS_PORT: `1e3${CANARY}` }],
  ['HOST', { HOST: `${CANARY}\n`, PORT: '0' }],
  ['HOST', { HOST: '203.0.113.77', PORT: '0', LOCAL_POOL_PORT: '0', LOCAL_POOL_DATA: 'memory' }],
  ['LOG_LEVEL', { LOG_LEVEL: CANARY }],
  ['COGNITO_CLIENT_ID', { COGNITO_USER_POOL_ID: POOL.COGNITO_USER_POOL_ID }],
  ['COGNITO_CLIENT_SECRET', { ...POOL, COGNITO_CLIENT_SECRET: `${CANARY}-${CANARY}-${CANARY}` }],
  ['COGNITO_JWKS_URI', { ...POOL, NODE_ENV: 'production', COGNITO_JWKS_URI: `http://${CANARY}.example/` }],
  ['COGNITO_USER_POOL_ID', { NODE_ENV: 'production' }],
  ['SESSION_SECRET', { SESSION_SECRET: CANARY.repeat(9) }],
  ['SESSION_SECRET_FILE', { SESSION_SECRET_FILE: `/nowhere/${CANARY}` }],
  ['REDIS_URL', { REDIS_URL: `http://user:${CANARY}@127.0.0.1` }],
  ['TRUST_PROXY', { TRUST_PROXY: `${CANARY}/0` }],
  ['CORS_ORIGINS', { CORS_ORIGINS: `https://*.${CANARY}.example` }],
  ['LOCAL_POOL_DATA', { LOCAL_POOL_DATA: `/dev/null/${CANARY}`, LOCAL_POOL_PORT: '0', PORT: '0' }],
];

/** Milliseconds until the process has ended, with what it said. */
async function start(
  variables: Record<string, string>,
): Promise<{ ms: number; code: number | null; text: string }> {
  const started = performance.now();
  const server = Server.spawn(variables);
  const code = await server.ended();
  return { ms: performance.now() - started, code, text: server.text };
}

it.each(cases)('stops the built service in less than two seconds: %s', async (name, variables) => {
  const { ms, code, text } = await start(variables);
  expect(code).toBe(1);
  expect(text).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
  expect(text).not.toContain(CANARY);
  expect(text).not.toMatch(/^\s+at /m);
  expect(ms).toBeLessThan(2000);
});

it('a port that is taken is named', async () => {
  const first = Server.spawn({
    PORT: '0',
    LOCAL_POOL_PORT: '0',
    LOCAL_POOL_DATA: 'memory',
    LOG_LEVEL: 'silent',
  });
  const port = (await first.says(/listens on http:\S+:(\d+)/))[1] ?? '';
  const pool = (await first.says(/embedded pool +http:\S+:(\d+)/))[1] ?? '';
  const second = await start({
    PORT: port,
    LOCAL_POOL_PORT: '0',
    LOCAL_POOL_DATA: 'memory',
    LOG_LEVEL: 'silent',
  });
  const third = await start({
    PORT: '0',
    LOCAL_POOL_PORT: pool,
    LOCAL_POOL_DATA: 'memory',
    LOG_LEVEL: 'silent',
  });
  await first.ended('SIGTERM');
  expect([second.code, second.text]).toEqual([
    1,
    expect.stringMatching(/^ {2}PORT: something else listens/m),
  ]);
  expect([third.code, third.text]).toEqual([
    1,
    expect.stringMatching(/^ {2}LOCAL_POOL_PORT: something else/m),
  ]);
});
