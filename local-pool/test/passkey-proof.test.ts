import { AdminDisableUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { webAuthnChallenge } from '../auth/choice/web-authn';
import type { Settle } from '../auth/challenge';
import { requireSession } from '../auth/sessions';
import type { Progress } from '../auth/sign-in';
import type { Step } from './choice';
import { authenticator, PasskeyPool, relyingParty, requestOf, sign, type Person } from './passkeys';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let pool: PasskeyPool;
/** For tests that change its settings. */
let other: PasskeyPool;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  [pool, other] = await Promise.all([PasskeyPool.open(pools), PasskeyPool.open(pools)]);
});
beforeEach(() => {
  other.change({ RelyingPartyId: relyingParty });
});
afterAll(() => pools.close());

/** The first passkey that a challenge asks for. */
function keyOf(step: Step): string {
  return requestOf(step).allowCredentials?.[0]?.id ?? '';
}

const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];

describe('What proves nothing', () => {
  it.each<[string, Parameters<typeof sign>[2], Parameters<typeof sign>[3]]>([
    ['a page of another domain', 'https://evil.example', {}],
    ['a page without TLS', 'http://app.example.com', {}],
    ['another challenge', undefined, { challenge: Buffer.alloc(32).toString('base64url') }],
  ])('is a signature for %s', async (_, from, changes) => {
    const ada = await pool.owner();
    const step = await pool.begin(ada.username);
    const credential = sign(ada.authenticator, step, from, changes);
    expect(await refusal(pool.answer(step, ada.username, credential))).toEqual(wrong);
    // What proves nothing ends the sign-in.
    const right = sign(ada.authenticator, step);
    expect(await refusal(pool.answer(step, ada.username, right))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user.',
    ]);
  });

  it('is a signature for another relying party', async () => {
    const [ada, bob] = [await pool.owner(), await other.owner()];
    const step = await pool.begin(ada.username);
    const id = keyOf(step);
    // An authenticator that takes the key of one relying party for that of another.
    other.change({ RelyingPartyId: 'example.com' });
    const foreign = await other.person('foreign');
    foreign.authenticator = ada.authenticator;
    await foreign.complete(ada.authenticator.createJSON('https://example.com', await foreign.start()));
    const elsewhere = requestOf(await other.begin('foreign'));
    const signed = ada.authenticator.getJSON('https://example.com', {
      ...elsewhere,
      challenge: requestOf(step).challenge,
    });
    expect(await refusal(pool.answer(step, ada.username, { ...signed, id, rawId: id }))).toEqual(wrong);
    other.change({ RelyingPartyId: relyingParty });
    const own = await other.begin(bob.username);
    expect(await other.answer(own, bob.username, sign(bob.authenticator, own))).toHaveProperty(
      'AuthenticationResult',
    );
  });

  it("is another user's passkey, or one of another pool", async () => {
    const [ada, bob, eve] = [await pool.owner(), await pool.owner(), await other.owner()];
    for (const stranger of [bob, eve]) {
      const step = await pool.begin(ada.username);
      const theirs = requestOf(await stranger.pool.begin(stranger.username)).allowCredentials!;
      const credential = sign(stranger.authenticator, step, undefined, { allowCredentials: theirs });
      expect(await refusal(pool.answer(step, ada.username, credential))).toEqual(wrong);
      const again = await pool.begin(ada.username);
      const id = keyOf(again);
      const renamed = sign(stranger.authenticator, again, undefined, { allowCredentials: theirs });
      const { clientDataJSON, authenticatorData, signature } = renamed.response;
      const forged = {
        ...renamed,
        id,
        rawId: id,
        response: { clientDataJSON, authenticatorData, signature },
      };
      expect(await refusal(pool.answer(again, ada.username, forged))).toEqual(wrong);
    }
  });

  it("is a passkey that was made for another user's name", async () => {
    const ada = await pool.owner();
    const step = await pool.begin(ada.username);
    const credential = sign(ada.authenticator, step);
    const response = { ...credential.response, userHandle: Buffer.from('somebody').toString('base64url') };
    expect(await refusal(pool.answer(step, ada.username, { ...credential, response }))).toEqual(wrong);
  });

  it('is a replay', async () => {
    const ada = await pool.owner();
    const step = await pool.begin(ada.username);
    const credential = sign(ada.authenticator, step);
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => pool.answer(step, ada.username, credential)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(pool.answer(step, ada.username, credential))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user, session can only be used once.',
    ]);
    expect(await refusal(pool.answer(await pool.begin(ada.username), ada.username, credential))).toEqual(
      wrong,
    );
  });

  it("is an answer to another user's sign-in", async () => {
    const [ada, bob] = [await pool.owner(), await pool.owner()];
    const step = await pool.begin(ada.username);
    expect(
      await refusal(pool.answer(step, bob.username, sign(bob.authenticator, await pool.begin(bob.username)))),
    ).toEqual(['NotAuthorizedException', 'Invalid session for the user.']);
  });

  it('is a count that goes back, which a copied authenticator gives away', async () => {
    const ada = await pool.owner();
    const [first, second] = [await pool.begin(ada.username), await pool.begin(ada.username)];
    const [earlier, later] = [sign(ada.authenticator, first), sign(ada.authenticator, second)];
    await pool.answer(second, ada.username, later);
    expect(await refusal(pool.answer(first, ada.username, earlier))).toEqual(wrong);
  });

  it('is not a count that is always zero', async () => {
    const ada = await pool.person('never-counts');
    ada.authenticator = authenticator({ signCounterIncrement: 0 });
    await ada.register();
    await ada.signIn();
    expect(await ada.signIn()).toHaveProperty('AuthenticationResult');
  });

  it('is a passkey that was deleted, before the answer or while it was being verified', async () => {
    const ada = await pool.owner();
    const step = await pool.begin(ada.username);
    await expect(settledAfter(ada, () => ada.removeKeys())).rejects.toThrow(
      'Incorrect username or password.',
    );
    expect(await refusal(pool.answer(step, ada.username, sign(ada.authenticator, step)))).toEqual(wrong);
  });

  it('is a passkey that was used while it was being verified', async () => {
    const ada = await pool.owner();
    await expect(settledAfter(ada, () => ada.signIn())).rejects.toThrow('Incorrect username or password.');
  });

  it('is a passkey of a user who was disabled while it was being verified', async () => {
    const ada = await pool.owner();
    const disable = new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: ada.username });
    await expect(settledAfter(ada, () => pools.sdk.send(disable))).rejects.toThrow('User is disabled.');
  });

  it('is counted for the user as he is by then', async () => {
    const ada = await pool.owner();
    const step = await pool.begin(ada.username);
    const { response, ...credential } = sign(ada.authenticator, step);
    const other = sign(ada.authenticator, await pool.begin(ada.username)).response.signature;
    const checking = check(step, ada, { ...credential, response: { ...response, signature: other } });
    // In the same tick: verifying has begun, and not come to an end.
    pools.context.store.users.put({ ...pools.user(ada.sub), groups: ['changed'] });
    await expect(checking).rejects.toThrow('Incorrect username or password.');
    expect(pools.user(ada.sub)).toMatchObject({ groups: ['changed'], failedPasswords: { count: 1 } });
  });

  it('is a passkey of another relying party, whatever is signed with it', async () => {
    const ada = await pool.person('two-keys');
    await ada.register(authenticator());
    const { id } = await ada.register();
    const { passkeys } = pools.context.store;
    passkeys.put({ ...passkeys.get(`${ada.sub}/${id}`)!, relyingPartyId: 'old.example.com' });
    const step = await pool.begin(ada.username);
    const allowCredentials = [{ id, type: 'public-key' }];
    const credential = sign(ada.authenticator, step, undefined, { allowCredentials });
    expect(await refusal(pool.answer(step, ada.username, credential))).toEqual(wrong);
  });
});

