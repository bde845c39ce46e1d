import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expectProblem } from '../support/answers';
import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { eventOf, triggersOf } from './events';

const SECRET = '0x0000000000000000000000000000000AA';
const UNAVAILABLE = 'Unavailable: this is not possible at the moment';
const NOT_WELCOME = 'Refused: Sign-up is not open to this e-mail address';

describe('a list of domains', () => {
  /** Started once for each list. */
  const running = new Map<object, ReturnType<typeof triggersOf>>();
  afterAll(() => Promise.all([...running.values()].map(async (triggers) => (await triggers).close())));
  const serves = async (variables: Record<string, string>, email: string | undefined, more: object = {}) => {
    const starting = running.get(variables) ?? triggersOf([], variables);
    running.set(variables, starting);
    const triggers = await starting;
    const userAttributes = email === undefined ? {} : { email };
    const event = { ...eventOf('PreSignUp_SignUp', { userAttributes }), ...more };
    const answer = await triggers.serve(event).then(
      () => 'welcome',
      (error: unknown) => (error as Error).message,
    );
    expect(triggers.lines.text).not.toContain('@');
    return answer;
  };
  const ALLOWED = { SIGN_UP_DOMAINS: 'Example.com,*.below.example,BÜCHER.example' };
  const DENIED = { SIGN_UP_DOMAINS_DENIED: 'evil.example,xn--bcher-kva.example' };

  it.each([
    'ada@example.com',
    'ADA@EXAMPLE.COM',
    'ada+list@example.com.',
    'ada@ｅｘａｍｐｌｅ.com',
    'ada@example。com',
    'ada@a.below.example',
    'ada@a.b.below.example',
    'ada@bücher.example',
    'ada@xn--bcher-kva.example',
    'jörg@example.com',
    "o'neill@example.com",
  ])('that allows some domains lets %s sign up', async (email) => {
    expect(await serves(ALLOWED, email)).toBe('welcome');
  });

  it.each([
    'ada@example.org',
    'ada@sub.example.com',
    'ada@example.com.evil.example',
    'ada@notexample.com',
    'ada@below.example',
    'ada@evilbelow.example',
    'ada@example.com..',
    'ada@.example.com',
    'ada@',
    'ada',
    '@example.com',
    '',
    undefined,
    // Quoted local parts, and what looks like them.
    '"ada"@example.com',
    '"ada@evil.example"@example.com',
    '"ada@evil.example>"@example.com',
    'ada@evil.example"@example.com',
    '"x"evil.example"@example.com',
    'ada@evil.example@example.com',
    'ada@example.com@evil.example',
    'ada@example.com@',
    '<ada@evil.example>@example.com',
    // Routes and lists.
    'ada%evil.example@example.com',
    'evil.example!ada@example.com',
    '@evil.example:ada@example.com',
    'ada@evil.example,bob@example.com',
    'ada@evil.example;@example.com',
    'ada@evil.example\r\nbcc:bob@example.com',
    'ada\n@example.com',
    'ada @example.com',
    'ada@example.com ',
    'ada@exam\tple.com',
    'ada@example.com\u0000.evil.example',
    // Comments, encoded words and literals.
    'ada(comment)@example.com',
    'ada@(evil.example)example.com',
    '=?utf-8?q?ada=40evil.example=3e=00?=foo@example.com',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    // What a parser of URLs makes of it.
    'ada@example.com/evil.example',
    'ada@example.com#evil.example',
    'ada@example.com?evil.example',
    'ada@ex%61mple.com',
    'ada@example.com:25',
    'ada@evil.example\\@example.com',
    // Letters that look alike.
    'ada@exаmple.com',
    `ada@${'a.'.repeat(130)}example.com`,
    '..ada@example.com',
    'a..da@example.com',
  ])('that allows some domains keeps %j out', async (email) => {
    expect(await serves(ALLOWED, email)).toBe(NOT_WELCOME);
  });

  it.each([
    ['ada@evil.example', NOT_WELCOME],
    ['ada@EVIL.example.', NOT_WELCOME],
    ['ada@mail.evil.example', NOT_WELCOME],
    ['ada@Bücher.example', NOT_WELCOME],
    ['ada@a.bücher.example', NOT_WELCOME],
    ['ada@ev\u00adil.example', NOT_WELCOME],
    ['"ada@evil.example"@good.example', NOT_WELCOME],
    ['ada@notevil.example', 'welcome'],
    ['ada@example.com', 'welcome'],
    [undefined, 'welcome'],
  ])('that denies some has for %j: %s', async (email, answer) => {
    expect(await serves(DENIED, email)).toBe(answer);
  });

  it('that denies wins over one that allows', async () => {
    const both = { SIGN_UP_DOMAINS: '*.example.com', SIGN_UP_DOMAINS_DENIED: 'a.example.com' };
    expect(await serves(both, 'ada@b.example.com')).toBe('welcome');
    expect(await serves(both, 'ada@a.example.com')).toBe(NOT_WELCOME);
  });

  it('is for who signs up and who comes from a provider, and not for who is invited', async () => {
    const from = (triggerSource: string, more: object = {}) =>
      serves(ALLOWED, 'ada@evil.example', { triggerSource, ...more });
    expect(await from('PreSignUp_ExternalProvider', { userName: 'Google_1@example.com' })).toBe(NOT_WELCOME);
    expect(await from('PreSignUp_AdminCreateUser')).toBe('welcome');
    expect(await serves(ALLOWED, 'ada@example.com', { userName: 'ada@evil.example' })).toBe(NOT_WELCOME);
  });
});

