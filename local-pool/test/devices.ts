import { randomBytes } from 'node:crypto';
import {
  ConfirmDeviceCommand,
  ForgetDeviceCommand,
  GetDeviceCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  ListDevicesCommand,
  RespondToAuthChallengeCommand,
  UpdateDeviceStatusCommand,
  type ChallengeNameType,
  type ConfirmDeviceCommandInput,
  type ConfirmDeviceCommandOutput,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
  type DeviceConfigurationType,
  type DeviceRememberedStatusType,
  type DeviceType,
} from '@aws-sdk/client-cognito-identity-provider';
import { fromNumber, generator, numberFrom, padded, power, privateExponent } from '../auth/srp-group';
import type { LocalPoolOptions } from '../start';
import type { Answers } from './srp';
import { goodPassword, PoolUnderTest, type Tokens } from './support';

/** What a client keeps of a device. */
export interface Device {
  readonly key: string;
  readonly group: string;
  /** The password of its SRP. */
  readonly secret: string;
}

/** Tokens of a sign-in that a device key was given to. */
export interface SignedIn extends Tokens {
  readonly device: Device;
}

type OneDevice = Pick<SignedIn, 'AccessToken' | 'device'>;

export const always = { ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: false };
export const optIn = { ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: true };

/** A server with pools that track devices. */
export class Tracking {
  private constructor(readonly pools: PoolUnderTest) {}

  static async start(options: Partial<LocalPoolOptions> = {}): Promise<Tracking> {
    return new Tracking(await PoolUnderTest.start(options));
  }

  /** A pool that tracks devices, with a client. */
  async pool(
    DeviceConfiguration: DeviceConfigurationType,
    input: Partial<CreateUserPoolCommandInput> = {},
    client: Partial<CreateUserPoolClientCommandInput> = {},
  ): Promise<{ poolId: string; ClientId: string }> {
    const poolId = await this.pools.createPool({ DeviceConfiguration, ...input });
    const { ClientId } = await this.pools.createClient(poolId, {
      ExplicitAuthFlows: [
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
      ],
      ...client,
    });
    return { poolId, ClientId };
  }

  initiate(ClientId: string, USERNAME: string, more: Answers = {}) {
    return this.pools.sdk.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId,
        AuthParameters: { USERNAME, PASSWORD: goodPassword, ...more },
      }),
    );
  }

  /** Signs in without a device. */
  async signIn(ClientId: string, username: string): Promise<SignedIn> {
    const { AuthenticationResult } = await this.initiate(ClientId, username);
    const { NewDeviceMetadata, ...tokens } = AuthenticationResult ?? {};
    const { DeviceKey: key = '', DeviceGroupKey: group = '' } = NewDeviceMetadata ?? {};
    return {
      ...(tokens as Tokens),
      device: { key, group, secret: randomBytes(40).toString('base64') },
    };
  }

  confirm(
    { AccessToken, device }: OneDevice,
    changes: Partial<ConfirmDeviceCommandInput> = {},
  ): Promise<ConfirmDeviceCommandOutput> {
    return this.pools.sdk.send(
      new ConfirmDeviceCommand({
        AccessToken,
        DeviceKey: device.key,
        DeviceSecretVerifierConfig: verifierOf(device),
        DeviceName: 'A browser',
        ...changes,
      }),
    );
  }

  /** Signs in and confirms the device. */
  async withDevice(ClientId: string, username: string): Promise<SignedIn> {
    const signedIn = await this.signIn(ClientId, username);
    await this.confirm(signedIn);
    return signedIn;
  }

  answer(
    ClientId: string,
    ChallengeName: ChallengeNameType,
    Session: string | undefined,
    ChallengeResponses: Answers,
  ) {
    return this.pools.sdk.send(
      new RespondToAuthChallengeCommand({ ClientId, ChallengeName, Session, ChallengeResponses }),
    );
  }

  get(AccessToken: string, DeviceKey: string) {
    return this.pools.sdk.send(new GetDeviceCommand({ AccessToken, DeviceKey }));
  }

  list(AccessToken: string, page: { Limit?: number; PaginationToken?: string | undefined } = {}) {
    return this.pools.sdk.send(new ListDevicesCommand({ AccessToken, ...page }));
  }

  update({ AccessToken, device }: OneDevice, DeviceRememberedStatus?: DeviceRememberedStatusType) {
    return this.pools.sdk.send(
      new UpdateDeviceStatusCommand({ AccessToken, DeviceKey: device.key, DeviceRememberedStatus }),
    );
  }

  forget({ AccessToken, device }: OneDevice) {
    return this.pools.sdk.send(new ForgetDeviceCommand({ AccessToken, DeviceKey: device.key }));
  }

  /** The refresh of REFRESH_TOKEN_AUTH. */
  refresh(ClientId: string, REFRESH_TOKEN: string, DEVICE_KEY?: string) {
    const AuthParameters = { REFRESH_TOKEN, ...(DEVICE_KEY === undefined ? {} : { DEVICE_KEY }) };
    return this.pools.sdk.send(
      new InitiateAuthCommand({ AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId, AuthParameters }),
    );
  }

  getTokens(ClientId: string, RefreshToken: string, DeviceKey?: string) {
    return this.pools.sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken, DeviceKey }));
  }
}

export function attributeOf(device: DeviceType | undefined, name: string): string | undefined {
  return device?.DeviceAttributes?.find(({ Name }) => Name === name)?.Value;
}

/** DeviceSecretVerifierConfig of a device, as clients compute it. */
export function verifierOf({ key, group, secret }: Device): { PasswordVerifier: string; Salt: string } {
  const salt = padded(randomBytes(16));
  const x = privateExponent(group, key, secret, salt.toString('hex'));
  const verifier = padded(fromNumber(power(generator, numberFrom(x))));
  return { PasswordVerifier: verifier.toString('base64'), Salt: salt.toString('base64') };
}
