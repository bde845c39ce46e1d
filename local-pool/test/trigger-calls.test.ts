import {
  CreateUserPoolCommand,
  DescribeUserPoolCommand,
  type LambdaConfigType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TriggerEvent, TriggerFunction } from '../triggers/event';
import { refusal } from './support';
import { arnOf, keyArn, lambdaConfig, Triggered, type TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;

beforeAll(async () => {
  triggered = await Triggered.start({ triggerLimit: 40 });
  pool = await triggered.pool(['PreSignUp']);
});
beforeEach(() => {
  triggered.reset();
});
afterAll(() => triggered.close());

const never = (): Promise<never> => new Promise(() => undefined);
const unrecognizable = ['InvalidLambdaResponseException', 'Unrecognizable lambda output'];
const noJson = ['InvalidLambdaResponseException', 'Invalid lambda function output : Invalid JSON'];

describe('what a function gives back', () => {
  it.each<[string, TriggerFunction, string[]]>([
    ['nothing', () => undefined, noJson],
    ['null', () => null, noJson],
    ['a text', () => 'fine', unrecognizable],
    ['a list', (event) => [event], unrecognizable],
    ['the response alone', () => ({ response: {} }), unrecognizable],
    ['another response than an object', (event) => ({ ...event, response: 'fine' }), unrecognizable],
    ...[
      ...['version', 'triggerSource', 'region', 'userPoolId', 'userName'],
      ...['callerContext', 'request', 'response'],
    ].map((member): [string, TriggerFunction, string[]] => [
      `an event without ${member}`,
      (event) => ({ ...event, [member]: null }),
      unrecognizable,
    ]),
    [
      'a value of another type',
      (event) => ({ ...event, response: { autoConfirmUser: 'true' } }),
      unrecognizable,
    ],
  ])('is refused: %s', async (_, answer, told) => {
    triggered.on('PreSignUp', answer);
    expect(await refusal(pool.signUp('malformed'))).toEqual(told);
    expect(triggered.events).toHaveLength(1);
  });

  it.each<[string, TriggerFunction]>([
    ['the event as it came', (event) => event],
    ['no decision at all', (event) => ({ ...event, response: {} })],
    ['null for no decision', (event) => ({ ...event, response: { autoConfirmUser: null } })],
    ['more than was asked for', (event) => ({ ...event, more: 1, response: { ...event.response, more: 1 } })],
    ['a promise of it', async (event) => Promise.resolve(event)],
  ])('is taken: %s', async (what, answer) => {
    triggered.on('PreSignUp', answer);
    expect(await pool.signUp(what.replaceAll(' ', '-'))).toMatchObject({ UserConfirmed: false });
  });

  it('is its own: neither side can change what the other has', async () => {
    let kept: TriggerEvent | undefined;
    triggered.on('PreSignUp', (event) => {
      event.request['userAttributes'] = { email: 'other@example.com' };
      kept = event;
      return event;
    });
    const { UserSub } = await pool.signUp('own');
    expect(pool.pools.user(UserSub ?? '').attributes['email']).toBe('own@example.com');
    expect(kept?.request).toEqual({ userAttributes: { email: 'other@example.com' }, validationData: null });
  });
});

describe('a function that throws', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Error('Not today'), 'PreSignUp failed with error Not today.'],
    ['an error without words', new Error(''), 'PreSignUp failed with error .'],
    ['a text', 'just so', 'PreSignUp failed with error just so.'],
  ])('is called once: %s', async (_, thrown, told) => {
    triggered.on('PreSignUp', () => {
      throw thrown;
    });
    expect(await refusal(pool.signUp('thrown'))).toEqual(['UserLambdaValidationException', told]);
    expect(triggered.events).toHaveLength(1);
  });

  it('is told to the caller when it rejects later', async () => {
    triggered.on('PreSignUp', async () => Promise.reject(new Error('later')));
    expect((await refusal(pool.signUp('thrown')))[1]).toBe('PreSignUp failed with error later.');
  });
});

describe('a function that does not answer in time', () => {
  const timeout = ['UnexpectedLambdaException', 'PreSignUp invocation failed due to error TimeoutException.'];

  it('is called three times', async () => {
    triggered.on('PreSignUp', never);
    expect(await refusal(pool.signUp('slow'))).toEqual(timeout);
    expect(triggered.events).toHaveLength(3);
    const [first, ...others] = triggered.events;
    expect(others).toEqual([first, first]);
  });

  it('is forgiven when it answers at last', async () => {
    triggered.on('PreSignUp', (event) => (triggered.events.length < 3 ? never() : event));
    expect(await pool.signUp('late')).toMatchObject({ UserConfirmed: false });
    expect(triggered.events).toHaveLength(3);
  });
});

