import {
  AdminDisableUserCommand,
  DeleteWebAuthnCredentialCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { webAuthnChallenge } from '../auth/choice/web-authn';
import { requireSession } from '../auth/sessions';
import type { Step } from './choice';
import {
  authenticator,
  PasskeyPool,
  relyingParty,
  requestOf,
  sign,
  unverified,
  type Person,
} from './passkeys';
import { payloadOf, PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let pool: PasskeyPool;
/** For tests that change its settings. */
let other: PasskeyPool;
let people = 0;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  [pool, other] = await Promise.all([PasskeyPool.open(pools), PasskeyPool.open(pools)]);
});
beforeEach(() => {
  other.change({ RelyingPartyId: relyingParty });
});
afterAll(() => pools.close());

/** Somebody with a passkey. */
async function owner(of = pool): Promise<Person> {
  const person = await of.person(`owner-${(people += 1)}`);
  await person.register();
  return person;
}

/** The first passkey that a challenge asks for. */
function keyOf(step: Step): string {
  return requestOf(step).allowCredentials?.[0]?.id ?? '';
}

const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
const locked = ['NotAuthorizedException', 'Password attempts exceeded'];

describe('WEB_AUTHN', () => {
  it('asks for one of the passkeys of the user', async () => {
    const ada = await owner();
    const id = (await ada.list()).Credentials[0]?.CredentialId;
    const step = await pool.begin(ada.username);
    expect(step).toMatchObject({ ChallengeName: 'WEB_AUTHN', Session: expect.any(String) as string });
    expect(Object.keys(step.ChallengeParameters ?? {})).toEqual(['CREDENTIAL_REQUEST_OPTIONS']);
    expect(requestOf(step)).toEqual({
      challenge: expect.stringMatching(/^[\w-]{43}$/u) as string,
      timeout: 180_000,
      rpId: relyingParty,
      allowCredentials: [{ id, type: 'public-key', transports: ['usb'] }],
      userVerification: 'preferred',
    });
    expect(requestOf(await pool.begin(ada.username)).challenge).not.toBe(requestOf(step).challenge);
  });

  it.each(['ES256', 'RS256'] as const)('signs in with %s, again and again', async (algorithm) => {
    const ada = await pool.person(`ada-${algorithm}`);
    ada.authenticator = authenticator({ algorithmIdentifiers: [algorithm] });
    await ada.register();
    for (let count = 0; count < 3; count += 1) {
      const { AuthenticationResult, ChallengeName } = await ada.signIn();
      expect(ChallengeName).toBeUndefined();
      expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['sub']).toBe(ada.sub);
    }
  });

  it('signs in by the Admin operations', async () => {
    const ada = await owner();
    const { asAdmin } = pool.choice;
    const step = await asAdmin.begin(ada.username, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    const CREDENTIAL = JSON.stringify(sign(ada.authenticator, step));
    expect(await asAdmin.answer(step, ada.username, { CREDENTIAL })).toHaveProperty(
      'AuthenticationResult.IdToken',
    );
  });

  it('can be chosen', async () => {
    const ada = await owner();
    const choice = await pool.choice.begin(ada.username);
    expect(choice).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['WEB_AUTHN', 'PASSWORD_SRP', 'PASSWORD'],
    });
    const step = await pool.choice.answer(choice, ada.username, { ANSWER: 'WEB_AUTHN' });
    expect(step.ChallengeName).toBe('WEB_AUTHN');
    const { AuthenticationResult } = await pool.answer(step, ada.username, sign(ada.authenticator, step));
    expect(AuthenticationResult).toBeDefined();
  });

  it('can be chosen with the answer to it', async () => {
    const ada = await owner();
    const choice = await pool.choice.begin(ada.username);
    const chosen = (credential: object) =>
      pool.choice.answer(choice, ada.username, {
        ANSWER: 'WEB_AUTHN',
        CREDENTIAL: JSON.stringify(credential),
      });
    expect((await refusal(chosen({})))[0]).toBe('InvalidParameterException');
    const { AuthenticationResult } = await chosen(sign(ada.authenticator, choice));
    expect(AuthenticationResult).toBeDefined();
    expect((await refusal(chosen(sign(ada.authenticator, choice))))[1]).toMatch(/only be used once/u);
  });

  it('is asked when there was no passkey yet as the choice was given', async () => {
    const ada = await pool.person('ada-late');
    const choice = await pool.choice.begin('ada-late');
    await ada.register();
    const step = await pool.choice.answer(choice, 'ada-late', { ANSWER: 'WEB_AUTHN', CREDENTIAL: '{}' });
    expect(step.ChallengeName).toBe('WEB_AUTHN');
  });

  it('is not offered to a user whose passkeys are for another relying party, or deleted', async () => {
    const [ada, bob] = [await owner(other), await owner(other)];
    other.change({ RelyingPartyId: 'example.com' });
    expect((await other.begin(ada.username)).ChallengeName).toBe('SELECT_CHALLENGE');
    other.change({ RelyingPartyId: relyingParty });
    expect((await other.begin(ada.username)).ChallengeName).toBe('WEB_AUTHN');
    await removeKeys(bob);
    expect((await other.begin(bob.username)).ChallengeName).toBe('SELECT_CHALLENGE');
  });

  it.each([
    ['nothing', {}],
    ['no JSON', { CREDENTIAL: '{' }],
    ['no credential', { CREDENTIAL: '[]' }],
    ['half a credential', { CREDENTIAL: '{"type":"public-key","id":"x","rawId":"x","response":{}}' }],
  ])('takes another answer after %s', async (_, responses) => {
    const ada = await owner();
    const step = await pool.begin(ada.username);
    const [type] = await refusal(pool.choice.answer(step, ada.username, responses));
    expect(type).toBe('InvalidParameterException');
    await pool.answer(step, ada.username, sign(ada.authenticator, step));
  });
});

