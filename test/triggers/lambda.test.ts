import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadTriggerEnvironment } from '../../src/common/config/load-environment';
import { eventOf, KINDS } from './events';

type Handler = (event: unknown, context?: { getRemainingTimeInMillis: () => number }) => Promise<any>;

const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env))
    if (!(name in before)) Reflect.deleteProperty(process.env, name);
});

/** Loads the function as Lambda does, with an environment of its own. */
function load(variables: Record<string, string> = {}): Handler {
  Object.assign(process.env, { LOG_LEVEL: 'silent', ...variables });
  let handler: Handler | undefined;
  jest.isolateModules(() => {
    ({ handler } = jest.requireActual<{ handler: Handler }>('../../src/lambda-triggers'));
  });
  return handler!;
}

it('every event comes back whole, whatever is on by default', async () => {
  const handler = load();
  const response = expect.any(Object) as unknown;
  for (const kind of KINDS) expect(await handler(kind.event)).toEqual({ ...kind.event, response });
});

it('needs no user pool, also in production', () => {
  expect(loadTriggerEnvironment({ NODE_ENV: 'production' })).toMatchObject({ TRIGGER_TOKENS: 'on' });
});

it('a fault of the environment stops the function as it is loaded', () => {
  expect(() => load({ SIGN_UP_DOMAINS: 'not a domain' })).toThrow(/^ {2}SIGN_UP_DOMAINS: /m);
});

it.each([
  [{ CAPTCHA_URL: 'https://captcha.example.com' }, 'CAPTCHA_SECRET'],
  [{ CAPTCHA_SECRET: '0x0000000000' }, 'CAPTCHA_SECRET'],
  [{ CAPTCHA_MIN_SCORE: '0.5' }, 'CAPTCHA_MIN_SCORE'],
  [
    { CAPTCHA_URL: 'http://captcha.example.com', CAPTCHA_SECRET: '0x0000000000', NODE_ENV: 'production' },
    'CAPTCHA_URL',
  ],
  [{ MAGIC_LINK_URL: 'http://app.example.com', NODE_ENV: 'production' }, 'MAGIC_LINK_URL'],
  [{ TRIGGER_TIMEOUT_MS: '6000' }, 'TRIGGER_TIMEOUT_MS'],
])('%j is refused, and %s is named', (variables, name) => {
  expect(() => loadTriggerEnvironment(variables)).toThrow(new RegExp(`  ${name}: `));
});

it('a link without anybody to send it ends the process as it starts', async () => {
  const exit = jest.spyOn(process, 'exit').mockReturnValue(undefined as never);
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const handler = load({ MAGIC_LINK_URL: 'https://app.example.com/sign-in' });
  await expect(handler(eventOf('PreSignUp_SignUp'))).rejects.toThrow('MAGIC_LINK_SENDER');
  expect(exit).toHaveBeenCalledWith(1);
  expect(write.mock.calls.join()).toContain('MAGIC_LINK_URL is set, but nobody provides a MAGIC_LINK_SENDER');
  exit.mockRestore();
  write.mockRestore();
});

it('answers before Lambda ends the function, however long the settings allow', async () => {
  // Takes the question and never answers.
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const handler = load({
    CAPTCHA_URL: `http://127.0.0.1:${port}/siteverify`,
    CAPTCHA_SECRET: '0x0000000000',
    CAPTCHA_TIMEOUT_MS: '4000',
  });
  const event = eventOf('PreSignUp_SignUp', { clientMetadata: { captchaToken: 'token' } });
  const context = { getRemainingTimeInMillis: () => 1000 };
  const aborted = new Promise((resolve) =>
    silent.on('request', (request) => request.socket.once('close', resolve)),
  );
  await expect(handler(event, context)).rejects.toThrow(
    new Error('Unavailable: this is not possible at the moment'),
  );
  await aborted;
  silent.close();
});
