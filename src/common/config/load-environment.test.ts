import { EnvironmentError } from './environment-error';
import { loadEnvironment, loadLambdaEnvironment } from './load-environment';
import { lambdaDoubts } from './relations';

/** The faults of an environment, or none. */
function faults(variables: Record<string, string>, load = loadEnvironment): readonly string[] {
  try {
    load(variables);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
}

const POOL = { COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEfGhI', COGNITO_CLIENT_ID: '1example23456789' };

it('an empty environment is the embedded pool with its defaults', () => {
  expect(loadEnvironment({})).toEqual({
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: 3000,
    LOG_LEVEL: 'info',
    LOG_IP: 'full',
    METRICS_HOST: '127.0.0.1',
    MAX_CONNECTIONS: 10_000,
    MAX_CONNECTIONS_PER_IP: 1000,
    OVERLOAD_DELAY_MS: 200,
    SHUTDOWN_DELAY_MS: 2000,
    SHUTDOWN_TIMEOUT_MS: 10_000,
    COGNITO_TIMEOUT_MS: 5000,
    COGNITO_BREAKER_FAULTS: 10,
    COGNITO_QUOTA_SHARE: 1,
    ACCOUNT_EXISTENCE: 'hidden',
    RATE_LIMITS: 'on',
    REDIS_TIMEOUT_MS: 40,
    TOKEN_TRANSPORT: 'body',
    TOTP_ISSUER: 'Gatehouse',
    DOCS: 'on',
    LOCAL_ADMIN_USERNAME: 'admin@example.com',
    LOCAL_POOL_PORT: 9229,
    TRIGGER_TIMEOUT_MS: 4500,
    TRIGGER_TOKENS: 'on',
    TRIGGER_MESSAGES: 'on',
    MESSAGE_LANGUAGE: 'en',
    CAPTCHA_TIMEOUT_MS: 2000,
    LEGACY_TIMEOUT_MS: 3000,
    CAPTCHA_FAILURE: 'closed',
    MAGIC_LINK_MINUTES: 3,
    LOCAL_POOL_DATA: '.local-pool',
    LOCAL_POOL_CONTROL: 'off',
  });
});

it('an empty string counts as not set', () => {
  expect(loadEnvironment({ PORT: '', COGNITO_USER_POOL_ID: '' }).PORT).toBe(3000);
});

it('origins become a list', () => {
  expect(loadEnvironment({ CORS_ORIGINS: 'https://a.example, https://b.example:8443' }).CORS_ORIGINS).toEqual(
    ['https://a.example', 'https://b.example:8443'],
  );
});

it.each<[string, Record<string, string>]>([
  ['PORT', { PORT: '65536' }],
  ['PORT', { PORT: 'http' }],
  ['PORT', { PORT: '-1' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ['NODE_ENV', { NODE_ENV: 'staging' }],
  ['AWS_REGION', { AWS_REGION: 'Europe' }],
  ['COGNITO_USER_POOL_ID', { ...POOL, COGNITO_USER_POOL_ID: 'no-pool' }],
  ['COGNITO_ENDPOINT', { ...POOL, COGNITO_ENDPOINT: 'localhost:9229' }],
  ['COGNITO_ENDPOINT', { ...POOL, COGNITO_ENDPOINT: 'file:///etc/passwd' }],
  ['COGNITO_TIMEOUT_MS', { COGNITO_TIMEOUT_MS: '0' }],
  ['CORS_ORIGINS', { CORS_ORIGINS: '*' }],
  ['TOKEN_TRANSPORT', { TOKEN_TRANSPORT: 'header' }],
  ['TOKEN_TRANSPORT', { TOKEN_TRANSPORT: 'cookie' }],
  ['REDIS_URL', { REDIS_URL: 'http://secret-without-pool@127.0.0.1' }],
  ['REDIS_URL', { REDIS_URL: 'redis://:secret-without-pool%@127.0.0.1' }],
  ['REDIS_URL', { REDIS_URL: 'redis://:secret-without-pool@127.0.0.1/name' }],
  ['REDIS_URL', { REDIS_URL: 'redis://' }],
  ['REDIS_TIMEOUT_MS', { REDIS_TIMEOUT_MS: '0' }],
  ['SESSION_SECRET', { SESSION_SECRET: 'too short' }],
  ['LOCAL_ADMIN_USERNAME', { LOCAL_ADMIN_USERNAME: 'root' }],
  ['LOCAL_POOL_CONTROL', { LOCAL_POOL_CONTROL: 'yes' }],
  ['COGNITO_CLIENT_ID', { COGNITO_USER_POOL_ID: POOL.COGNITO_USER_POOL_ID }],
  ['COGNITO_CLIENT_SECRET', { COGNITO_CLIENT_SECRET: 'secret-without-pool' }],
  ['COGNITO_USER_POOL_ID', { NODE_ENV: 'production' }],
])('a wrong %s is named, alone and without its value: %j', (name, variables) => {
  const found = faults(variables);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^${name}: `));
  expect(found[0]).not.toContain('secret-without-pool');
});

it('all faults are named at once', () => {
  const names = faults({ NODE_ENV: 'production', PORT: 'x', LOG_LEVEL: 'y', REDIS_URL: 'z' }).map(
    (fault) => fault.split(':')[0],
  );
  expect(new Set(names)).toEqual(new Set(['PORT', 'LOG_LEVEL', 'REDIS_URL', 'COGNITO_USER_POOL_ID']));
});

describe('on Lambda', () => {
  const SET = { ...POOL, SESSION_SECRET: 'p8Vb3mZqLw0sXy7KcTnRf2HdGj5Ua9Ei' };

  it('is in production, without documents, and in the region of the pool', () => {
    const environment = loadLambdaEnvironment({ ...SET, AWS_REGION: 'ap-southeast-2' });
    expect(environment).toMatchObject({ NODE_ENV: 'production', DOCS: 'off', OVERLOAD_DELAY_MS: 0 });
    expect(environment.AWS_REGION).toBeUndefined();
  });

  it('says that limits without Redis hold in each process', () => {
    expect(lambdaDoubts(loadLambdaEnvironment(SET))).toEqual([
      expect.stringMatching(/^REDIS_URL is not set/),
    ]);
    const shared = loadLambdaEnvironment({ ...SET, REDIS_URL: 'rediss://cache.example.com' });
    expect(lambdaDoubts(shared)).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['COGNITO_USER_POOL_ID', { SESSION_SECRET: SET.SESSION_SECRET }],
    ['SESSION_SECRET', POOL],
    ['METRICS_PORT', { ...SET, METRICS_PORT: '9100' }],
    ['DOCS', { ...SET, DOCS: 'on' }],
    ['COGNITO_JWKS_URI', { ...SET, COGNITO_JWKS_URI: 'http://keys.example.com/jwks.json' }],
  ])('refuses a wrong %s', (name, variables) => {
    const found = faults(variables, loadLambdaEnvironment);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name}: `));
  });
});
