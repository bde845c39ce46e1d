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
import { createSrpSession, signSrpSession } from 'cognito-srp-helper';
import { goodPassword, PoolUnderTest } from './support';

export type Step = InitiateAuthCommandOutput;
type Values = Record<string, string>;

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
    const { ClientId } = await pools.createClient(poolId, {
      ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      ...client,
    });
    return new Choice(pools, poolId, ClientId);
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
    const session = createSrpSession(username, password, this.poolId, false);
    const prove = (step: Step): Promise<Step> => {
      const signed = signSrpSession(session, step as Parameters<typeof signSrpSession>[1]);
      return this.answer(step, username, {
        PASSWORD_CLAIM_SECRET_BLOCK: signed.secret,
        PASSWORD_CLAIM_SIGNATURE: signed.passwordSignature,
        TIMESTAMP: signed.timestamp,
      });
    };
    return { SRP_A: session.largeA, prove };
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
