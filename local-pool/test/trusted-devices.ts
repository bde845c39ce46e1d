import {
  SetUserPoolMfaConfigCommand,
  type ChallengeNameType,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  type DeviceConfigurationType,
  type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { Tracking, type Device, type SignedIn } from './devices';
import { SrpClient, type Answers } from './srp';
import type { PoolUnderTest, Tokens } from './support';

/** Devices of a pool stand in for second factors. */
export const trusting = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };

/** A server with a pool whose users have a second factor by SMS. */
export class TrustedDevices {
  private counter = 0;

  private constructor(
    readonly tracking: Tracking,
    readonly poolId: string,
    readonly ClientId: string,
  ) {}

  static async start(): Promise<TrustedDevices> {
    return TrustedDevices.on(await Tracking.start());
  }

  /** Another pool on the same server. */
  static async on(
    tracking: Tracking,
    configuration: DeviceConfigurationType = trusting,
    input: Partial<CreateUserPoolCommandInput> = {},
    client: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<TrustedDevices> {
    const { poolId, ClientId } = await tracking.pool(configuration, input, client);
    await tracking.pools.sdk.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: poolId,
        MfaConfiguration: 'OPTIONAL',
        SmsMfaConfiguration: {
          SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'test' },
        },
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    );
    return new TrustedDevices(tracking, poolId, ClientId);
  }

  get pools(): PoolUnderTest {
    return this.tracking.pools;
  }

  /** Somebody with a second factor by SMS. */
  createUser(username: string, changes: Partial<UserRecord> = {}): Promise<UserRecord> {
    this.counter += 1;
    return this.pools.createUser(this.poolId, username, {
      attributes: {
        email: `${username}@example.com`,
        email_verified: 'true',
        phone_number: `+1555${String(this.counter).padStart(7, '0')}`,
        phone_number_verified: 'true',
      },
      mfa: { preferred: 'SMS_MFA', enabled: ['SMS_MFA'] },
      ...changes,
    });
  }

  initiate(username: string, more: Answers = {}): Promise<InitiateAuthCommandOutput> {
    return this.tracking.initiate(this.ClientId, username, more);
  }

  answer(ChallengeName: ChallengeNameType, Session: string | undefined, ChallengeResponses: Answers) {
    return this.tracking.answer(this.ClientId, ChallengeName, Session, ChallengeResponses);
  }

  /** Answers SMS_MFA with the code that was sent. */
  answerSms({ Session }: { Session?: string | undefined }, { username, attributes }: UserRecord) {
    const SMS_MFA_CODE = this.pools.lastCode(attributes['phone_number'] ?? '');
    return this.answer('SMS_MFA', Session, { USERNAME: username, SMS_MFA_CODE });
  }

  /** A user with a confirmed device. */
  async userWithDevice(username: string): Promise<SignedIn & { user: UserRecord }> {
    const user = await this.createUser(username);
    return { user, ...(await this.newDevice(user)) };
  }

  /** Signs in by both factors and confirms the device. */
  async newDevice(user: UserRecord): Promise<SignedIn> {
    const { AuthenticationResult } = await this.answerSms(await this.initiate(user.username), user);
    const { NewDeviceMetadata, ...tokens } = AuthenticationResult ?? {};
    const { DeviceKey: key = '', DeviceGroupKey: group = '' } = NewDeviceMetadata ?? {};
    const signedIn = { ...(tokens as Tokens), device: { key, group, secret: `secret of ${key}` } };
    await this.tracking.confirm(signedIn);
    return signedIn;
  }

  /**
   * Answers DEVICE_SRP_AUTH.
   *
   * @returns the DEVICE_PASSWORD_VERIFIER, and what its answer would be
   */
  async beginProof({ Session }: { Session?: string | undefined }, username: string, device: Device) {
    const client = new SrpClient();
    const named = { USERNAME: username, DEVICE_KEY: device.key };
    const challenge = await this.answer('DEVICE_SRP_AUTH', Session, { ...named, SRP_A: client.shown });
    const claim = client.claim(challenge.ChallengeParameters ?? {}, {
      group: device.group,
      userId: device.key,
      password: device.secret,
    });
    return { challenge, answer: { ...named, ...claim } };
  }

  /** Answers DEVICE_PASSWORD_VERIFIER. */
  finishProof({ challenge, answer }: { challenge: { Session?: string | undefined }; answer: Answers }) {
    return this.answer('DEVICE_PASSWORD_VERIFIER', challenge.Session, answer);
  }
}