async function removeKeys(person: Person): Promise<void> {
  for (const { CredentialId } of (await person.list()).Credentials) {
    await pools.sdk.send(new DeleteWebAuthnCredentialCommand({ AccessToken: person.token, CredentialId }));
  }
}

describe('What proves nothing', () => {
  it.each<[string, Parameters<typeof sign>[2], Parameters<typeof sign>[3]]>([
    ['a page of another domain', 'https://evil.example', {}],
    ['a page without TLS', 'http://app.example.com', {}],
    ['another challenge', undefined, { challenge: Buffer.alloc(32).toString('base64url') }],
  ])('is a signature for %s', async (_, from, changes) => {
    const ada = await owner();
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
    const [ada, bob] = [await owner(), await owner(other)];
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
    const [ada, bob, eve] = [await owner(), await owner(), await owner(other)];
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
    const ada = await owner();
    const step = await pool.begin(ada.username);
    const credential = sign(ada.authenticator, step);
    const response = { ...credential.response, userHandle: Buffer.from('somebody').toString('base64url') };
    expect(await refusal(pool.answer(step, ada.username, { ...credential, response }))).toEqual(wrong);
  });

  it('is a replay', async () => {
    const ada = await owner();
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
    const [ada, bob] = [await owner(), await owner()];
    const step = await pool.begin(ada.username);
    expect(
      await refusal(pool.answer(step, bob.username, sign(bob.authenticator, await pool.begin(bob.username)))),
    ).toEqual(['NotAuthorizedException', 'Invalid session for the user.']);
  });

  it('is a count that goes back, which a copied authenticator gives away', async () => {
    const ada = await owner();
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
    const ada = await owner();
    const [first, second] = [await pool.begin(ada.username), await pool.begin(ada.username)];
    const settled = await verifiedOnly(first, ada);
    await removeKeys(ada);
    expect(() => settled()).toThrow('Incorrect username or password.');
    const credential = sign(ada.authenticator, second);
    expect(await refusal(pool.answer(second, ada.username, credential))).toEqual(wrong);
  });

  it('is a passkey that was used while it was being verified', async () => {
    const ada = await owner();
    const settled = await verifiedOnly(await pool.begin(ada.username), ada);
    await ada.signIn();
    expect(() => settled()).toThrow('Incorrect username or password.');
  });
});

