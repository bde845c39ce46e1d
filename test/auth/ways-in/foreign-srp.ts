import { createHmac } from 'node:crypto';
import * as identityJs from 'amazon-cognito-identity-js';
import {
  createDeviceVerifier,
  createSrpSession,
  signSrpSession,
  signSrpSessionWithDevice,
} from 'cognito-srp-helper';

/** What a PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER tells. */
export interface Told {
  readonly poolName: string;
  readonly userId: string;
  readonly salt: string;
  readonly srpB: string;
  readonly secretBlock: string;
}

/** A device that was remembered. */
export interface KeptDevice {
  readonly deviceKey: string;
  readonly deviceGroupKey: string;
  readonly secret: string;
}

/** One exchange: what is shown first, and what answers. */
export interface Exchange {
  readonly srpA: string;
  readonly answer: (told: Told) => Promise<object>;
}

/** An SRP client that others wrote, fed with nothing but what our routes give and take. */
export interface ForeignClient {
  password(username: string, password: string): Promise<Exchange>;
  device(device: KeptDevice): Promise<Exchange>;
  /** What has a device remembered, and its secret. */
  verifier(
    deviceKey: string,
    deviceGroupKey: string,
  ): Promise<{ salt: string; passwordVerifier: string; secret: string }>;
}

/** https://github.com/simonmcallister0210/cognito-srp-helper */
const srpHelper: ForeignClient = {
  password(username, password) {
    const session = createSrpSession(username, password, 'pool_', false);
    const answer = ({ poolName, userId, salt: SALT, srpB: SRP_B, secretBlock: SECRET_BLOCK }: Told) => {
      const signed = signSrpSession(
        { ...session, poolId: `pool_${poolName}`, poolIdAbbr: poolName },
        { ChallengeParameters: { SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP: userId } },
      );
      const { passwordSignature: signature, timestamp } = signed;
      return Promise.resolve({ signature, timestamp, secretBlock: SECRET_BLOCK });
    };
    return Promise.resolve({ srpA: session.largeA, answer });
  },
  device({ deviceKey: DEVICE_KEY, deviceGroupKey, secret }) {
    const session = createSrpSession(DEVICE_KEY, secret, 'pool_', false);
    const answer = ({ salt: SALT, srpB: SRP_B, secretBlock: SECRET_BLOCK }: Told) => {
      const ChallengeParameters = { SALT, SRP_B, SECRET_BLOCK, DEVICE_KEY };
      const signed = signSrpSessionWithDevice(session, { ChallengeParameters }, deviceGroupKey, secret);
      const { passwordSignature: signature, timestamp } = signed;
      return Promise.resolve({ signature, timestamp, secretBlock: SECRET_BLOCK });
    };
    return Promise.resolve({ srpA: session.largeA, answer });
  },
  verifier(deviceKey, deviceGroupKey) {
    const made = createDeviceVerifier(deviceKey, deviceGroupKey);
    const { Salt: salt = '', PasswordVerifier: passwordVerifier = '' } = made.DeviceSecretVerifierConfig;
    return Promise.resolve({ salt, passwordVerifier, secret: made.DeviceRandomPassword });
  },
};

interface BigInteger {
  toString(radix: number): string;
}
type Done<T> = (error: Error | null, result: T) => void;
/** Of amazon-cognito-identity-js, which does not declare its own inside. */
interface AuthenticationHelper {
  getLargeAValue(done: Done<BigInteger>): void;
  getPasswordAuthenticationKey(
    username: string,
    password: string,
    b: BigInteger,
    salt: BigInteger,
    done: Done<Buffer>,
  ): void;
  generateHashDevice(group: string, key: string, done: Done<unknown>): void;
  getRandomPassword(): string;
  getSaltDevices(): string;
  getVerifierDevices(): string;
}
const inside = identityJs as unknown as {
  readonly AuthenticationHelper: new (group: string) => AuthenticationHelper;
  readonly DateHelper: new () => { getNowString(): string };
};
const { default: LibraryInteger } = jest.requireActual<{
  default: new (hex: string, radix: number) => BigInteger;
}>('amazon-cognito-identity-js/lib/BigInteger');

function called<T>(call: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** AWS's own, in its arithmetic; the few lines around it are those of its CognitoUser. */
async function exchange(username: string, password: string, group?: string): Promise<Exchange> {
  // The name of the pool is hashed only once the answer is made.
  const helper = new inside.AuthenticationHelper(group ?? '') as AuthenticationHelper & { poolName: string };
  const largeA = await called<BigInteger>((done) => {
    helper.getLargeAValue(done);
  });
  const answer = async ({ poolName, userId, salt, srpB, secretBlock }: Told): Promise<object> => {
    const [name, id] = group === undefined ? [poolName, userId] : [group, username];
    helper.poolName = name;
    const key = await called<Buffer>((done) => {
      const [b, s] = [new LibraryInteger(srpB, 16), new LibraryInteger(salt, 16)];
      helper.getPasswordAuthenticationKey(id, password, b, s, done);
    });
    const timestamp = new inside.DateHelper().getNowString();
    const signature = createHmac('sha256', key)
      .update(`${name}${id}`)
      .update(Buffer.from(secretBlock, 'base64'))
      .update(timestamp)
      .digest('base64');
    return { signature, timestamp, secretBlock };
  };
  return { srpA: largeA.toString(16), answer };
}

const amazon: ForeignClient = {
  password: (username, password) => exchange(username, password),
  device: ({ deviceKey, deviceGroupKey, secret }) => exchange(deviceKey, secret, deviceGroupKey),
  async verifier(deviceKey, deviceGroupKey) {
    const helper = new inside.AuthenticationHelper(deviceGroupKey);
    await called((done) => {
      helper.generateHashDevice(deviceGroupKey, deviceKey, done);
    });
    const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
    return {
      salt: base64(helper.getSaltDevices()),
      passwordVerifier: base64(helper.getVerifierDevices()),
      secret: helper.getRandomPassword(),
    };
  },
};

/** By the name of their packages. */
export const foreignClients: readonly (readonly [string, ForeignClient])[] = [
  ['cognito-srp-helper', srpHelper],
  ['amazon-cognito-identity-js', amazon],
];
