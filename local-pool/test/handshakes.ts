import { createSrpSession, signSrpSession } from 'cognito-srp-helper';
import type { PoolRecord } from '../store/records';
import { derivePassword } from '../auth/password';
import { openExchange, proves } from '../auth/srp';
import { numberFrom, poolName, power } from '../auth/srp-group';

/** The foreign client's big integers. */
interface BigInteger {
  modPow(exponent: BigInteger, modulus: BigInteger): BigInteger;
  mod(modulus: BigInteger): BigInteger;
  toString(radix: number): string;
}
type BigIntegers = (new (digits: string, radix: number) => BigInteger) & { prototype: BigInteger };

/** All that a password needs of its pool. */
const pool = { id: 'us-east-1_AbCdEfGhI' } as PoolRecord;

/**
 * Proves passwords by a foreign client.
 *
 * @param count of handshakes; one in 256 has a number that begins with a zero byte
 * @throws Error with the numbers of the first handshake that fails
 */
export function shakeHands(count: number): void {
  const undo = withQuickPowers();
  try {
    for (let handshake = 0; handshake < count; handshake += 1) {
      const password = `Passw0rd!${handshake}`;
      const userId = `user${handshake % 100}`;
      const { salt, verifier } = derivePassword(pool, userId, password);
      const keys = openExchange(verifier);
      const session = createSrpSession(userId, password, pool.id, false);
      const secretBlock = Buffer.from(`block ${handshake}`).toString('base64');
      const { passwordSignature: signature, timestamp } = signSrpSession(session, {
        ChallengeParameters: {
          SRP_B: keys.shown,
          SALT: salt,
          SECRET_BLOCK: secretBlock,
          USER_ID_FOR_SRP: userId,
        },
      });
      const exchange = {
        ...keys,
        group: poolName(pool.id),
        userId,
        verifier,
        clientKey: session.largeA,
      };
      const agreed = proves(exchange, { secretBlock, signature, timestamp });
      // Enough to see what was special about it.
      if (!agreed) throw new Error(`Handshake failed: ${JSON.stringify({ password, salt, session, keys })}`);
    }
  } finally {
    undo();
  }
}

/**
 * Lets OpenSSL do the foreign client's exponentiations, which take it 200 ms a handshake. The paddings and hashes, where clients and
 * servers come apart, stay its own.
 */
function withQuickPowers(): () => void {
  const { BigInteger: Integer } = jest.requireActual<{ BigInteger: BigIntegers }>('jsbn');
  const quick = jest.spyOn(Integer.prototype, 'modPow');
  quick.mockImplementation(function (this: BigInteger, exponent, modulus) {
    const base = numberFrom(this.mod(modulus).toString(16));
    return new Integer(power(base, numberFrom(exponent.toString(16))).toString(16), 16);
  });
  return () => {
    quick.mockRestore();
  };
}
