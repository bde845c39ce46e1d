import {
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
  VerifySoftwareTokenCommand,
  type AccountRecoverySettingType,
  type AdminSetUserMFAPreferenceCommandInput,
  type ChallengeNameType,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  type InitiateAuthCommandInput,
  type InitiateAuthCommandOutput,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { generateSync } from 'otplib';
import type { UserRecord } from '../store/records';
import { goodPassword, type PoolUnderTest } from './support';

export type Step = InitiateAuthCommandOutput;
type Values = Record<string, string>;

const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'test' };
/** The pool's factors, one by one. */
export const sms = { SmsMfaConfiguration: { SmsConfiguration } } as const;
export const totp = { SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
export const email = { EmailMfaConfiguration: { Subject: 'Your code' } } as const;
export const all = { ...sms, ...totp, ...email } as const;

/** Seconds of one step of an authenticator app. */
export const stepLength = 30;

/** A pool with MFA and a client for every flow, spoken to over one of the two APIs. */
export class Mfa {
  private counter = 0;

  private constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
    readonly clientId: string,
    readonly api: 'public' | 'admin' = 'public',
  ) {}

  /** Everything optional, unless told otherwise. */
  static async open(
    pools: PoolUnderTest,
    mfa: Partial<SetUserPoolMfaConfigCommandInput> = { MfaConfiguration: 'OPTIONAL', ...all },
    pool: Partial<CreateUserPoolCommandInput> = {},
    client: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<Mfa> {
    const UserPoolId = await pools.createPool({
      EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' },
      ...pool,
    });
    await pools.sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...mfa }));
    const { ClientId } = await pools.createClient(UserPoolId, {
      ExplicitAuthFlows: [
        ...(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'] as const),
        ...(['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const),
      ],
      ...client,
    });
    return new Mfa(pools, UserPoolId, ClientId);
  }

  /** Sets up the pool anew: what is left out is off. */
  async configure(
    mfa: Partial<SetUserPoolMfaConfigCommandInput>,
    AccountRecoverySetting?: AccountRecoverySettingType,
  ): Promise<void> {
    const { sdk, context } = this.pools;
    const UserPoolId = this.poolId;
    await sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId, MfaConfiguration: 'OFF' }));
    await sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...mfa }));
    const pool = this.pools.pool(UserPoolId);
    const settings = { ...pool.settings };
    delete settings.AccountRecoverySetting;
    context.store.pools.put({
      ...pool,
      settings: { ...settings, ...(AccountRecoverySetting ? { AccountRecoverySetting } : {}) },
    });
  }

  /** The same pool over the Admin operations. */
  get asAdmin(): Mfa {
    return new Mfa(this.pools, this.poolId, this.clientId, 'admin');
  }

  /** Somebody with a verified e-mail address and a verified phone number, unless told otherwise. */
  user(username: string, changes: Partial<UserRecord> = {}): Promise<UserRecord> {
    this.counter += 1;
    return this.pools.createUser(this.poolId, username, {
      attributes: {
        email: `${username}@example.com`,
        email_verified: 'true',
        phone_number: `+1555${String(this.counter).padStart(7, '0')}`,
        phone_number_verified: 'true',
      },
      ...changes,
    });
  }

  /** Somebody with a verified authenticator app, which is switched on unless told otherwise. */
  async userWithApp(
    username: string,
    enabled: readonly string[] = ['SOFTWARE_TOKEN_MFA'],
  ): Promise<UserRecord> {
    return this.user(username, { mfa: { enabled, totp: { secret: appSecret, lastStep: 0 } } });
  }

  begin(USERNAME: string, changes: Partial<InitiateAuthCommandInput> = {}): Promise<Step> {
    const input = { ClientId: this.clientId, AuthParameters: { USERNAME, PASSWORD: goodPassword } };
    return this.api === 'public'
      ? this.pools.sdk.send(new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ...input, ...changes }))
      : this.pools.sdk.send(
          new AdminInitiateAuthCommand({
            ...{ AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', UserPoolId: this.poolId, ...input, ...changes },
          }),
        );
  }

  /** Answers a step, as the challenge that it is unless told otherwise. */
  answer(
    step: Pick<Step, 'Session' | 'ChallengeName'>,
    USERNAME: string,
    responses: Values,
    ChallengeName: ChallengeNameType | undefined = step.ChallengeName,
  ): Promise<Step> {
    const input = {
      ...{ ClientId: this.clientId, ChallengeName, Session: step.Session },
      ChallengeResponses: { USERNAME, ...responses },
    };
    return this.api === 'public'
      ? this.pools.sdk.send(new RespondToAuthChallengeCommand(input))
      : this.pools.sdk.send(new AdminRespondToAuthChallengeCommand({ ...input, UserPoolId: this.poolId }));
  }

  /** What an authenticator app shows at this moment of the pool's clock, or some seconds away from it. */
  code(secret: string = appSecret, seconds = 0): string {
    return generateSync({ secret, epoch: this.pools.context.clock.seconds() + seconds });
  }

  /** Brings the clock to the middle of a step, so that a test's codes are those it means. */
  async midStep(): Promise<void> {
    const into = this.pools.context.clock.seconds() % stepLength;
    await this.pools.advance(stepLength - into + stepLength / 2);
  }

  prefer(Username: string, changes: Partial<AdminSetUserMFAPreferenceCommandInput>): Promise<unknown> {
    return this.pools.sdk.send(
      new AdminSetUserMFAPreferenceCommand({ UserPoolId: this.poolId, Username, ...changes }),
    );
  }

  /** Sets up an authenticator app with an access token. */
  async register(AccessToken: string, FriendlyDeviceName?: string): Promise<string> {
    const { SecretCode = '' } = await this.pools.sdk.send(new AssociateSoftwareTokenCommand({ AccessToken }));
    const UserCode = this.code(SecretCode);
    const input = { AccessToken, UserCode, ...(FriendlyDeviceName ? { FriendlyDeviceName } : {}) };
    await this.pools.sdk.send(new VerifySoftwareTokenCommand(input));
    return SecretCode;
  }
}

/** A secret of the apps of `userWithApp`. */
export const appSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** A code of six digits that the app does not show now, nor in a step beside it. */
export function wrongCode(mfa: Mfa, secret = appSecret): string {
  const near = [-stepLength, 0, stepLength].map((seconds) => mfa.code(secret, seconds));
  return ['000000', '111111', '222222', '333333'].find((code) => !near.includes(code)) ?? '';
}

/** What a step came to, in a word. */
export function comesTo({ ChallengeName, AuthenticationResult }: Step): string {
  return AuthenticationResult ? 'tokens' : (ChallengeName ?? 'nothing');
}
