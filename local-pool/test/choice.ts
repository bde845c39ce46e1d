import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type AuthFactorType,
  type ChallengeNameType,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { poolName } from '../auth/srp-group';
import type { PoolRecord } from '../store/records';
import { SrpClient } from './srp';
import { goodPassword, PoolUnderTest } from './support';

export type Step = InitiateAuthCommandOutput;
type Values = Record<string, string>;

const choosing = {
  ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
  PreventUserExistenceErrors: 'ENABLED',
} satisfies Partial<CreateUserPoolClientCommandInput>;

/** A pool of choice-based sign-in with a client, spoken to over one of the two APIs. */
export class Choice {
  constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
    readonly clientId: string,
    readonly api: 'public' | 'admin' = 'public',
  ) {}

  /** Sends codes to e-mail addresses, allows these first factors and hides who exists, unless told otherwise. */
  static async open(
    pools: PoolUnderTest,
    factors: readonly AuthFactorType[] = ['PASSWORD', 'EMAIL_OTP'],
    pool: Partial<CreateUserPoolCommandInput> = {},
    client: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<Choice> {
    const poolId = await pools.createPool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: [...factors] } },
      ...pool,
    });
    const { ClientId } = await pools.createClient(poolId, { ...choosing, ...client });
    return new Choice(pools, poolId, ClientId);
  }

  /** Another client of the pool: hides who exists and signs in by choice, unless told otherwise. */
  async withClient(client: Partial<CreateUserPoolClientCommandInput>): Promise<Choice> {
    const { ClientId } = await this.pools.createClient(this.poolId, { ...choosing, ...client });
    return new Choice(this.pools, this.poolId, ClientId);
  }

  /** Other first factors and settings, put where they are kept: quicker than a pool of its own, whose keys take their time. */
  change(factors: readonly AuthFactorType[], settings: Partial<PoolRecord['settings']> = {}): void {
    const pool = this.pools.pool(this.poolId);
    const Policies = { SignInPolicy: { AllowedFirstAuthFactors: [...factors] } };
    const changed = { ...pool.settings, Policies, ...settings };
    this.pools.context.store.pools.put({ ...pool, settings: changed });
  }

  /** The same pool and client over the Admin operations. */
  get asAdmin(): Choice {
    return new Choice(this.pools, this.poolId, this.clientId, 'admin');
  }

  begin(USERNAME: string, more: Values = {}): Promise<Step> {
    const input = {
      ClientId: this.clientId,
      AuthFlow: 'USER_AUTH' as const,
      AuthParameters: { USERNAME, ...more },
    };
    return this.api === 'public'
      ? this.pools.sdk.send(new InitiateAuthCommand(input))
      : this.pools.sdk.send(new AdminInitiateAuthCommand({ ...input, UserPoolId: this.poolId }));
  }

  /** Answers a step, as the challenge that it is unless told otherwise. */
  answer(
    step: Step,
    USERNAME: string,
    responses: Values,
    ChallengeName: ChallengeNameType | undefined = step.ChallengeName,
  ): Promise<Step> {
    const input = {
      ClientId: this.clientId,
      ChallengeName,
      Session: step.Session,
      ChallengeResponses: { USERNAME, ...responses },
    };
    return this.api === 'public'
      ? this.pools.sdk.send(new RespondToAuthChallengeCommand(input))
      : this.pools.sdk.send(new AdminRespondToAuthChallengeCommand({ ...input, UserPoolId: this.poolId }));
  }

  /** A client's half of SRP. */
  srp(username: string, password = goodPassword): { SRP_A: string; prove: (step: Step) => Promise<Step> } {
    const client = new SrpClient();
    const prove = (step: Step): Promise<Step> => {
      const challenge = step.ChallengeParameters ?? {};
      const userId = challenge['USER_ID_FOR_SRP'] ?? '';
      const claim = client.claim(challenge, { group: poolName(this.poolId), userId, password });
      return this.answer(step, username, claim);
    };
    return { SRP_A: client.shown, prove };
  }
}

/** Another code of eight digits. */
export function wrongFor(code: string): string {
  return String((Number(code) + 1) % 100_000_000).padStart(8, '0');
}

/** What a step says, the random parts masked. */
export function masked({ ...step }: Step): object {
  const { Session, ChallengeParameters, $metadata, ...rest } = step;
  expect($metadata.httpStatusCode).toBe(200);
  const parameters = Object.entries(ChallengeParameters ?? {}).map(([name, value]) => {
    const random = ['SRP_B', 'SECRET_BLOCK', 'SALT', 'USER_ID_FOR_SRP', 'USERNAME'].includes(name);
    return [name, random ? `<${value.length > 64 ? 'long' : 'short'}>` : value];
  });
  return {
    ...rest,
    ...(Session === undefined ? {} : { Session: Session.length }),
    ChallengeParameters: Object.fromEntries(parameters) as object,
  };
}
