import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadTriggerEnvironment } from '../../src/common/config/load-environment';
import { lambdaHandler } from '../../src/triggers/lambda-handler';
import { eventOf, KINDS } from './events';

const neverFails = (error: unknown): never => {
  throw error;
};
const handlerOf = (variables: Record<string, string>, failed: (error: unknown) => void = neverFails) =>
  lambdaHandler(loadTriggerEnvironment({ LOG_LEVEL: 'silent', ...variables }), {}, failed);

it('the function gives every event back whole, with what is on by default', async () => {
  const { LOG_LEVEL } = process.env;
  process.env['LOG_LEVEL'] = 'silent';
  const { handler } =
    jest.requireActual<typeof import('../../src/lambda-triggers')>('../../src/lambda-triggers');
  if (LOG_LEVEL === undefined) Reflect.deleteProperty(process.env, 'LOG_LEVEL');
  else process.env['LOG_LEVEL'] = LOG_LEVEL;
  const response = expect.any(Object) as unknown;
  for (const kind of KINDS) expect(await handler(kind.event)).toEqual({ ...kind.event, response });
  const event = eventOf(
    'TokenGeneration_RefreshTokens',
    { userAttributes: { 'custom:account_id': 'acme' } },
    '2',
  );
  expect(await handler(event)).toMatchObject({
    response: {
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: { 'custom:account_id': 'acme' } },
      },
    },
  });
});

it('needs no user pool, also in production', async () => {
  const handler = handlerOf({ NODE_ENV: 'production' });
  const event = eventOf('PreAuthentication_Authentication');
  expect(await handler(event)).toEqual(event);
});

it.each([
  [{ SIGN_UP_DOMAINS: 'not a domain' }, 'SIGN_UP_DOMAINS'],
  [{ CAPTCHA_URL: 'https://captcha.example.com' }, 'CAPTCHA_SECRET'],
  [{ CAPTCHA_SECRET: '0x0000000000' }, 'CAPTCHA_SECRET'],
  [{ CAPTCHA_MIN_SCORE: '0.5' }, 'CAPTCHA_MIN_SCORE'],
  [
    { CAPTCHA_URL: 'http://captcha.example.com', CAPTCHA_SECRET: '0x0000000000', NODE_ENV: 'production' },
    'CAPTCHA_URL',
  ],
  [{ MAGIC_LINK_URL: 'http://app.example.com', NODE_ENV: 'production' }, 'MAGIC_LINK_URL'],
  [{ MAGIC_LINK_URL: 'https://app.example.com', REDIS_URL: 'redis://127.0.0.1' }, 'SESSION_SECRET'],
  [{ TRIGGER_TIMEOUT_MS: '6000' }, 'TRIGGER_TIMEOUT_MS'],
])('%j is refused as it starts, and %s is named', (variables, name) => {
  expect(() => handlerOf(variables)).toThrow(new RegExp(`  ${name}: `));
});

it('a link without anybody to send it is a failure as it starts, and not at the first call', async () => {
  const failure = await new Promise((resolve) => {
    handlerOf({ MAGIC_LINK_URL: 'https://app.example.com/sign-in' }, resolve);
  });
  expect(failure).toEqual(new Error('MAGIC_LINK_URL is set, but nobody provides a MAGIC_LINK_SENDER'));
});

it('answers before Lambda ends the function, however long the settings allow', async () => {
  // Takes the question and never answers.
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const handler = handlerOf({
    CAPTCHA_URL: `http://127.0.0.1:${port}/siteverify`,
    CAPTCHA_SECRET: '0x0000000000',
    CAPTCHA_TIMEOUT_MS: '4000',
  });
  const event = eventOf('PreSignUp_SignUp', { clientMetadata: { captchaToken: 'token' } });
  const aborted = new Promise((resolve) =>
    silent.on('request', (request) => request.socket.once('close', resolve)),
  );
  await expect(handler(event, { getRemainingTimeInMillis: () => 1000 })).rejects.toThrow(
    new Error('Unavailable: this is not possible at the moment'),
  );
  await aborted;
  silent.close();
});
