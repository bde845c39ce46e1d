import { DeleteWebAuthnCredentialCommand } from '@aws-sdk/client-cognito-identity-provider';
import { authenticator, create, PasskeyPool, relyingParty, unverified, type Person } from './passkeys';
import { PoolUnderTest, refusal } from './support';

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

const person = (of = pool): Promise<Person> => of.person(`person-${(people += 1)}`);

describe('StartWebAuthnRegistration', () => {
  it('gives a document that a browser takes as it is', async () => {
    const ada = await person();
    const options = await ada.start();
    expect(options).toEqual({
      rp: { id: relyingParty, name: relyingParty },
      user: {
        id: Buffer.from(ada.sub).toString('base64url'),
        name: ada.username,
        displayName: ada.username,
      },
      challenge: expect.stringMatching(/^[\w-]{43}$/u) as string,
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -257 },
      ],
      timeout: 60_000,
      excludeCredentials: [],
      authenticatorSelection: {
        requireResidentKey: true,
        residentKey: 'required',
        userVerification: 'preferred',
      },
      attestation: 'none',
    });
    expect((await ada.start()).challenge).not.toBe(options.challenge);
  });

  it('names the passkeys that the user has, so that an authenticator is not registered twice', async () => {
    const ada = await person();
    const { id } = await ada.register();
    const options = await ada.start();
    expect(options.excludeCredentials).toEqual([{ id, type: 'public-key', transports: ['usb'] }]);
    expect(() => create(ada.authenticator, options)).toThrow();
  });

  it.each([
    ['the setting', { RelyingPartyId: relyingParty, UserVerification: 'required' as const }],
    [
      'its being a second factor',
      { RelyingPartyId: relyingParty, FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' as const },
    ],
  ])('asks for user verification by %s', async (_, configuration) => {
    other.change(configuration);
    const ada = await person(other);
    expect((await ada.start()).authenticatorSelection?.userVerification).toBe('required');
    expect(await refusal(ada.complete(create(authenticator(unverified), await ada.start())))).toEqual([
      'WebAuthnCredentialNotSupportedException',
      'The credential is not supported because of its lack of user verification.',
    ]);
    await ada.register();
  });

  it('refuses where passkeys are no first factor', async () => {
    other.change({ RelyingPartyId: relyingParty }, ['PASSWORD', 'EMAIL_OTP']);
    const ada = await person(other);
    const refused = ['WebAuthnNotEnabledException', 'Passkeys are not enabled for this user pool.'];
    expect(await refusal(ada.start())).toEqual(refused);
    expect(await refusal(ada.complete({}))).toEqual(refused);
  });

  it('refuses without an RP ID and a domain', async () => {
    other.change(undefined);
    const ada = await person(other);
    expect(await refusal(ada.start())).toEqual([
      'WebAuthnConfigurationMissingException',
      'The user pool has neither a relying party ID nor a domain.',
    ]);
  });

  it("takes the pool's domain for an RP ID that is not configured", async () => {
    other.change(undefined);
    const ada = await person(other);
    const domain = (id: string, settings: object): void =>
      pools.context.store.domains.put({ id, poolId: other.poolId, settings });
    domain('my-prefix', {});
    expect((await ada.start()).rp.id).toBe('my-prefix.auth.us-east-1.amazoncognito.com');
    domain('auth.example.org', { CustomDomainConfig: { CertificateArn: 'arn' } });
    expect((await ada.start()).rp.id).toBe('auth.example.org');
    for (const { id } of pools.context.store.domains.by('pool', other.poolId))
      pools.context.store.domains.delete(id);
  });
});

describe('ListWebAuthnCredentials and DeleteWebAuthnCredential', () => {
  it('keeps 20 passkeys, listed by pages in the order in which they came', async () => {
    const ada = await person();
    const ids: string[] = [];
    for (let count = 0; count < 19; count += 1) {
      const credential = create(authenticator(), { ...(await ada.start()), excludeCredentials: [] });
      await ada.complete(credential);
      ids.push(credential.id);
      await pools.advance(1);
    }
    const [twentieth, more] = [await ada.start(), await ada.start()];
    for (const options of [twentieth, more]) Object.assign(options, { excludeCredentials: [] });
    await ada.complete(create(ada.authenticator, twentieth));
    const limit = ['LimitExceededException', 'A user can have 20 passkeys.'];
    expect(await refusal(ada.start())).toEqual(limit);
    expect(await refusal(ada.complete(create(ada.authenticator, more)))).toEqual(limit);

    const first = await ada.list({ MaxResults: 12 });
    const second = await ada.list({ MaxResults: 12, NextToken: first.NextToken! });
    expect(first.Credentials.map(({ CredentialId }) => CredentialId)).toEqual(ids.slice(0, 12));
    expect(second.Credentials.map(({ CredentialId }) => CredentialId).slice(0, 7)).toEqual(ids.slice(12));
    expect([second.Credentials.length, second.NextToken]).toEqual([8, undefined]);
    expect((await ada.list({ MaxResults: 0 })).Credentials).toHaveLength(20);
    const bob = await person();
    expect(await refusal(bob.list({ NextToken: first.NextToken! }))).toEqual([
      'InvalidParameterException',
      'Invalid pagination token given.',
    ]);
  });

  it.each([-1, 21])('refuses MaxResults %d', async (MaxResults) => {
    expect((await refusal((await person()).list({ MaxResults })))[0]).toBe('InvalidParameterException');
  });

  it("deletes a passkey of the user's own, once", async () => {
    const [ada, bob] = [await person(), await person()];
    const { id } = await ada.register();
    const remove = (AccessToken: string): Promise<unknown> =>
      pools.sdk.send(new DeleteWebAuthnCredentialCommand({ AccessToken, CredentialId: id }));
    const unknown = ['ResourceNotFoundException', 'Passkey not found.'];
    expect(await refusal(remove(bob.token))).toEqual(unknown);
    expect((await ada.list()).Credentials).toHaveLength(1);
    await remove(ada.token);
    expect((await ada.list()).Credentials).toEqual([]);
    expect(await refusal(remove(ada.token))).toEqual(unknown);
  });
});

describe('SetUserPoolMfaConfig', () => {
  it.each(['com', '127.0.0.1', 'https://example.com', 'example.com:443', 'Example.com', '-a.example'])(
    'refuses the RP ID %s',
    async (RelyingPartyId) => {
      expect(await refusal(pool.configure({ WebAuthnConfiguration: { RelyingPartyId } }))).toEqual([
        'InvalidParameterException',
        'The relying party ID must be a domain name.',
      ]);
    },
  );

  it('refuses passkeys to the plan without them', async () => {
    const record = pools.pool(other.poolId);
    pools.context.store.pools.put({ ...record, settings: { ...record.settings, UserPoolTier: 'LITE' } });
    expect(
      await refusal(other.configure({ WebAuthnConfiguration: { RelyingPartyId: relyingParty } })),
    ).toEqual(['FeatureUnavailableInTierException', 'Passkey sign-in is not available in the LITE tier.']);
  });
});
