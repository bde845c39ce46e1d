import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import {
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type InitiateAuthCommandOutput,
  type RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  fromNumber,
  generator,
  modulus,
  numberFrom,
  padded,
  poolName,
  power,
  privateExponent,
  sha256,
} from '../auth/srp-group';
import { goodPassword, type PoolUnderTest } from './support';

const multiplier = numberFrom(sha256(padded(fromNumber(modulus)), padded(fromNumber(generator))));

export type Answers = Record<string, string>;

/** Who proves what: the pool's name, the user and the password; or the device group key, the device key and its secret. */
export interface Identity {
  readonly group: string;
  readonly userId: string;
  readonly password: string;
}

/** The client's side of one exchange, on the pool's own arithmetic, which is quick; auth/srp-handshakes.test.ts has a foreign one. */
export class SrpClient {
  private readonly secret = numberFrom(randomBytes(32));
  private readonly key = power(generator, this.secret);

  /** SRP_A. */
  get shown(): string {
    return this.key.toString(16);
  }

  /** What answers a PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER, without the name. */
  claim(challenge: Answers, { group, userId, password }: Identity, timestamp = cognitoTime()): Answers {
    const { SRP_B = '', SALT = '', SECRET_BLOCK = '' } = challenge;
    const B = numberFrom(SRP_B);
    const x = numberFrom(privateExponent(group, userId, password, SALT));
    const u = padded(sha256(padded(fromNumber(this.key)), padded(fromNumber(B))));
    const base = B + modulus * multiplier - multiplier * power(generator, x);
    const S = power(base, this.secret + numberFrom(u) * x);
    const key = hkdfSync('sha256', padded(fromNumber(S)), u, 'Caldera Derived Key', 16);
    const signature = createHmac('sha256', Buffer.from(key))
      .update(`${group}${userId}`)
      .update(Buffer.from(SECRET_BLOCK, 'base64'))
      .update(timestamp)
      .digest('base64');
    return {
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature,
      TIMESTAMP: timestamp,
    };
  }
}

/** `Tue Sep 8 04:05:06 UTC 2026` */
export function cognitoTime(date = new Date()): string {
  const [weekday = '', day = '', month = '', year = '', time = ''] = date.toUTCString().split(' ');
  return `${weekday.slice(0, 3)} ${month} ${Number(day)} ${time} UTC ${year}`;
}

/** The first step of USER_SRP_AUTH, and what its answer would be. */
export async function beginSrp(
  pools: PoolUnderTest,
  { poolId, ClientId }: { poolId: string; ClientId: string },
  username: string,
  { password = goodPassword, timestamp, ...more }: Answers = {},
): Promise<{ challenge: InitiateAuthCommandOutput; answer: Answers }> {
  const client = new SrpClient();
  const challenge = await pools.sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_SRP_AUTH',
      ClientId,
      AuthParameters: { USERNAME: username, SRP_A: client.shown, ...more },
    }),
  );
  const { ChallengeParameters = {} } = challenge;
  const USERNAME = ChallengeParameters['USER_ID_FOR_SRP'] ?? '';
  const identity = { group: poolName(poolId), userId: USERNAME, password };
  return { challenge, answer: { USERNAME, ...client.claim(ChallengeParameters, identity, timestamp) } };
}

/** The second step. */
export function answerSrp(
  pools: PoolUnderTest,
  ClientId: string,
  ChallengeResponses: Answers,
): Promise<RespondToAuthChallengeCommandOutput> {
  return pools.sdk.send(
    new RespondToAuthChallengeCommand({ ClientId, ChallengeName: 'PASSWORD_VERIFIER', ChallengeResponses }),
  );
}
