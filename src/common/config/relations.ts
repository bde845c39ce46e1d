import type { Environment } from './environment';

/** Settings of a user pool: without one they would be ignored, which nobody means. */
const OF_POOL = [
  'COGNITO_CLIENT_ID',
  'COGNITO_CLIENT_SECRET',
  'COGNITO_ENDPOINT',
  'COGNITO_ISSUER',
  'COGNITO_JWKS_URI',
  'COGNITO_IDENTITY_POOL_ID',
] as const;

/** Settings of the captcha, likewise. */
const OF_CAPTCHA = ['CAPTCHA_SECRET', 'CAPTCHA_HOSTNAMES', 'CAPTCHA_MIN_SCORE'] as const;

/** Settings of a former directory, by its kind: what it needs, and what else is its own. */
const OF_LEGACY = {
  http: { needs: ['LEGACY_URL', 'LEGACY_SECRET'], takes: [] },
  // The database is read by the command `migrate` as well, which needs no directory.
  postgresql: { needs: ['LEGACY_DATABASE_URL', 'LEGACY_QUERY'], takes: ['LEGACY_DECOY_HASH'] },
} as const;

/** Addresses that passwords, tokens or keys come from or go to. */
const ADDRESSES = [
  ...(['COGNITO_ENDPOINT', 'COGNITO_ISSUER', 'COGNITO_JWKS_URI', 'CORS_ORIGINS'] as const),
  ...(['COGNITO_IDENTITY_ENDPOINT', 'CAPTCHA_URL', 'MAGIC_LINK_URL'] as const),
] as const;

/** Names of this machine, which nobody else can listen to on the way. */
const THIS_MACHINE = /^(localhost|127(\.\d+){3}|\[::1\]|.+\.localhost)$/;

/** Faults between settings that are each fine alone. */
export function relationFaults(values: Partial<Environment>): string[] {
  const pool = values.COGNITO_USER_POOL_ID !== undefined;
  return [
    ...(pool
      ? faultIf(
          values.COGNITO_CLIENT_ID === undefined,
          'COGNITO_CLIENT_ID: must be set together with COGNITO_USER_POOL_ID',
        )
      : OF_POOL.filter((name) => values[name] !== undefined).map(
          (name) => `${name}: has no effect without COGNITO_USER_POOL_ID`,
        )),
    ...faultIf(
      values.COGNITO_IDENTITY_ENDPOINT !== undefined && values.COGNITO_IDENTITY_POOL_ID === undefined,
      'COGNITO_IDENTITY_ENDPOINT: has no effect without COGNITO_IDENTITY_POOL_ID',
    ),
    ...faultIf(
      values.TOKEN_TRANSPORT === 'cookie',
      'TOKEN_TRANSPORT: cookie transport is not built yet; use body',
    ),
    ...(values.NODE_ENV === 'production' ? faultsInProduction(values) : []),
    ...triggerFaults(values),
  ];
}

/** The same for the function that serves HTTP: many processes that come and go, each of which listens nowhere. */
export function lambdaFaults(values: Partial<Environment>): string[] {
  return [
    ...faultIf(
      values.COGNITO_USER_POOL_ID === undefined,
      'COGNITO_USER_POOL_ID: must be set on Lambda, where there is no embedded pool',
    ),
    ...faultIf(
      values.SESSION_SECRET === undefined && values.COGNITO_CLIENT_SECRET === undefined,
      'SESSION_SECRET: must be set on Lambda when the app client has no secret, as one process seals what another opens',
    ),
    ...faultIf(
      values.METRICS_PORT !== undefined,
      'METRICS_PORT: cannot be used on Lambda, where nobody can reach it',
    ),
    ...faultIf(values.DOCS === 'on', 'DOCS: must be off on Lambda, where the documents are not shipped'),
    ...relationFaults(values),
  ];
}