/** Checks an answer, up to the point where it is settled. */
function check(step: Step, person: Person, credential: object): Settle | Promise<Settle> {
  const { context } = pools;
  const responses = { USERNAME: person.username, CREDENTIAL: JSON.stringify(credential) };
  const resumed = requireSession(context, {
    api: 'public',
    pool: pools.pool(pool.poolId),
    client: context.store.clients.get(pool.choice.clientId)!,
    clientMetadata: {},
    caller: { address: '', userAgent: '', endpoint: '' },
    challenge: 'WEB_AUTHN',
    session: step.Session,
    responses,
  });
  return webAuthnChallenge.answer(context, { ...resumed, responses });
}

/** Settles a right answer after something else has happened. */
async function settledAfter(person: Person, happens: () => Promise<unknown>): Promise<unknown> {
  const step = await pool.begin(person.username);
  const settle = await check(step, person, sign(person.authenticator, step));
  await happens();
  const { poolId, choice } = pool;
  const progress: Progress = { flow: 'USER_AUTH', asked: person.username, passed: [] };
  return settle({
    api: 'public',
    pool: pools.pool(poolId),
    client: pools.context.store.clients.get(choice.clientId)!,
    clientMetadata: {},
    caller: { address: '', userAgent: '', endpoint: '' },
    user: pools.user(person.sub),
    known: true,
    progress,
  });
}
