import {
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { derivePassword } from '../auth/password';
import { openExchange, proves } from '../auth/srp';
import { numberFrom, poolName, power } from '../auth/srp-group';
import { PoolUnderTest, payloadOf } from './support';

/** The foreign client's big integers. */
interface BigInteger {
  modPow(exponent: BigInteger, modulus: BigInteger): BigInteger;
  mod(modulus: BigInteger): BigInteger;
  toString(radix: number): string;
}
type BigIntegers = (new (digits: string, radix: number) => BigInteger) & { prototype: BigInteger };

let pools: PoolUnderTest;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
});
afterAll(() => pools.close());

it('agrees with a foreign client in 1,000 handshakes, whatever zeros the numbers begin with', async () => {
  const pool = pools.pool(await pools.createPool());
  const undo = withQuickPowers();
  try {
    for (let handshake = 0; handshake < 1000; handshake += 1) {
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
});

it('signs a foreign client in that does all of it by itself', async () => {
  const poolId = await pools.createPool();
  const { ClientId } = await pools.createClient(poolId, { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
  for (let round = 0; round < 4; round += 1) {
    const username = `ada${round}`;
    const password = `Analytical-Engine-${round} Ωλ`;
    await pools.createUser(poolId, username, {
      password: derivePassword(pools.pool(poolId), username, password),
    });
    const session = createSrpSession(username, password, poolId, false);
    const { ChallengeParameters = {} } = await pools.sdk.send(
      new InitiateAuthCommand(
        wrapInitiateAuth(session, {
          ClientId,
          AuthFlow: 'USER_SRP_AUTH' as const,
          AuthParameters: { USERNAME: username },
        }),
      ),
    );
    const { AuthenticationResult } = await pools.sdk.send(
      new RespondToAuthChallengeCommand(
        wrapAuthChallenge(signSrpSession(session, { ChallengeParameters }), {
          ClientId,
          ChallengeName: 'PASSWORD_VERIFIER' as const,
          ChallengeResponses: { USERNAME: username },
        }),
      ),
    );
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')).toMatchObject({ username });
  }
});

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
