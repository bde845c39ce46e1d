import { z } from 'zod';
import {
  basePath,
  databaseAddress,
  domain,
  host,
  hosts,
  madeUpSecret,
  mailDomains,
  onOff,
  origins,
  port,
  proxies,
  quotas,
  share,
  webAddress,
  wholeNumber,
} from './forms';
import { languages } from './languages';

/** What the client of Redis would stumble over when the service runs already. */
function isRedisAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, username, password, pathname } = new URL(address);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return hostname !== '' && /^(?:\/\d*)?$/.test(pathname);
}

/**
 * The one schema of the environment. `.env.example` and the table of the README are written from it; `describe` is the text
 * they show. Values never appear in an error.
 */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('`production` refuses to start without a user pool'),
  HOST: host.default('127.0.0.1').describe('Address to listen on; `0.0.0.0` in a container'),
  PORT: port.default(3000).describe('Port to listen on; 0 takes any free one'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least level that is logged'),
  LOG_IP: z
    .enum(['full', 'network', 'off'])
    .default('full')
    .describe('Addresses of callers in the log and in audit events; `network` keeps IPv4 /24 and IPv6 /48'),
  METRICS_PORT: port
    .optional()
    .describe(
      'Port on which Prometheus may read `/metrics`; without it nothing is counted. 0 takes any free one',
    ),
  METRICS_HOST: host
    .default('127.0.0.1')
    .describe('Address of the metrics port; anybody who reaches it may read them'),
  MAX_CONNECTIONS: wholeNumber(1, 1_000_000)
    .default(10_000)
    .describe('Connections that are open at the same time; those beyond are closed at once'),
  MAX_CONNECTIONS_PER_IP: wholeNumber(1, 1_000_000)
    .default(1000)
    .describe('The same for one IP address (IPv6: a /64 network); not counted with `TRUST_PROXY`'),
  OVERLOAD_DELAY_MS: wholeNumber(0, 60_000)
    .default(200)
    .describe(
      'Milliseconds that requests may wait to be begun; those that come while it takes longer are refused with 503. 0 lets none wait and refuses none',
    ),
  SHUTDOWN_DELAY_MS: wholeNumber(0, 600_000)
    .default(2000)
    .describe(
      'Milliseconds between SIGTERM and the end of listening, for load balancers to notice that `/health/ready` says no',
    ),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(100, 600_000)
    .default(10_000)
    .describe('Milliseconds that requests in flight may take after that, before they are cut off'),
  AWS_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
    .optional()
    .describe('Region of the user pool; taken from the pool id when left out'),
  COGNITO_USER_POOL_ID: z
    .string()
    .max(55)
    .regex(/^[a-z]{2}(-[a-z]+)+-\d_[0-9a-zA-Z]+$/)
    .optional()
    .describe('The user pool; without it the embedded pool is started'),
  COGNITO_CLIENT_ID: z
    .string()
    .regex(/^[\w+]{1,128}$/)
    .optional()
    .describe('App client of the user pool; needed with `COGNITO_USER_POOL_ID`'),
  COGNITO_CLIENT_SECRET: z
    .string()
    .regex(/^[\w+]{24,64}$/)
    .optional()
    .describe(
      'Secret of the app client, if it has one; or `COGNITO_CLIENT_SECRET_FILE`, a file that holds it',
    ),
  COGNITO_ENDPOINT: webAddress.optional().describe('Where Cognito answers, when it is not AWS'),
  COGNITO_ISSUER: webAddress
    .optional()
    .describe('`iss` of the tokens; default: the one AWS uses for the pool'),
  COGNITO_JWKS_URI: webAddress
    .optional()
    .describe('Where the public keys are; default: below the endpoint, or below the issuer on AWS'),
  COGNITO_DOMAIN: domain.optional().describe('Domain of managed login'),
  COGNITO_IDENTITY_POOL_ID: z
    .string()
    .regex(/^[\w-]+:[0-9a-f-]+$/)
    .optional()
    .describe(
      'Identity pool for temporary AWS credentials; the embedded pool has one. It must trust the user pool and its app client',
    ),
  COGNITO_IDENTITY_ENDPOINT: webAddress
    .optional()
    .describe('Where the identity pool answers, when it is not AWS'),
  COGNITO_IMPORT_ROLE_ARN: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/)
    .optional()
    .describe('IAM role by which import jobs write to CloudWatch Logs; without it there are no imports'),
  COGNITO_IMPORT_REPORTS: webAddress
    .optional()
    .describe(
      'Where reports of import jobs can be read, by id below this address, as `{"lines":["[FAILED] Line Number 2 - …"]}`',
    ),
  SESSION_SECRET: madeUpSecret
    .optional()
    .describe(
      'Seals the sessions of sign-in challenges; derived from the client secret when left out. Several instances of a client without secret need it. Or `SESSION_SECRET_FILE`',
    ),
  COGNITO_TIMEOUT_MS: wholeNumber(100, 60_000)
    .default(5000)
    .describe('Deadline of a call to Cognito, retries included, in milliseconds'),
  COGNITO_BREAKER_FAULTS: wholeNumber(0, 10_000)
    .default(10)
    .describe(
      'So many faults of Cognito in ten seconds, and next to no answers, stop calls for two seconds at a time; 0 never stops them',
    ),
  COGNITO_QUOTAS: quotas
    .optional()
    .describe(
      'Request quotas of the account where they are not the defaults, in calls a second: `UserCreation=100,UserRead=300`. Bulk work keeps within them',
    ),
  COGNITO_QUOTA_SHARE: share
    .default(1)
    .describe('Part of the request quotas that this instance may use, where several share them: `0.5`'),
  ACCOUNT_EXISTENCE: z
    .enum(['hidden', 'revealed'])
    .default('hidden')
    .describe('`revealed` lets public routes tell whether an account exists'),
  HIDDEN_ANSWER_MS: wholeNumber(0, 10_000)
    .optional()
    .describe(
      'Answers that could tell by their time whether an account exists leave at a multiple of this many milliseconds; 0 at once. Two calls to Cognito should fit. Default: 500, with the embedded pool 100',
    ),
  TOTP_ISSUER: z
    .string()
    .regex(/^[^:]{1,64}$/, 'must be 1 to 64 characters without a colon')
    .default('Gatehouse')
    .describe('Name of the service in authenticator apps'),
  RATE_LIMITS: onOff.default('on').describe('`off` only where something in front limits already'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .refine(isRedisAddress, 'must be redis[s]://[[user]:password@]host[:port][/number]')
    .optional()
    .describe('Redis by which several instances share limits and revocations; `rediss` for TLS'),
  REDIS_TIMEOUT_MS: wholeNumber(5, 5000)
    .default(40)
    .describe(
      'How long a request waits for Redis at a time, in milliseconds; then the instance decides alone',
    ),
  TRUST_PROXY: proxies
    .optional()
    .describe(
      'Proxies whose `X-Forwarded-For` is believed: addresses and CIDRs with commas, or a number of hops',
    ),
  LAMBDA_BASE_PATH: basePath
    .optional()
    .describe(
      'Path that the front of `lambda-http` puts before every path, such as the mapping of a custom domain: `/identity`',
    ),
  CORS_ORIGINS: origins.optional().describe('Origins of browser clients, with commas; none when left out'),
  TOKEN_TRANSPORT: z
    .enum(['body', 'cookie'])
    .default('body')
    .describe('How tokens travel to clients; `cookie` is not available yet'),
  DOCS: onOff.optional().describe('Swagger UI at `/docs`; when left out `on`, but `off` in production'),
  TRIGGER_TIMEOUT_MS: wholeNumber(100, 4900)
    .default(4500)
    .describe(
      'Time of a trigger with all its providers, in milliseconds; Cognito waits for 5000. This and the following settings are for `lambda-triggers` and for the embedded pool',
    ),
  TRIGGER_TOKENS: onOff
    .default('on')
    .describe('Trigger that writes `custom:account_id` and the groups into tokens'),
  TRIGGER_MESSAGES: onOff
    .default('on')
    .describe(
      'Trigger that words messages in the language of whom they go to; not for pools that verify by link',
    ),
  MESSAGE_LANGUAGE: z
    .enum(languages)
    .default('en')
    .describe('Language of messages to people who name none that there is'),
  SIGN_UP_DOMAINS: mailDomains
    .optional()
    .describe(
      'Domains of e-mail addresses that may sign up, with commas; `*.example.com` for all below. All when left out',
    ),
  SIGN_UP_DOMAINS_DENIED: mailDomains
    .optional()
    .describe('Domains that may not, with all below them; they win'),
  CAPTCHA_URL: webAddress
    .optional()
    .describe(
      'Where tokens of hCaptcha, reCAPTCHA or Turnstile are verified (`…/siteverify`); a sign-up needs one then, as `clientMetadata.captchaToken`',
    ),
  CAPTCHA_SECRET: z
    .string()
    .regex(/^[\w.-]{10,200}$/)
    .optional()
    .describe('Secret key of the captcha; or `CAPTCHA_SECRET_FILE`'),
  CAPTCHA_HOSTNAMES: hosts
    .optional()
    .describe('Sites that a token of the captcha may come from, with commas; any when left out'),
  CAPTCHA_MIN_SCORE: share
    .optional()
    .describe('Least score of a token, for captchas that give one (reCAPTCHA v3): `0.5`'),
  CAPTCHA_TIMEOUT_MS: wholeNumber(100, 4000)
    .default(2000)
    .describe('How long the captcha is waited for, in milliseconds'),
  CAPTCHA_FAILURE: z
    .enum(['closed', 'open'])
    .default('closed')
    .describe('`open` lets everybody sign up while the captcha cannot be checked'),
  MAGIC_LINK_URL: webAddress
    .optional()
    .describe(
      'Page that takes links to sign in, which end in `#magicLink=…`; without it there are none, but with the embedded pool',
    ),
  MAGIC_LINK_MINUTES: wholeNumber(1, 15)
    .default(3)
    .describe('How long such a link is good; not longer than the AuthSessionValidity of the app client'),
  LEGACY_DIRECTORY: z
    .enum(['http', 'postgresql'])
    .optional()
    .describe(
      'Where people were before: those who sign in, or have forgotten their passwords, are brought over from there',
    ),
  LEGACY_URL: webAddress
    .optional()
    .describe('Endpoint that answers for the former directory (`http`); see docs/migration.md'),
  LEGACY_SECRET: z
    .string()
    .regex(/^[\w.~+/=-]{16,512}$/, 'must be 16 to 512 characters of a bearer token')
    .optional()
    .describe('Bearer token for that endpoint; or `LEGACY_SECRET_FILE`'),
  LEGACY_DATABASE_URL: databaseAddress
    .optional()
    .describe(
      'Connection string of the former directory (`postgresql`), `?sslmode=verify-full` for TLS; or `LEGACY_DATABASE_URL_FILE`',
    ),
  LEGACY_QUERY: z
    .string()
    .regex(/\$1(?!\d)/, 'must have the username as $1')
    .optional()
    .describe(
      'Query for the user `$1`, with `password_hash` and what `LEGACY_MAPPING` names; or `LEGACY_QUERY_FILE`',
    ),
  LEGACY_DECOY_HASH: z
    .string()
    .regex(/^(?=A|.*\$)[\w$./+=:,-]{19,500}[\w./+=]$/, 'must be a hash')
    .optional()
    .describe(
      'A hash as the directory has them, of a password that nobody knows: by it strangers take as long as users. Default: the newest hash seen',
    ),
  LEGACY_TIMEOUT_MS: wholeNumber(100, 4000)
    .default(3000)
    .describe('How long the former directory is waited for, in milliseconds'),
  LEGACY_MAPPING: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File that says which attribute comes from where: `{"email":{"from":"mail"}}`. By their own names when left out',
    ),
  LOCAL_ADMIN_USERNAME: z
    .email()
    .default('admin@example.com')
    .describe('First administrator of the embedded pool'),
  LOCAL_ADMIN_PASSWORD: z
    .string()
    .min(8)
    .optional()
    .describe('Password of the first administrator; random and printed once when left out'),
  LOCAL_POOL_PORT: port.default(9229).describe('Port of the embedded pool; 0 takes any free one'),
  LOCAL_POOL_DATA: z
    .string()
    .min(1)
    .default('.local-pool')
    .describe('Folder of the embedded pool; `memory` keeps nothing'),
  LOCAL_POOL_CONTROL: onOff.default('off').describe('Control side of the embedded pool, for tests'),
});

/** The environment as the schema understands it. */
export type Environment = Readonly<z.infer<typeof environmentSchema>>;

/** Injection token of the Environment. */
export const ENVIRONMENT = Symbol('environment');
