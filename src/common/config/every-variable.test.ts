import { type Environment, environmentSchema } from './environment';
import { EnvironmentError } from './environment-error';
import { loadEnvironment } from './load-environment';

type Name = keyof Environment;
const names = Object.keys(environmentSchema.shape) as Name[];

/** A good value for each variable, unlike its default. A new variable needs one. */
const GOOD: Readonly<Record<Name, string>> = {
  NODE_ENV: 'test',
  HOST: '0.0.0.0',
  PORT: '8080',
  LOG_LEVEL: 'trace',
  LOG_IP: 'network',
  METRICS_PORT: '9100',
  METRICS_HOST: '127.0.0.2',
  MAX_CONNECTIONS: '5000',
  MAX_CONNECTIONS_PER_IP: '500',
  OVERLOAD_DELAY_MS: '100',
  SHUTDOWN_DELAY_MS: '0',
  SHUTDOWN_TIMEOUT_MS: '5000',
  AWS_REGION: 'eu-west-1',
  COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEfGhI',
  COGNITO_CLIENT_ID: '1example23456789',
  COGNITO_CLIENT_SECRET: '1example23456789secret1example23456789secret1example',
  COGNITO_ENDPOINT: 'https://cognito.example.com',
  COGNITO_ISSUER: 'https://issuer.example.com/pool',
  COGNITO_JWKS_URI: 'https://issuer.example.com/pool/jwks.json',
  COGNITO_DOMAIN: 'login.example.com',
  COGNITO_IDENTITY_ENDPOINT: 'https://cognito-identity.eu-central-1.amazonaws.com',
  COGNITO_IDENTITY_POOL_ID: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef',
  COGNITO_IMPORT_ROLE_ARN: 'arn:aws:iam::123456789012:role/service-role/imports',
  COGNITO_IMPORT_REPORTS: 'https://reports.example.com/imports',
  SESSION_SECRET: 'p8Vb3mZqLw0sXy7KcTnRf2HdGj5Ua9Ei',
  COGNITO_TIMEOUT_MS: '3000',
  COGNITO_BREAKER_FAULTS: '20',
  COGNITO_QUOTAS: 'UserCreation=100,UserRead=300',
  COGNITO_QUOTA_SHARE: '0.5',
  ACCOUNT_EXISTENCE: 'revealed',
  HIDDEN_ANSWER_MS: '250',
  TOTP_ISSUER: 'Example',
  RATE_LIMITS: 'off',
  REDIS_URL: 'rediss://user:word@redis.example.com:6380/1',
  REDIS_TIMEOUT_MS: '100',
  TRUST_PROXY: '10.0.0.0/8',
  LAMBDA_BASE_PATH: '/identity/v2',
  CORS_ORIGINS: 'https://page.example.com:8443',
  TOKEN_TRANSPORT: 'body',
  DOCS: 'off',
  TRIGGER_TIMEOUT_MS: '4000',
  TRIGGER_TOKENS: 'off',
  TRIGGER_MESSAGES: 'off',
  MESSAGE_LANGUAGE: 'de',
  SIGN_UP_DOMAINS: 'example.com,*.example.org',
  SIGN_UP_DOMAINS_DENIED: 'example.net',
  CAPTCHA_URL: 'https://challenges.example.com/siteverify',
  CAPTCHA_SECRET: '1x0000000000000000000000000000000AA',
  CAPTCHA_HOSTNAMES: 'app.example.com',
  CAPTCHA_MIN_SCORE: '0.7',
  CAPTCHA_TIMEOUT_MS: '1500',
  CAPTCHA_FAILURE: 'open',
  MAGIC_LINK_URL: 'https://app.example.com/sign-in',
  MAGIC_LINK_MINUTES: '10',
  LEGACY_DIRECTORY: 'http',
  LEGACY_URL: 'https://legacy.example.com/people',
  LEGACY_SECRET: 'legacy-secret-0123456789',
  LEGACY_DATABASE_URL: 'postgresql://reader:word@legacy.example.com/people?sslmode=verify-full',
  LEGACY_QUERY: 'select * from people where email = $1',
  LEGACY_DECOY_HASH: '$2b$12$abcdefghijklmnopqrstuu5Lo0g67CiD3M4RpN1BmBb4Crp5w7dbK',
  LEGACY_TIMEOUT_MS: '2000',
  LEGACY_MAPPING: '/etc/gatehouse/mapping.json',
  LOCAL_ADMIN_USERNAME: 'root@example.com',
  LOCAL_ADMIN_PASSWORD: 'Admin-Passw0rd!',
  LOCAL_POOL_PORT: '9230',
  LOCAL_POOL_DATA: 'memory',
  LOCAL_POOL_CONTROL: 'on',
};

