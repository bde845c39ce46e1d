import dns from 'node:dns';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import {
  ChangePasswordCommand,
  DeleteUserCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { AppError } from '../common/errors/app-error';
import { environmentSchema } from '../common/config/environment';
import type { ErrorCode } from '../common/errors/error-table';
import { Cognito } from './cognito';

type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

const TIMEOUT = 400;
const TOKENS = { AuthenticationResult: { AccessToken: 'a', ExpiresIn: 3600, TokenType: 'Bearer' } };

const json =
  (status: number, body: string | object, headers: Record<string, string> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const exception = (name: string, message = 'x', status = 400): Behaviour =>
  json(status, { __type: name, message });
const drip: Behaviour = (response) => {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  response.write('{');
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => {
    clearInterval(timer);
  });
};
const hangInBody: Behaviour = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"UserSub":');
};
const half: Behaviour = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"Username":', () => response.destroy());
};
const hang: Behaviour = () => undefined;
const reset: Behaviour = (_, request) => void request.socket.destroy();
const notHttp: Behaviour = (_, request) => void request.socket.end('SSH-2.0-OpenSSH_9.6\r\n');
const HTML = { 'content-type': 'text/html' };
const html = (status: number): Behaviour => json(status, '<html>no</html>', HTML);

/** A stand-in for Cognito that answers each call by the next behaviour; the last one stays. */
class Upstream {
  readonly calls: { target: string; authorization: string | undefined; body: string }[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private behaviours: Behaviour[] = [];

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.calls.push({
          target: String(request.headers['x-amz-target']),
          authorization: request.headers.authorization,
          body: Buffer.concat(chunks).toString(),
        });
        const next = this.behaviours.length > 1 ? this.behaviours.shift() : this.behaviours[0];
        next?.(response, request);
      });
    });
    this.server.on('connection', (socket) => this.sockets.add(socket));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  does(...behaviours: Behaviour[]): void {
    this.calls.length = 0;
    this.behaviours = behaviours;
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

/** Without the breaker, which one fault after the other would open. */
const environmentFor = (url: string, timeout = TIMEOUT, breakerFaults = 0) =>
  environmentSchema.parse({
    AWS_REGION: 'eu-central-1',
    COGNITO_USER_POOL_ID: 'eu-central-1_Test',
    COGNITO_CLIENT_ID: 'client',
    COGNITO_ENDPOINT: url,
    COGNITO_TIMEOUT_MS: timeout,
    COGNITO_BREAKER_FAULTS: breakerFaults,
  });

const signIn = () => new InitiateAuthCommand({ ClientId: 'client', AuthFlow: 'USER_PASSWORD_AUTH' });
const getUser = () => new GetUserCommand({ AccessToken: 'token' });
const changePassword = () => new ChangePasswordCommand({ AccessToken: 'token', ProposedPassword: 'new' });
const USER = { Username: 'mary', UserAttributes: [{ Name: 'sub', Value: '1' }] };

describe('a call to Cognito', () => {
  const upstream = new Upstream();
  let cognito: Cognito;

  beforeAll(async () => {
    cognito = new Cognito(environmentFor(await upstream.start()), {
      accessKeyId: 'local',
      secretAccessKey: 'local',
    });
  });
  afterAll(() => {
    cognito.onApplicationShutdown();
    upstream.stop();
  });

  /** The failure of a call, and how long it took in milliseconds. */
  const failureOf = async (work: Promise<unknown>): Promise<AppError & { took: number }> => {
    const start = performance.now();
    try {
      await work;
    } catch (error) {
      return Object.assign(error as AppError, { took: performance.now() - start });
    }
    throw new Error('the call succeeded');
  };

  it.each<[string, Behaviour, ErrorCode]>([
    ['never answers', hang, 'upstream_timeout'],
    ['drips the body', drip, 'upstream_timeout'],
    ['hangs in the body', hangInBody, 'upstream_timeout'],
    ['resets the connection', reset, 'upstream_unavailable'],
    ['does not speak HTTP', notHttp, 'upstream_invalid_response'],
    ['breaks off in the body', half, 'upstream_invalid_response'],
    ['answers 500 with nothing', json(500, ''), 'upstream_unavailable'],
    ['answers 500 by its own words', exception('InternalErrorException', 'x', 500), 'upstream_unavailable'],
    ['answers 503 with HTML', html(503), 'upstream_unavailable'],
    ['answers 200 with HTML', html(200), 'upstream_invalid_response'],
    ['answers 200 with a page that looks right', json(200, TOKENS, HTML), 'upstream_invalid_response'],
    ['redirects', json(302, '', { location: 'http://127.0.0.1:1/' }), 'upstream_invalid_response'],
    ['answers bad JSON', json(200, '{"AuthenticationResult":'), 'upstream_invalid_response'],
    ['answers bad JSON with 400', json(400, '{"__type":'), 'upstream_invalid_response'],
    ['answers a 400 without a name', json(400, '{}'), 'upstream_invalid_response'],
    ['answers a name of the wrong type', json(400, { __type: { a: 1 } }), 'upstream_invalid_response'],
    ['answers 200 with nothing', json(200, ''), 'upstream_invalid_response'],
    ['answers 200 with {}', json(200, '{}'), 'upstream_invalid_response'],
    ['answers 200 with null', json(200, 'null'), 'upstream_invalid_response'],
    ['answers 200 with a list', json(200, '[{}]'), 'upstream_invalid_response'],
    ['leaves out the tokens', json(200, { AuthenticationResult: {} }), 'upstream_invalid_response'],
    ['throttles', exception('TooManyRequestsException', 'Rate exceeded'), 'upstream_throttled'],
    [
      'throttles as AWS does elsewhere',
      exception('ThrottlingException', 'Rate exceeded'),
      'upstream_throttled',
    ],
    ['throttles by status alone', html(429), 'upstream_throttled'],
    ['limits attempts', exception('LimitExceededException', 'Attempt limit exceeded'), 'too_many_attempts'],
    ['names an unknown exception', exception('BrandNewException'), 'upstream_refused'],
    ['names an exception by an inherited member', exception('constructor'), 'upstream_refused'],
    ['refuses the signature', exception('UnrecognizedClientException'), 'upstream_refused'],
  ])('gives up on a sign-in that %s, having asked once', async (_, behaviour, code) => {
    upstream.does(behaviour);
    const failure = await failureOf(cognito.send(signIn()));
    expect(failure.code).toBe(code);
    expect(failure.took).toBeLessThan(TIMEOUT * 2);
    expect(upstream.calls).toHaveLength(1);
    expect([429, 503].includes(failure.status)).toBe(failure.retryAfter !== undefined);
  });

  it.each([
    ['hangs', hang],
    ['drips', drip],
  ])('closes the connection to an upstream that %s', async (_, behaviour) => {
    const closed = new Promise<void>((resolve) => {
      upstream.does((response, request) => {
        response.on('close', resolve);
        behaviour(response, request);
      });
    });
    await failureOf(cognito.send(signIn()));
    await closed;
  });

  it('takes an answer that is slow but in time', async () => {
    upstream.does((response, request) =>
      setTimeout(() => {
        json(200, TOKENS)(response, request);
      }, TIMEOUT / 4),
    );
    await expect(cognito.send(signIn())).resolves.toMatchObject(TOKENS);
  });

  it('takes a challenge for an answer to a sign-in', async () => {
    upstream.does(json(200, { ChallengeName: 'SMS_MFA', Session: 's', ChallengeParameters: {} }));
    await expect(cognito.send(signIn())).resolves.toMatchObject({ ChallengeName: 'SMS_MFA' });
  });

  it.each(['{}', '', ' {} \n'])('takes %j for success where the operation has no output', async (body) => {
    upstream.does(json(200, body));
    await expect(cognito.send(new DeleteUserCommand({ AccessToken: 'token' }))).resolves.toBeDefined();
  });

  it.each(['{}', ' {} \n'])('takes %j for success where the output has no members', async (body) => {
    upstream.does(json(200, body));
    await expect(cognito.send(changePassword())).resolves.toBeDefined();
  });

  it.each(['', ' \n', 'null', '[]', '"ok"', '<html>'])(
    'does not take %j for success where the output is an object',
    async (body) => {
      upstream.does(json(200, body));
      expect((await failureOf(cognito.send(changePassword()))).code).toBe('upstream_invalid_response');
    },
  );

  it('needs the named member of a sign-up', async () => {
    upstream.does(json(200, { UserConfirmed: false }));
    const failure = await failureOf(
      cognito.send(new SignUpCommand({ ClientId: 'client', Username: 'mary' })),
    );
    expect(failure.code).toBe('upstream_invalid_response');
  });

  it('reads the name of an exception from the header when there is no body', async () => {
    upstream.does(json(400, '', { 'x-amzn-errortype': 'UserNotConfirmedException:' }));
    expect((await failureOf(cognito.send(signIn()))).code).toBe('user_not_confirmed');
  });

  it('keeps the original as the cause', async () => {
    upstream.does(exception('NotAuthorizedException', 'Incorrect username or password.'));
    const failure = await failureOf(cognito.send(signIn()));
    expect(failure).toMatchObject({
      code: 'invalid_credentials',
      status: 401,
      detail: undefined,
      errors: undefined,
    });
    expect(failure.cause).toMatchObject({ name: 'NotAuthorizedException' });
  });

  it.each<[string, Behaviour]>([
    ['throttling', exception('TooManyRequestsException')],
    ['a fault of Cognito', exception('InternalErrorException', 'x', 500)],
    ['503 with HTML', html(503)],
    ['a reset', reset],
  ])('repeats a reading after %s', async (_, behaviour) => {
    upstream.does(behaviour, json(200, USER));
    await expect(cognito.send(getUser())).resolves.toMatchObject({ Username: 'mary' });
    expect(upstream.calls).toHaveLength(2);
  });

  it.each<[string, Behaviour]>([
    ['a refusal', exception('NotAuthorizedException', 'Access Token has expired')],
    ['an attempt limit', exception('LimitExceededException')],
    ['an unusable answer', json(200, 'null')],
    ['half an answer', half],
  ])('does not repeat a reading after %s', async (_, behaviour) => {
    upstream.does(behaviour);
    await failureOf(cognito.send(getUser()));
    expect(upstream.calls).toHaveLength(1);
  });

  it('does not repeat a password change after a fault', async () => {
    upstream.does(exception('InternalErrorException', 'x', 500));
    await failureOf(cognito.send(changePassword()));
    expect(upstream.calls).toHaveLength(1);
  });

  it('ends repetitions of a hanging upstream with the deadline', async () => {
    upstream.does(reset, hang);
    const failure = await failureOf(cognito.send(getUser()));
    expect(failure.code).toBe('upstream_timeout');
    expect(failure.took).toBeLessThan(TIMEOUT * 2);
  });

  it('signs operations of administrators and no others', async () => {
    upstream.does(json(200, USER), json(200, { Users: [] }));
    await cognito.send(getUser());
    await cognito.send(new ListUsersCommand({ UserPoolId: cognito.userPoolId }));
    expect(upstream.calls.map(({ authorization }) => authorization?.split(' ')[0])).toEqual([
      undefined,
      'AWS4-HMAC-SHA256',
    ]);
  });

  it('keeps many calls apart', async () => {
    upstream.does((response) => {
      const { AccessToken } = JSON.parse(upstream.calls.at(-1)?.body ?? '{}') as { AccessToken: string };
      json(200, { ...USER, Username: AccessToken })(response, {} as IncomingMessage);
    });
    // Many calls on a busy machine take their time; the deadline is not what is tested here.
    const patient = new Cognito(environmentFor(upstream.url, 20_000));
    const names = Array.from({ length: 200 }, (_, index) => `user${index}`);
    const answers = await Promise.all(
      names.map((AccessToken) => patient.send(new GetUserCommand({ AccessToken }))),
    );
    expect(answers.map(({ Username }) => Username)).toEqual(names);
    patient.onApplicationShutdown();
  });

  it('ends each of many hanging calls by its own deadline', async () => {
    upstream.does(hang);
    const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(cognito.send(signIn()))));
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['upstream_timeout']));
  });
});

