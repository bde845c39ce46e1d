import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocalPool } from '../start';
import type { TriggerEvent } from '../triggers/event';
import { lambdasFrom } from '../triggers/lambdas';
import { PoolUnderTest, refusal } from './support';
import { arnOf, TriggeredPool } from './triggers';

/** Stands for Lambda. */
class LambdaServer {
  readonly calls: {
    method: string | undefined;
    url: string | undefined;
    type: unknown;
    event: TriggerEvent;
  }[] = [];
  answer: (response: ServerResponse, event: TriggerEvent) => void = give;
  private readonly server = createServer((request, response) => {
    void this.handle(request, response);
  });

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks = (await request.toArray()) as Buffer[];
    const event = JSON.parse(Buffer.concat(chunks).toString()) as TriggerEvent;
    const type = request.headers['x-amz-invocation-type'];
    this.calls.push({ method: request.method, url: request.url, type, event });
    this.answer(response, event);
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function give(response: ServerResponse, event: TriggerEvent): void {
  response.end(JSON.stringify({ ...event, response: { autoConfirmUser: true } }));
}

function say(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const lambda = new LambdaServer();
let lambdaEndpoint: string;
let pools: PoolUnderTest;
let pool: TriggeredPool;

beforeAll(async () => {
  lambdaEndpoint = await lambda.start();
  const own = (event: TriggerEvent) => ({ ...event, response: { autoConfirmUser: false } });
  pools = await PoolUnderTest.start({ lambdaEndpoint, triggers: { own } });
  const poolId = await pools.createPool({ LambdaConfig: { PreSignUp: arnOf('join') } });
  const { ClientId } = await pools.createClient(poolId);
  pool = new TriggeredPool(pools, poolId, ClientId);
});
beforeEach(() => {
  lambda.calls.length = 0;
  lambda.answer = give;
});
afterAll(async () => {
  await pools.close();
  await lambda.stop();
});

it('posts the event to the function, and takes its answer', async () => {
  expect(await pool.signUp('ada')).toMatchObject({ UserConfirmed: true });
  expect(lambda.calls).toEqual([
    {
      method: 'POST',
      url: '/2015-03-31/functions/join/invocations',
      type: 'RequestResponse',
      event: {
        ...pool.common,
        triggerSource: 'PreSignUp_SignUp',
        userName: 'ada',
        request: { userAttributes: { email: 'ada@example.com' }, validationData: null },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    },
  ]);
});

it('names an alias as Qualifier, and prefers functions of its own process', async () => {
  await pool.setTriggers({ PreSignUp: arnOf('join:live') });
  await pool.signUp('bob');
  expect(lambda.calls.map(({ url }) => url)).toEqual([
    '/2015-03-31/functions/join/invocations?Qualifier=live',
  ]);
  await pool.setTriggers({ PreSignUp: arnOf('own') });
  expect(await pool.signUp('carl')).toMatchObject({ UserConfirmed: false });
  await pool.setTriggers({ PreSignUp: 'arn:aws:sns:us-east-1:123456789012:topic' });
  expect((await refusal(pool.signUp('dora')))[0]).toBe('UnexpectedLambdaException');
  expect(lambda.calls).toHaveLength(1);
  await pool.setTriggers({ PreSignUp: arnOf('join') });
});

const marked = { 'X-Amz-Function-Error': 'Unhandled' };
const threw = (text: string) => ['UserLambdaValidationException', `PreSignUp failed with error ${text}.`];
const failed = (text: string) => [
  'UnexpectedLambdaException',
  `PreSignUp invocation failed due to error ${text}.`,
];

it.each<[string, ReturnType<typeof say>, string[], number]>([
  ['a function that threw', say(200, { errorMessage: 'No!', errorType: 'Error' }, marked), threw('No!'), 1],
  [
    'one that threw without words',
    say(200, { errorType: 'Sandbox.Timedout' }, marked),
    threw('Sandbox.Timedout'),
    1,
  ],
  ['one that threw something else', say(200, 'oops', marked), threw('oops'), 1],
  [
    'the runtime emulator, which marks nothing',
    say(200, { errorMessage: 'No!', errorType: 'Error' }),
    threw('No!'),
    1,
  ],
  [
    'one that Lambda does not know',
    say(404, {}, { 'x-amzn-ErrorType': 'ResourceNotFoundException:x' }),
    failed('ResourceNotFoundException'),
    1,
  ],
  [
    'one that Lambda may not call',
    say(403, { __type: 'KMSAccessDeniedException' }),
    failed('KMSAccessDeniedException'),
    1,
  ],
  ['Lambda without a word', say(400, 'what?'), failed('AccessDeniedException'), 1],
  ['a fault of Lambda, which is not repeated', say(500, {}), failed('ServiceException'), 1],
  ['another, at 599', say(599, 'x'), failed('ServiceException'), 1],
  ['an event that was merely queued', say(202, ''), failed('AccessDeniedException'), 1],
  [
    'an address elsewhere',
    say(307, '', { location: 'http://127.0.0.1:1/' }),
    failed('AccessDeniedException'),
    1,
  ],
  [
    'Lambda with too much to do',
    say(429, {}, { 'x-amzn-ErrorType': 'TooManyRequestsException' }),
    failed('TooManyRequestsException'),
    3,
  ],
  ['a connection that is cut', (response) => response.destroy(), failed('ServiceUnavailableException'), 3],
  [
    'nonsense',
    say(200, '{"half'),
    ['InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON'],
    1,
  ],
  [
    'an empty answer',
    say(200, ''),
    ['InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON'],
    1,
  ],
  [
    'null',
    say(200, 'null'),
    ['InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON'],
    1,
  ],
  [
    'something else than the event',
    say(200, { fine: true }),
    ['InvalidLambdaResponseException', 'Unrecognizable lambda output'],
    1,
  ],
])('refuses after %s', async (_, answer, told, attempts) => {
  lambda.answer = answer;
  expect(await refusal(pool.signUp('refused'))).toEqual(told);
  expect(lambda.calls).toHaveLength(attempts);
});

it.each<[string, ReturnType<typeof say>]>([
  ['silence', () => undefined],
  ['half an answer', (response) => void response.writeHead(200).write('{')],
])('waits for %s no longer than it may, three times', async (_, answer) => {
  lambda.answer = answer;
  const lambdas = lambdasFrom({ lambdaEndpoint, triggerLimit: 200 });
  expect(await lambdas.invoke(arnOf('slow'), {})).toEqual({
    kind: 'failed',
    error: 'TimeoutException',
    again: true,
  });
  expect(lambda.calls).toHaveLength(3);
});

it('forgives what succeeds at the third attempt', async () => {
  lambda.answer = (response, event) => {
    if (lambda.calls.length < 3) say(429, {})(response);
    else give(response, event);
  };
  expect(await pool.signUp('third')).toMatchObject({ UserConfirmed: true });
});

it('takes an event that has fields like those of an error', async () => {
  lambda.answer = (response, event) => {
    response.end(JSON.stringify({ ...event, errorMessage: 'none', errorType: 'none', response: {} }));
  };
  expect(await pool.signUp('lookalike')).toMatchObject({ UserConfirmed: false });
});

it('talks to this machine only, unless told otherwise', async () => {
  const start = (lambdaEndpoint: string, lambdaRemote = false) =>
    startLocalPool({ data: 'memory', lambdaEndpoint, lambdaRemote });
  await expect(start('http://lambda.example:9001')).rejects.toThrow(
    'The Lambda endpoint http://lambda.example:9001 is not on this machine',
  );
  await expect(start('http://127.0.0.1.example')).rejects.toThrow('is not on this machine');
  await expect(start('lambda')).rejects.toThrow('The Lambda endpoint must be a URL, not lambda');
  await expect(start('file:///etc/passwd')).rejects.toThrow('must be a URL');
  for (const [endpoint, remote] of [
    ['http://lambda.example:9001', true],
    ['http://localhost:9001', false],
    ['http://[::1]:9001', false],
  ] as const) {
    await (await start(endpoint, remote)).close();
  }
});
