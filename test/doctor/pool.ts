import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  SetUserPoolMfaConfigCommand,
  UpdateUserPoolClientCommand,
  type UpdateUserPoolClientCommandInput,
  UpdateUserPoolCommand,
  type UpdateUserPoolCommandInput,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { anotherPool, type AnotherPool, type PoolShape } from '../support/another-pool';
import { type Gatehouse, PASSWORD } from '../support/gatehouse';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';
const GROUPS = ['admin', 'support', 'account-admin'];

/** Settings in which the doctor finds nothing. */
export const GOOD = {
  pool: {
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    DeletionProtection: 'ACTIVE',
    UserPoolTier: 'PLUS',
    UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
    EmailConfiguration: {
      EmailSendingAccount: 'DEVELOPER',
      SourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
    },
    LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: `${ARN}tokens`, LambdaVersion: 'V2_0' } },
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
  },
  mfa: { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } },
  client: {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
    WriteAttributes: ['email', 'name'],
  },
} as const satisfies Shape;

/** What can be set once, as it should be. */
const WELL_MADE: PoolShape = {
  pool: {
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    Schema: [{ Name: 'account_id', AttributeDataType: 'String', Mutable: true }],
  },
  client: { GenerateSecret: true },
};

/** What differs from the good settings. */
export interface Shape {
  readonly pool?: Readonly<Omit<Partial<UpdateUserPoolCommandInput>, 'UserPoolId'>>;
  readonly client?: Readonly<Omit<Partial<UpdateUserPoolClientCommandInput>, 'UserPoolId' | 'ClientId'>>;
  readonly mfa?: Readonly<Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'>>;
}

/** A pool that an operator sets up, well at first. */
export class OperatedPool {
  private constructor(readonly made: AnotherPool) {}

  static async make(gatehouse: Gatehouse, shape: PoolShape = WELL_MADE): Promise<OperatedPool> {
    const pool = new OperatedPool(await anotherPool(gatehouse, shape));
    await pool.set({});
    for (const name of GROUPS) await pool.group(name);
    for (const name of ['one', 'two']) await pool.administrator(`${name}@example.com`);
    return pool;
  }

  /** The good settings, but for these. */
  async set({ pool = {}, client = {}, mfa = GOOD.mfa }: Shape): Promise<void> {
    const { sdk, userPoolId: UserPoolId, clientId: ClientId } = this.made;
    // As of a new pool, where nothing is said.
    const all = { ...GOOD.pool, ...pool } as Omit<UpdateUserPoolCommandInput, 'UserPoolId'>;
    await sdk.send(new UpdateUserPoolCommand({ UserPoolId, ...all }));
    await sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...mfa }));
    const ours = { ...GOOD.client, ...client } as Omit<
      UpdateUserPoolClientCommandInput,
      'UserPoolId' | 'ClientId'
    >;
    await sdk.send(new UpdateUserPoolClientCommand({ UserPoolId, ClientId, ...ours }));
  }

  async group(GroupName: string): Promise<void> {
    await this.made.sdk.send(new CreateGroupCommand({ UserPoolId: this.made.userPoolId, GroupName }));
  }

  async withoutGroup(GroupName: string): Promise<void> {
    await this.made.sdk.send(new DeleteGroupCommand({ UserPoolId: this.made.userPoolId, GroupName }));
  }

  async administrator(Username: string): Promise<void> {
    const of = { UserPoolId: this.made.userPoolId, Username };
    const { sdk } = this.made;
    await sdk.send(new AdminCreateUserCommand({ ...of, MessageAction: 'SUPPRESS' }));
    await sdk.send(new AdminSetUserPasswordCommand({ ...of, Password: PASSWORD, Permanent: true }));
    await sdk.send(new AdminAddUserToGroupCommand({ ...of, GroupName: 'admin' }));
  }
}