/** The same for the function that serves triggers, which calls no user pool and need not know one. */
export function triggerFaults(values: Partial<Environment>): string[] {
  const { CAPTCHA_URL, CAPTCHA_SECRET } = values;
  return [
    ...faultIf(
      CAPTCHA_URL !== undefined && CAPTCHA_SECRET === undefined,
      'CAPTCHA_SECRET: must be set together with CAPTCHA_URL',
    ),
    ...OF_CAPTCHA.filter((name) => CAPTCHA_URL === undefined && values[name] !== undefined).map(
      (name) => `${name}: has no effect without CAPTCHA_URL`,
    ),
    // What links are made of passes through Redis.
    ...faultIf(
      values.MAGIC_LINK_URL !== undefined &&
        values.REDIS_URL !== undefined &&
        values.SESSION_SECRET === undefined,
      'SESSION_SECRET: must be set together with MAGIC_LINK_URL and REDIS_URL',
    ),
    ...legacyFaults(values),
    ...(values.NODE_ENV === 'production' ? addressesInTheClear(values) : []),
  ];
}

/** A former directory is asked with passwords, wherever this runs. */
function legacyFaults(values: Partial<Environment>): string[] {
  const { LEGACY_DIRECTORY: chosen, LEGACY_URL: url, LEGACY_DATABASE_URL: database } = values;
  return [
    ...Object.entries(OF_LEGACY).flatMap(([kind, { needs, takes }]) =>
      kind === chosen
        ? needs
            .filter((name) => values[name] === undefined)
            .map((name) => `${name}: must be set when LEGACY_DIRECTORY is ${kind}`)
        : [...needs, ...takes]
            .filter((name) => values[name] !== undefined && name !== 'LEGACY_DATABASE_URL')
            .map((name) => `${name}: has no effect unless LEGACY_DIRECTORY is ${kind}`),
    ),
    ...faultIf(url !== undefined && isInTheClear(url), 'LEGACY_URL: must be https, except on this machine'),
    ...faultIf(
      values.NODE_ENV === 'production' && database !== undefined && isDatabaseInTheClear(database),
      'LEGACY_DATABASE_URL: must have sslmode=verify-full when NODE_ENV is production, except on this machine',
    ),
  ];
}

/** What development may do and production may not: each of these would break a promise that docs/security.md makes. */
function faultsInProduction(values: Partial<Environment>): string[] {
  return [
    ...faultIf(
      values.COGNITO_USER_POOL_ID === undefined,
      'COGNITO_USER_POOL_ID: must be set when NODE_ENV is production (the embedded pool is for development)',
    ),
    ...faultIf(
      values.LOCAL_POOL_CONTROL === 'on',
      'LOCAL_POOL_CONTROL: must be off when NODE_ENV is production',
    ),
  ];
}

function addressesInTheClear(values: Partial<Environment>): string[] {
  return ADDRESSES.filter((name) => [values[name] ?? []].flat().some(isInTheClear)).map(
    (name) => `${name}: must be https when NODE_ENV is production, except on this machine`,
  );
}

/**
 * Settings that are allowed and hold less than the defaults do, in words for the log: who has chosen them should know.
 *
 * @returns nothing outside of production
 */
export function doubts(environment: Environment): string[] {
  if (environment.NODE_ENV !== 'production') return [];
  return [
    ...faultIf(
      environment.RATE_LIMITS === 'off',
      'RATE_LIMITS is off: nothing here stops guessing of passwords and codes',
    ),
    ...faultIf(environment.DOCS === 'on', 'DOCS is on: everybody may read the documents'),
    ...faultIf(
      environment.ACCOUNT_EXISTENCE === 'revealed',
      'ACCOUNT_EXISTENCE is revealed: everybody may ask who has an account',
    ),
    ...faultIf(
      environment.ACCOUNT_EXISTENCE === 'hidden' && environment.HIDDEN_ANSWER_MS === 0,
      'HIDDEN_ANSWER_MS is 0: how long an answer takes may tell who has an account',
    ),
  ];
}

/** The same for the function that serves HTTP, wherever it runs. */
export function lambdaDoubts(environment: Environment): string[] {
  return faultIf(
    environment.REDIS_URL === undefined,
    'REDIS_URL is not set: limits, and revocations of tokens, hold in each process of the function by itself',
  );
}

const faultIf = (condition: boolean, fault: string): string[] => (condition ? [fault] : []);

/** Without a host, or with a path in its place, it is a socket of this machine. */
function isDatabaseInTheClear(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, searchParams } = new URL(address);
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  const isHere = host === '' || host.startsWith('/') || THIS_MACHINE.test(host);
  return !isHere && searchParams.get('sslmode') !== 'verify-full';
}

function isInTheClear(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !THIS_MACHINE.test(hostname);
}
