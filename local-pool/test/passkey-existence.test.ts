import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { Step } from './choice';
import { PasskeyPool, requestOf, sign, type Person } from './passkeys';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
/** Of this pool's users, everybody has a passkey. */
let pool: PasskeyPool;
let ada: Person;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  pool = await PasskeyPool.open(pools);
  ada = await pool.person('ada');
  await ada.register();
});
afterAll(() => pools.close());

/** What a step says, without what is random in it. */
function shown(step: Step): object {
  const { challenge, allowCredentials, ...options } = requestOf(step);
  return {
    ChallengeName: step.ChallengeName,
    Session: step.Session?.length,
    parameters: Object.keys(step.ChallengeParameters ?? {}),
    challenge: challenge.length,
    allowCredentials: allowCredentials?.map(({ id, transports, ...more }) => ({
      ...more,
      isId: /^[\w-]{43}$/u.test(id),
      transports: Array.isArray(transports),
    })),
    options,
  };
}

const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];

describe('Somebody unknown, where existence is hidden', () => {
  it('is asked for a passkey like a user', async () => {
    expect(shown(await pool.begin('nobody'))).toEqual(shown(await pool.begin('ada')));
    const offered = async (username: string): Promise<unknown> =>
      (await pool.choice.begin(username)).AvailableChallenges;
    expect(await offered('nobody')).toEqual(await offered('ada'));
  });

  it('is asked for the same one every time, and each for another', async () => {
    const key = async (username: string): Promise<string | undefined> =>
      requestOf(await pool.begin(username)).allowCredentials?.[0]?.id;
    expect(await key('nobody')).toBe(await key('nobody'));
    expect(await key('nobody')).not.toBe(await key('somebody'));
  });

  it('answers nothing right, and is locked for it like a user', async () => {
    for (const username of ['nobody', 'ada']) {
      const fail = async (): Promise<[string, string]> => {
        const step = await pool.begin(username);
        const credential = sign(ada.authenticator, await pool.begin('ada'));
        const id = requestOf(step).allowCredentials?.[0]?.id ?? '';
        return refusal(pool.answer(step, username, { ...credential, id, rawId: id }));
      };
      // Long enough between them for the locks of the first eight.
      for (let count = 0; count < 9; count += 1) {
        expect(await fail()).toEqual(wrong);
        await pools.advance(10);
      }
      expect(await fail()).toEqual(['NotAuthorizedException', 'Password attempts exceeded']);
    }
  });

  it('is as likely to have a passkey as the users of the pool', async () => {
    const mixed = await PasskeyPool.open(pools);
    const asked = async (names: readonly string[]): Promise<number> => {
      const steps = await Promise.all(names.map((name) => mixed.begin(name)));
      return steps.filter(({ ChallengeName }) => ChallengeName === 'WEB_AUTHN').length;
    };
    const names = Array.from({ length: 40 }, (_, index) => `nobody-${index}`);
    await mixed.person('without');
    expect(await asked(names)).toBe(0);
    await (await mixed.person('with')).register();
    const half = await asked(names);
    // Beyond these limits once in ten million times.
    expect(half).toBeGreaterThan(3);
    expect(half).toBeLessThan(37);
    expect(await asked(names)).toBe(half);
  });

  it('is named where existence is shown', async () => {
    const { ClientId } = await pools.createClient(pool.poolId, { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] });
    const AuthParameters = { USERNAME: 'nobody', PREFERRED_CHALLENGE: 'WEB_AUTHN' };
    const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters });
    expect(await refusal(pools.sdk.send(command))).toEqual(['UserNotFoundException', 'User does not exist.']);
  });
});