/** An answer that has been verified and is about to be settled. */
async function verifiedOnly(step: Step, person: Person): Promise<() => unknown> {
  const { context } = pools;
  const responses = {
    USERNAME: person.username,
    CREDENTIAL: JSON.stringify(sign(person.authenticator, step)),
  };
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
  const settle = await webAuthnChallenge.answer(context, { ...resumed, responses });
  return () => settle(resumed.signIn);
}

describe('The user', () => {
  it('must be enabled', async () => {
    const ada = await owner();
    await pools.sdk.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: ada.username }));
    expect(await refusal(ada.signIn())).toEqual(['NotAuthorizedException', 'User is disabled.']);
  });

  it.each([
    ['UNCONFIRMED', ['UserNotConfirmedException', 'User is not confirmed.']],
    ['RESET_REQUIRED', ['PasswordResetRequiredException', 'Password reset required for the user']],
  ] as const)('must not be %s', async (status, refused) => {
    const ada = await owner();
    pools.context.store.users.put({ ...pools.user(ada.sub), status });
    expect(await refusal(ada.signIn())).toEqual(refused);
  });

  it('is told of none of that without the passkey', async () => {
    const ada = await owner();
    await pools.sdk.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: ada.username }));
    const step = await pool.begin(ada.username);
    const credential = sign(ada.authenticator, step, 'https://evil.example');
    expect(await refusal(pool.answer(step, ada.username, credential))).toEqual(wrong);
  });

  it('is locked by what proves nothing, as by wrong passwords, and unlocked by what proves it', async () => {
    const ada = await owner();
    const fail = async (): Promise<[string, string]> => {
      const step = await pool.begin(ada.username);
      return refusal(pool.answer(step, ada.username, sign(ada.authenticator, step, 'https://evil.example')));
    };
    for (let count = 0; count < 5; count += 1) expect(await fail()).toEqual(wrong);
    expect(await refusal(ada.signIn())).toEqual(locked);
    await pools.advance(2);
    await ada.signIn();
    expect(pools.user(ada.sub).failedPasswords.count).toBe(0);
  });

  it('keeps what changed while an answer was being verified', async () => {
    const ada = await owner();
    const step = await pool.begin(ada.username);
    const credential = sign(ada.authenticator, step, undefined, { challenge: 'AAAA' });
    const answering = refusal(pool.answer(step, ada.username, credential));
    const { users } = pools.context.store;
    let changed = 0;
    const timer = setInterval(() => {
      const user = users.get(ada.sub)!;
      if (user.failedPasswords.count === 0) users.put({ ...user, groups: [`group-${(changed += 1)}`] });
    }, 0);
    expect(await answering).toEqual(wrong);
    clearInterval(timer);
    expect(pools.user(ada.sub)).toMatchObject({
      groups: [`group-${changed}`],
      failedPasswords: { count: 1 },
    });
  });
});

describe('User verification', () => {
  it.each([
    ['by the setting', { RelyingPartyId: relyingParty, UserVerification: 'required' as const }],
    [
      'by its being a second factor',
      { RelyingPartyId: relyingParty, FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' as const },
    ],
  ])('is required %s', async (_, configuration) => {
    const ada = await other.person(`touches-${(people += 1)}`);
    ada.authenticator = authenticator(unverified);
    await ada.register();
    expect(await ada.signIn()).toHaveProperty('AuthenticationResult');
    other.change(configuration);
    const step = await other.begin(ada.username);
    expect(requestOf(step).userVerification).toBe('required');
    expect(await refusal(other.answer(step, ada.username, sign(ada.authenticator, step)))).toEqual(wrong);
    expect(await (await owner(other)).signIn()).toHaveProperty('AuthenticationResult');
  });
});