describe('LambdaConfig', () => {
  const create = (LambdaConfig: LambdaConfigType, UserPoolTier?: 'LITE') =>
    pool.pools.sdk.send(new CreateUserPoolCommand({ PoolName: 'refused', LambdaConfig, UserPoolTier }));
  const version = arnOf('PreSignUp:7');

  it.each<[string, LambdaConfigType, string]>([
    [
      'a version',
      { PreSignUp: version },
      `${version} names a version of a function: name the function or an alias.`,
    ],
    [
      'a version in a detailed entry',
      { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: arnOf('p:12') } },
      `${arnOf('p:12')} names a version of a function: name the function or an alias.`,
    ],
    [
      'two functions for tokens',
      {
        PreTokenGeneration: arnOf('one'),
        PreTokenGenerationConfig: { LambdaVersion: 'V1_0', LambdaArn: arnOf('other') },
      },
      'PreTokenGeneration and PreTokenGenerationConfig must name the same function.',
    ],
    [
      'a sender without a key',
      { CustomEmailSender: { LambdaVersion: 'V1_0', LambdaArn: arnOf('sender') } },
      'KMSKeyID is required for CustomEmailSender and CustomSMSSender.',
    ],
  ])('refuses %s', async (_, config, told) => {
    expect(await refusal(create(config))).toEqual(['InvalidParameterException', told]);
    expect(await refusal(pool.setTriggers(config))).toEqual(['InvalidParameterException', told]);
  });

  it('wants a higher plan for access tokens', async () => {
    const config = lambdaConfig(['PreTokenGeneration'], 'V2_0');
    expect((await refusal(create(config, 'LITE')))[0]).toBe('FeatureUnavailableInTierException');
  });

  it('is kept as it was given, and can be taken away', async () => {
    const before = lambdaConfig(['PreSignUp']);
    const described = async () => {
      const { UserPool } = await pool.pools.sdk.send(
        new DescribeUserPoolCommand({ UserPoolId: pool.poolId }),
      );
      return UserPool?.LambdaConfig;
    };
    const all: LambdaConfigType = {
      ...lambdaConfig(['PreSignUp', 'UserMigration', 'CustomEmailSender', 'CustomSMSSender']),
      PreTokenGeneration: arnOf('tokens:live'),
      PreTokenGenerationConfig: { LambdaVersion: 'V3_0', LambdaArn: arnOf('tokens:live') },
      InboundFederation: { LambdaVersion: 'V1_0', LambdaArn: arnOf('inbound') },
      KMSKeyID: keyArn,
    };
    await pool.setTriggers(all);
    expect(await described()).toEqual(all);
    await pool.setTriggers({});
    await pool.signUp('nobody-asked');
    expect(triggered.events).toEqual([]);
    await pool.setTriggers(before);
  });
});

describe('functions of the same process', () => {
  const call = (LambdaConfig: LambdaConfigType) => pool.setTriggers(LambdaConfig);
  afterEach(() => call(lambdaConfig(['PreSignUp'])));

  it.each([
    ['by the name in the ARN', arnOf('PreSignUp')],
    ['by an alias of it', arnOf('PreSignUp:live')],
    ['in any region', 'arn:aws-cn:lambda:cn-north-1:123456789012:function:PreSignUp'],
  ])('are found %s', async (_, PreSignUp) => {
    await call({ PreSignUp });
    triggered.respond('PreSignUp', { autoConfirmUser: true });
    expect(await pool.signUp(crypto.randomUUID())).toMatchObject({ UserConfirmed: true });
  });

  it.each([
    ['that nobody provides', arnOf('elsewhere')],
    ['whose name is that of something every object has', arnOf('constructor')],
    ['that is none', 'arn:aws:sns:us-east-1:123456789012:PreSignUp'],
  ])('are never skipped: one %s', async (_, PreSignUp) => {
    await call({ PreSignUp });
    expect(await refusal(pool.signUp('skipped'))).toEqual([
      'UnexpectedLambdaException',
      'PreSignUp invocation failed due to error AccessDeniedException.',
    ]);
  });
});
