import {
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
  UpdateUserPoolCommand,
  type ChallengeNameType,
  type CreateUserPoolCommandInput,
  type InitiateAuthCommandInput,
  type InitiateAuthCommandOutput,
  type LambdaConfigType,
  type RespondToAuthChallengeCommandInput,
  type RespondToAuthChallengeCommandOutput,
  type SignUpCommandInput,
  type SignUpCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPoolOptions } from '../start';
import type { TriggerEvent, TriggerFunction } from '../triggers/event';
import { goodPassword, PoolUnderTest } from './support';

/** Names of functions, which are those of the triggers they serve. */
export type FunctionName = Exclude<keyof LambdaConfigType, 'KMSKeyID'>;

export const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
export const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234';

const names: readonly FunctionName[] = [
  ...(['PreSignUp', 'PostConfirmation', 'PreAuthentication', 'PostAuthentication'] as const),
  ...(['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const),
  ...([
    'PreTokenGeneration',
    'UserMigration',
    'CustomMessage',
    'CustomEmailSender',
    'CustomSMSSender',
  ] as const),
];

/** LambdaConfig with these triggers on. */
export function lambdaConfig(
  on: readonly FunctionName[],
  preToken: 'V1_0' | 'V2_0' | 'V3_0' = 'V1_0',
): LambdaConfigType {
  const entries = on.map((name) => {
    const LambdaArn = arnOf(name);
    if (name === 'PreTokenGeneration') {
      return ['PreTokenGenerationConfig', { LambdaVersion: preToken, LambdaArn }];
    }
    return [name, name.endsWith('Sender') ? { LambdaVersion: 'V1_0', LambdaArn } : LambdaArn];
  });
  return { ...Object.fromEntries(entries), KMSKeyID: keyArn } as LambdaConfigType;
}

/** A pool server whose functions write down what they are called with, and do as each test says. */
export class Triggered {
  /** Every event as it came, in order. */
  readonly events: TriggerEvent[] = [];
  private functions: Partial<Record<FunctionName, TriggerFunction>> = {};
  pools!: PoolUnderTest;

  static async start(options: Partial<LocalPoolOptions> = {}): Promise<Triggered> {
    const triggered = new Triggered();
    const triggers = Object.fromEntries(
      names.map((name) => [name, (event: TriggerEvent) => triggered.run(name, event)]),
    );
    triggered.pools = await PoolUnderTest.start({ triggers, ...options });
    return triggered;
  }

  private run(name: FunctionName, event: TriggerEvent): unknown {
    this.events.push(structuredClone(event));
    const answer = this.functions[name];
    return answer ? answer(event) : event;
  }

  close(): Promise<void> {
    return this.pools.close();
  }

  /** Forgets events and functions. */
  reset(): void {
    this.events.length = 0;
    this.functions = {};
  }

  /** What a function does from now on; those not named give the event back as it is. */
  on(name: FunctionName, answer: TriggerFunction): void {
    this.functions[name] = answer;
  }

  /** A function that fills in this much of `response`. */
  respond(name: FunctionName, response: Record<string, unknown>): void {
    this.on(name, (event) => ({ ...event, response: { ...event.response, ...response } }));
  }

  fail(name: FunctionName, message = 'not today'): void {
    this.on(name, () => {
      throw new Error(message);
    });
  }

  get sources(): string[] {
    return this.events.map(({ triggerSource }) => triggerSource);
  }

  /** The last event of a source. */
  event(source: string): TriggerEvent {
    const event = this.events.findLast(({ triggerSource }) => triggerSource === source);
    if (!event) throw new Error(`${source} was not called, but ${this.sources.join(', ')}`);
    return event;
  }

  /** A pool with these triggers on, and a client of it for every flow. */
  async pool(
    on: readonly FunctionName[],
    input: Partial<CreateUserPoolCommandInput> = {},
    hides = false,
  ): Promise<TriggeredPool> {
    const poolId = await this.pools.createPool({ LambdaConfig: lambdaConfig(on), ...input });
    const { ClientId } = await this.pools.createClient(poolId, {
      ExplicitAuthFlows: [
        ...(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH'] as const),
        ...(['ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const),
      ],
      PreventUserExistenceErrors: hides ? 'ENABLED' : 'LEGACY',
    });
    return new TriggeredPool(this.pools, poolId, ClientId);
  }
}

/** One pool with triggers, and the calls that tests make most. */
export class TriggeredPool {
  constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
    readonly ClientId: string,
  ) {}

  /** Where every event of this pool comes from. */
  get common() {
    return {
      version: '1',
      region: 'us-east-1',
      userPoolId: this.poolId,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: this.ClientId },
    };
  }

  setTriggers(LambdaConfig: LambdaConfigType): Promise<unknown> {
    return this.pools.sdk.send(
      new UpdateUserPoolCommand({
        UserPoolId: this.poolId,
        AutoVerifiedAttributes: ['email'],
        LambdaConfig,
      }),
    );
  }

  signUp(Username: string, changes: Partial<SignUpCommandInput> = {}): Promise<SignUpCommandOutput> {
    return this.pools.sdk.send(
      new SignUpCommand({
        ClientId: this.ClientId,
        Username,
        Password: goodPassword,
        UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
        ...changes,
      }),
    );
  }

  initiate(
    AuthFlow: InitiateAuthCommandInput['AuthFlow'],
    AuthParameters: Record<string, string>,
    ClientMetadata?: Record<string, string>,
  ): Promise<InitiateAuthCommandOutput> {
    const input = { ClientId: this.ClientId, AuthFlow, AuthParameters, ClientMetadata };
    return this.pools.sdk.send(new InitiateAuthCommand(input));
  }

  /** With the password in clear. */
  signIn(
    USERNAME: string,
    PASSWORD = goodPassword,
    ClientMetadata?: Record<string, string>,
  ): Promise<InitiateAuthCommandOutput> {
    return this.initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD }, ClientMetadata);
  }

  answer(
    ChallengeName: ChallengeNameType,
    Session: string | undefined,
    ChallengeResponses: Record<string, string>,
    changes: Partial<RespondToAuthChallengeCommandInput> = {},
  ): Promise<RespondToAuthChallengeCommandOutput> {
    const input = { ClientId: this.ClientId, ChallengeName, Session, ChallengeResponses, ...changes };
    return this.pools.sdk.send(new RespondToAuthChallengeCommand(input));
  }
}

/** What events show of a user made by `createUser`. */
export function shown(user: { sub: string; status: string; attributes: Readonly<Record<string, string>> }) {
  return { sub: user.sub, 'cognito:user_status': user.status, ...user.attributes };
}