/** What nobody means, whatever the variable is for. It stands in no message. */
const CANARY = 'canary-7f3a';
const NONSENSE = [
  ' ',
  '\t',
  '\n',
  '\u0000',
  ',',
  '/',
  '*',
  '%',
  '-1',
  '1e3',
  '0x10',
  '1.5',
  '٣',
  'Infinity',
  'NaN',
  'undefined ',
  '"on"',
  'ON',
  'true',
  '[]',
  '{}',
  `{"${CANARY}":1}`,
  ` ${CANARY}`,
  `${CANARY} `,
  `${CANARY}\n`,
  `${CANARY}\r\nPORT=1`,
  `${CANARY}:${CANARY}`,
  `'; DROP TABLE ${CANARY}`,
  `\${${CANARY}}`,
  `$(${CANARY})`,
  `../${CANARY}`,
  `file:///${CANARY}`,
  `javascript:${CANARY}`,
  `http://${CANARY}:${CANARY}@example.com`,
  `https://*.${CANARY}.example`,
  `//${CANARY}`,
  `http:\\\\${CANARY}`,
  `\u202e${CANARY}`,
  `${CANARY}\ufeff`,
  CANARY.repeat(2000),
];

/** Variables that take whatever they are given: why that does no harm. */
const FREE: Readonly<Partial<Record<Name, string>>> = {
  TOTP_ISSUER: 'a name that people read; bounded, and encoded where it is used',
  LEGACY_MAPPING: 'a path; one that cannot be read ends the start when the triggers are made',
  LOCAL_POOL_DATA: 'a path; one that cannot be used ends the start when the pool opens it',
  LOCAL_ADMIN_PASSWORD: 'a password; the pool says what is wrong with it',
};

/** What else a variable takes that would be wrong elsewhere. */
const WORDS = ['1e3', '0x10', 'Infinity', 'NaN', 'ON', 'true'];
const MEANT: Readonly<Partial<Record<Name, readonly string[]>>> = {
  // Names of hosts: one that is nobody's ends the start when it is listened on.
  HOST: WORDS,
  METRICS_HOST: WORDS,
  CAPTCHA_HOSTNAMES: WORDS,
  COGNITO_CLIENT_ID: WORDS,
  // Names of roles may end so.
  COGNITO_IMPORT_ROLE_ARN: ['good,'],
  // The database says what is wrong with a query.
  LEGACY_QUERY: [
    ' good',
    'good ',
    '\tgood',
    'good\n',
    '"good"',
    'good\0',
    'good,',
    'good # why',
    '\ufeffgood',
  ],
  // Whatever is long and varied is a secret.
  SESSION_SECRET: [`http://${CANARY}:${CANARY}@example.com`, '"good"', 'good,', 'good # why'],
};

/** Ways in which a good value goes wrong between a file and a process. */
const MISHAPS: Readonly<Record<string, (good: string) => string>> = {
  ' good': (good) => ` ${good}`,
  'good ': (good) => `${good} `,
  '\tgood': (good) => `\t${good}`,
  'good\n': (good) => `${good}\n`,
  '"good"': (good) => `"${good}"`,
  'good\0': (good) => `${good}\u0000`,
  'good,': (good) => `${good},`,
  'good # why': (good) => `${good} # ${CANARY}`,
  '\ufeffgood': (good) => `\ufeff${good}`,
};

