import { AdminDisableUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { authenticator, PasskeyPool, relyingParty, requestOf, sign, unverified } from './passkeys';
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

const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
const locked = ['NotAuthorizedException', 'Password attempts exceeded'];

describe('WEB_AUTHN', () => {
  it('asks for one of the passkeys of the user', async () => {
    const ada = await pool.owner();
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
    const ada = await pool.owner();
    const { asAdmin } = pool.choice;
    const step = await asAdmin.begin(ada.username, { PREFERRED_CHALLENGE: 'WEB_AUTHN' });
    const CREDENTIAL = JSON.stringify(sign(ada.authenticator, step));
    expect(await asAdmin.answer(step, ada.username, { CREDENTIAL })).toHaveProperty(
      'AuthenticationResult.IdToken',
    );
  });

  it('can be chosen', async () => {
    const ada = await pool.owner();
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
    const ada = await pool.owner();
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
    const [ada, bob] = [await other.owner(), await other.owner()];
    other.change({ RelyingPartyId: 'example.com' });
    expect((await other.begin(ada.username)).ChallengeName).toBe('SELECT_CHALLENGE');
    other.change({ RelyingPartyId: relyingParty });
    expect((await other.begin(ada.username)).ChallengeName).toBe('WEB_AUTHN');
    await bob.removeKeys();
    expect((await other.begin(bob.username)).ChallengeName).toBe('SELECT_CHALLENGE');
  });

  it.each([
    ['nothing', {}],
    ['no JSON', { CREDENTIAL: '{' }],
    ['no credential', { CREDENTIAL: '[]' }],
    ['half a credential', { CREDENTIAL: '{"type":"public-key","id":"x","rawId":"x","response":{}}' }],
  ])('takes another answer after %s', async (_, responses) => {
    const ada = await pool.owner();
    const step = await pool.begin(ada.username);
    const [type] = await refusal(pool.choice.answer(step, ada.username, responses));
    expect(type).toBe('InvalidParameterException');
    await pool.answer(step, ada.username, sign(ada.authenticator, step));
  });
});

describe('The user', () => {
  it('must be enabled', async () => {
    const ada = await pool.owner();
    await pools.sdk.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: ada.username }));
    expect(await refusal(ada.signIn())).toEqual(['NotAuthorizedException', 'User is disabled.']);
  });

  it.each([
    ['UNCONFIRMED', ['UserNotConfirmedException', 'User is not confirmed.']],
    ['RESET_REQUIRED', ['PasswordResetRequiredException', 'Password reset required for the user']],
  ] as const)('must not be %s', async (status, refused) => {
    const ada = await pool.owner();
    pools.context.store.users.put({ ...pools.user(ada.sub), status });
    expect(await refusal(ada.signIn())).toEqual(refused);
  });

  it('is told of none of that without the passkey', async () => {
    const ada = await pool.owner();
    await pools.sdk.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: ada.username }));
    const step = await pool.begin(ada.username);
    const credential = sign(ada.authenticator, step, 'https://evil.example');
    expect(await refusal(pool.answer(step, ada.username, credential))).toEqual(wrong);
  });

  it('is locked by what proves nothing, as by wrong passwords, and unlocked by what proves it', async () => {
    const ada = await pool.owner();
    const fail = async (): Promise<[string, string]> => {
      const step = await pool.begin(ada.username);
      return refusal(pool.answer(step, ada.username, sign(ada.authenticator, step, 'https://evil.example')));
    };
    // Long enough between them for the locks of the first eight.
    for (let count = 0; count < 9; count += 1) {
      expect(await fail()).toEqual(wrong);
      await pools.advance(10);
    }
    expect(await fail()).toEqual(locked);
    expect(await refusal(ada.signIn())).toEqual(locked);
    await pools.advance(10);
    await ada.signIn();
    expect(pools.user(ada.sub).failedPasswords.count).toBe(0);
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
    expect(await (await other.owner()).signIn()).toHaveProperty('AuthenticationResult');
  });
});