describe('a pool in an outage', () => {
  it('is asked little more than once a request', async () => {
    const upstream = new Upstream();
    const cognito = new Cognito(environmentFor(await upstream.start()));
    upstream.does(html(503));
    const requests = 300;
    for (let index = 0; index < requests; index += 1) await cognito.send(getUser()).catch(() => undefined);
    // The saved repetitions, and a tenth of one for each call.
    expect(upstream.calls.length).toBeLessThanOrEqual(requests * 1.1 + 11);
    cognito.onApplicationShutdown();
    upstream.stop();
  }, 20_000);
});

const unknownName = (...parameters: unknown[]): void => {
  const done = parameters.at(-1) as (error: Error) => void;
  done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }));
};

describe('a pool that cannot be reached', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['refuses connections', 'http://127.0.0.1:1'],
    ['has an unknown name', 'http://pool.invalid'],
  ])('is unavailable when it %s', async (_, url) => {
    // The suite asks no name server: what one says of an unknown name is known.
    jest.spyOn(dns, 'lookup').mockImplementation(unknownName);
    const cognito = new Cognito(environmentFor(url));
    await expect(cognito.send(signIn())).rejects.toMatchObject({
      code: 'upstream_unavailable',
      status: 503,
      retryAfter: 5,
    });
    cognito.onApplicationShutdown();
  });

  it('does not need credentials for public operations, and names the lack of them for others', async () => {
    const upstream = new Upstream();
    const url = await upstream.start();
    const none = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    const cognito = new Cognito(environmentFor(url), none);
    upstream.does(json(200, TOKENS));
    await expect(cognito.send(signIn())).resolves.toMatchObject(TOKENS);
    const listing = cognito.send(new ListUsersCommand({ UserPoolId: cognito.userPoolId }));
    await expect(listing).rejects.toMatchObject({ code: 'upstream_refused', status: 502 });
    expect(upstream.calls).toHaveLength(1);
    cognito.onApplicationShutdown();
    upstream.stop();
  });
});