describe('a captcha', () => {
  /** What the provider of captchas answers; a number is a status, `hang` no answer. */
  let answer: object | string | number;
  const asked: { url: string | undefined; type: string | undefined; body: Record<string, string> }[] = [];
  let provider: Server;
  let gatehouse: Gatehouse;
  let variables: Record<string, string>;
  beforeAll(async () => {
    provider = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const type = request.headers['content-type'];
        asked.push({ url: request.url, type, body: Object.fromEntries(new URLSearchParams(body)) });
        if (answer === 'hang') return;
        if (answer === 'endless') {
          response.on('drain', () => response.write('x'.repeat(65_536)));
          response.write('x'.repeat(1_000_000));
          return;
        }
        response.statusCode = typeof answer === 'number' ? answer : 200;
        if (answer === 302) response.setHeader('location', `http://${request.headers.host ?? ''}/elsewhere`);
        response.end(typeof answer === 'object' ? JSON.stringify(answer) : String(answer));
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    const { port } = provider.address() as AddressInfo;
    variables = {
      CAPTCHA_URL: `http://127.0.0.1:${port}/siteverify`,
      CAPTCHA_SECRET: SECRET,
      CAPTCHA_TIMEOUT_MS: '300',
    };
    gatehouse = await Gatehouse.start({ ...variables, CAPTCHA_HOSTNAMES: 'app.example.com' });
  });
  beforeEach(() => {
    asked.length = 0;
    answer = { success: true, hostname: 'app.example.com' };
  });
  afterAll(async () => {
    await gatehouse.close();
    provider.closeAllConnections();
    provider.close();
  });

  const signUp = (clientMetadata?: object) => {
    const username = freshEmail();
    return gatehouse.post('/v1/auth/sign-up', { username, password: PASSWORD, clientMetadata });
  };
  const serve = async (more: Record<string, string>, request: object, source = 'PreSignUp_SignUp') => {
    const triggers = await triggersOf([], { ...variables, ...more });
    const served = await triggers.serve(eventOf(source, request)).then(
      () => 'welcome',
      (error: unknown) => (error as Error).message,
    );
    expect(triggers.lines.text).not.toMatch(/0x0000|the-token/);
    await triggers.close();
    return served;
  };
  const TOKEN = { clientMetadata: { captchaToken: 'the-token' } };

  it('that was solved lets somebody sign up, and is asked about once', async () => {
    expect((await signUp({ captchaToken: 'the-token' })).status).toBe(201);
    expect(asked).toEqual([
      {
        url: '/siteverify',
        type: 'application/x-www-form-urlencoded;charset=UTF-8',
        body: { secret: SECRET, response: 'the-token' },
      },
    ]);
  });

  it('that is missing is asked for', async () => {
    expectProblem(await signUp(), 422, 'operation_refused', { detail: 'Please solve the captcha.' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['was not solved', { success: false, 'error-codes': ['invalid-input-response'] }],
    ['was used before', { success: false, 'error-codes': ['timeout-or-duplicate'] }],
    ['is of another site', { success: true, hostname: 'evil.example' }],
    ['is of no site', { success: true }],
    ['is no clear yes', { success: 'true', hostname: 'app.example.com' }],
  ])('that %s keeps somebody out', async (_, says) => {
    answer = says;
    expectProblem(await signUp({ captchaToken: 'the-token' }), 422, 'operation_refused', {
      detail: 'The captcha was not solved, or too long ago: please solve it again.',
    });
  });

  it.each<[string, object | string | number]>([
    ['does not answer', 'hang'],
    ['never ends its answer', 'endless'],
    ['answers no JSON', '<html>'],
    ['answers null', 'null'],
    ['answers something else', { ok: true }],
    ['has a fault', 500],
    ['sends elsewhere', 302],
    ['does not know this service', { success: false, 'error-codes': ['invalid-input-secret'] }],
  ])('whose provider %s keeps everybody out, or nobody if so chosen', async (_, says) => {
    answer = says;
    expect(await serve({}, TOKEN)).toBe(UNAVAILABLE);
    expect(await serve({ CAPTCHA_FAILURE: 'open' }, TOKEN)).toBe('welcome');
    expect(asked.every(({ url }) => url === '/siteverify')).toBe(true);
  });

  it('that fails open still keeps out who did not solve it', async () => {
    answer = { success: false, 'error-codes': ['invalid-input-response'] };
    expect(await serve({ CAPTCHA_FAILURE: 'open' }, TOKEN)).toMatch(/^Refused: /);
    expect(await serve({ CAPTCHA_FAILURE: 'open' }, {})).toMatch(/^Refused: /);
  });

  it.each([
    [0.7, 'welcome'],
    [0.5, 'welcome'],
    [0.4, 'Refused: The captcha was not solved, or too long ago: please solve it again'],
    [undefined, 'Refused: The captcha was not solved, or too long ago: please solve it again'],
  ])('with a score of %s, where 0.5 is needed: %s', async (score, result) => {
    answer = { success: true, score };
    expect(await serve({ CAPTCHA_MIN_SCORE: '0.5' }, TOKEN)).toBe(result);
  });

  it('may come as validation data, for who calls Cognito itself', async () => {
    expect(await serve({}, { validationData: { captchaToken: 'the-token' } })).toBe('welcome');
  });

  it('is for who signs up only', async () => {
    for (const source of ['PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider'])
      expect(await serve({}, {}, source)).toBe('welcome');
  });

  it.each([
    ['solved', { success: true }],
    ['not solved', { success: false }],
  ])('%s, is asked about once when Cognito calls three times', async (_, says) => {
    answer = says;
    const triggers = await triggersOf([], variables);
    const event = eventOf('PreSignUp_SignUp', TOKEN);
    const results = await Promise.allSettled([event, event, event].map((one) => triggers.serve(one)));
    expect(new Set(results.map(({ status }) => status)).size).toBe(1);
    expect(asked.length).toBe(1);
    await triggers.close();
  });
});