/** What each variable needs besides itself, so that nothing else is at fault. */
const around = (name: Name): Partial<Record<Name, string>> =>
  name.startsWith('COGNITO_') || name === 'AWS_REGION'
    ? {
        COGNITO_USER_POOL_ID: GOOD.COGNITO_USER_POOL_ID,
        COGNITO_CLIENT_ID: GOOD.COGNITO_CLIENT_ID,
        COGNITO_IDENTITY_POOL_ID: GOOD.COGNITO_IDENTITY_POOL_ID,
      }
    : name.startsWith('CAPTCHA_')
      ? { CAPTCHA_URL: GOOD.CAPTCHA_URL, CAPTCHA_SECRET: GOOD.CAPTCHA_SECRET }
      : name.startsWith('LEGACY_')
        ? ofDirectory(name)
        : {};

function ofDirectory(name: Name): Partial<Record<Name, string>> {
  const { LEGACY_URL, LEGACY_SECRET, LEGACY_DATABASE_URL, LEGACY_QUERY } = GOOD;
  return ['LEGACY_DATABASE_URL', 'LEGACY_QUERY', 'LEGACY_DECOY_HASH'].includes(name)
    ? { LEGACY_DIRECTORY: 'postgresql', LEGACY_DATABASE_URL, LEGACY_QUERY }
    : { LEGACY_DIRECTORY: 'http', LEGACY_URL, LEGACY_SECRET };
}

/** The names that are at fault, after a look at what is said of them. */
function namesAtFault(variables: Partial<Record<Name, string>>): string[] {
  try {
    loadEnvironment(variables);
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    // The words that a variable may have are not the value that it was given.
    const said = error.message.replace(/^ {2}[A-Z_]+: |expected one of .*$/gm, '');
    const shown = Object.values(variables).filter(
      (value) => value.trim().length > 5 && said.includes(value.trim()),
    );
    expect(shown).toEqual([]);
    expect(error.message).not.toContain(CANARY);
    return error.faults.map((fault) => fault.split(':')[0] ?? '');
  }
}

describe.each(names)('%s', (name) => {
  it('takes a good value', () => {
    expect(namesAtFault({ ...around(name), [name]: GOOD[name] })).toEqual([]);
  });

  it('is named, without its value, when it is nonsense', () => {
    const taken = NONSENSE.filter(
      (value) => !namesAtFault({ ...around(name), [name]: value }).includes(name),
    );
    if (FREE[name] === undefined)
      expect(taken.filter((value) => MEANT[name]?.includes(value) !== true)).toEqual([]);
    else expect(taken.length).toBeGreaterThan(5);
  });

  it('is named when a good value went wrong on its way', () => {
    const taken = Object.entries(MISHAPS)
      .filter(([, spoil]) => namesAtFault({ ...around(name), [name]: spoil(GOOD[name]) }).length === 0)
      .map(([mishap]) => mishap);
    const meant = (mishap: string): boolean =>
      FREE[name] !== undefined || MEANT[name]?.includes(mishap) === true;
    expect(taken.filter((mishap) => !meant(mishap))).toEqual([]);
  });
});

it('all variables that are wrong are named at once', () => {
  const wrong = `${CANARY}\n\ufeff`;
  const alone = names.filter((name) => namesAtFault({ ...around(name), [name]: wrong }).includes(name));
  expect(alone.length).toBeGreaterThan(names.length - 2);
  expect(new Set(namesAtFault(Object.fromEntries(names.map((name) => [name, wrong]))))).toEqual(
    new Set(alone),
  );
});

it('each pair of wrong variables is named as a pair', () => {
  const bounded = names.filter((name) => FREE[name] === undefined);
  const pairs = bounded.flatMap((one, index) =>
    bounded.slice(index + 1).map((other) => [one, other] as const),
  );
  const missed = pairs.filter(([one, other]) => {
    const found = namesAtFault({
      ...around('COGNITO_ENDPOINT'),
      [one]: ` ${CANARY}`,
      [other]: `${CANARY}\n`,
    });
    return !found.includes(one) || !found.includes(other);
  });
  expect(missed).toEqual([]);
});
