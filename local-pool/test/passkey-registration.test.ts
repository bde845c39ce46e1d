import { DeleteWebAuthnCredentialCommand } from '@aws-sdk/client-cognito-identity-provider';
import type WebAuthnEmulator from 'nid-webauthn-emulator';
import type { PublicKeyCredentialCreationOptionsJSON as Options } from 'nid-webauthn-emulator';
import {
  authenticator,
  create,
  origin,
  PasskeyPool,
  relyingParty,
  unverified,
  type Person,
} from './passkeys';
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

const notFound = [
  'WebAuthnChallengeNotFoundException',
  'The registration was not started, has expired, or has been completed.',
];
const malformed = ['InvalidParameterException', 'The credential is not of the form of a WebAuthn response.'];
const unproved = ['InvalidParameterException', 'The credential could not be verified.'];

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

describe('CompleteWebAuthnRegistration', () => {
  it.each([['ES256' as const], ['RS256' as const]])('takes a passkey of %s', async (algorithm) => {
    const ada = await person();
    ada.authenticator = authenticator({ algorithmIdentifiers: [algorithm] });
    const { id } = await ada.register();
    expect(await ada.list()).toEqual({
      Credentials: [
        {
          CredentialId: id,
          FriendlyCredentialName: 'Passkey',
          RelyingPartyId: relyingParty,
          AuthenticatorTransports: ['usb'],
          CreatedAt: expect.any(Date) as Date,
        },
      ],
    });
  });

  it('keeps what the browser says about the authenticator, and only what it may say', async () => {
    const ada = await person();
    ada.authenticator = authenticator({
      aaguid: new Uint8Array(Buffer.from('fbfc3007154e4ecc8c0b6e020557d7bd', 'hex')),
    });
    const { response, ...credential } = create(ada.authenticator, await ada.start());
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const transports = ['internal', 'hybrid', 'internal', 7, '<script>', ...letters, 'i', 'j'];
    await ada.complete({
      ...credential,
      authenticatorAttachment: 'platform',
      response: { ...response, transports },
    });
    expect((await ada.list()).Credentials).toEqual([
      expect.objectContaining({
        FriendlyCredentialName: 'iCloud Keychain',
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal', 'hybrid', ...letters],
      }),
    ]);
  });

  it.each([
    ['the relying party', origin],
    ['another port', `${origin}:8443`],
    ['a domain under it', 'https://deep.below.app.example.com'],
  ])('takes a page of %s', async (_, from) => {
    const ada = await person();
    await ada.complete(create(ada.authenticator, await ada.start(), from));
  });

  it.each([
    ['another domain', 'https://evil.example'],
    ['the domain above', 'https://example.com'],
    ['a domain that ends like it', 'https://evilapp.example.com'],
    ['a domain that begins like it', 'https://app.example.com.evil.example'],
    ['a page without TLS', 'http://app.example.com'],
    ['a page without TLS on this machine', 'http://localhost:3000'],
  ])('refuses %s', async (_, from) => {
    const ada = await person();
    const options = await ada.start();
    const credential = create(ada.authenticator, options, from);
    expect(await refusal(ada.complete(credential))).toEqual([
      'WebAuthnOriginNotAllowedException',
      'The origin of the credential does not belong to the relying party of the user pool.',
    ]);
    expect((await ada.list()).Credentials).toEqual([]);
  });

  it.each(['http://localhost:5173', 'https://localhost', 'http://app.localhost:80'])(
    'takes %s where the relying party is localhost, without its default port',
    async (from) => {
      other.change({ RelyingPartyId: 'localhost' });
      const ada = await person(other);
      const credential = create(ada.authenticator, await ada.start(), from);
      if (from.endsWith(':80')) {
        expect((await refusal(ada.complete(credential)))[0]).toBe('WebAuthnOriginNotAllowedException');
      } else {
        await ada.complete(credential);
      }
    },
  );

  it('refuses a passkey for another relying party', async () => {
    const ada = await person();
    const options = await ada.start();
    const credential = create(ada.authenticator, { ...options, rp: { ...options.rp, id: 'example.com' } });
    const mismatch = [
      'WebAuthnRelyingPartyMismatchException',
      'The credential is for another relying party than that of the user pool.',
    ];
    expect(await refusal(ada.complete(credential))).toEqual(mismatch);
    const moved = await person(other);
    const old = create(moved.authenticator, await moved.start());
    await moved.pool.configure({ WebAuthnConfiguration: { RelyingPartyId: 'example.com' } });
    expect(await refusal(moved.complete(old))).toEqual(mismatch);
  });

  it('refuses an algorithm that was not offered', async () => {
    const ada = await person();
    const options: Options = { ...(await ada.start()), pubKeyCredParams: [{ type: 'public-key', alg: -8 }] };
    expect(await refusal(ada.complete(create(ada.authenticator, options)))).toEqual([
      'WebAuthnCredentialNotSupportedException',
      'The credential is not supported because of its signature algorithm.',
    ]);
  });

  it('takes an authenticator that does not know its owner, where that is only preferred', async () => {
    const ada = await person();
    ada.authenticator = authenticator(unverified);
    await ada.register();
  });

  it('takes a challenge once, whatever comes of it', async () => {
    const ada = await person();
    const credential = await ada.register();
    expect(await refusal(ada.complete(credential))).toEqual(notFound);
    const options = await ada.start();
    await refusal(
      ada.complete(create(ada.authenticator, { ...options, excludeCredentials: [] }, 'https://a.example')),
    );
    expect(await refusal(ada.complete(create(authenticator(), options)))).toEqual(notFound);
  });

  it('takes one of several answers in a race', async () => {
    const ada = await person();
    const credential = create(ada.authenticator, await ada.start());
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => ada.complete(credential)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await ada.list()).Credentials).toHaveLength(1);
  });

  it('takes a challenge for five minutes', async () => {
    const ada = await person();
    const [early, late] = [await ada.start(), await ada.start()];
    await pools.advance(299);
    await ada.complete(create(ada.authenticator, early));
    await pools.advance(1);
    expect(await refusal(ada.complete(create(authenticator(), late)))).toEqual(notFound);
  });

  it("refuses another user's challenge, one that was never given, and that of a sign-in", async () => {
    const [ada, bob] = [await person(), await person()];
    const options = await ada.start();
    expect(await refusal(bob.complete(create(bob.authenticator, options)))).toEqual(notFound);
    await ada.complete(create(ada.authenticator, options));
    const invented = {
      ...options,
      challenge: Buffer.alloc(32).toString('base64url'),
      excludeCredentials: [],
    };
    expect(await refusal(ada.complete(create(authenticator(), invented)))).toEqual(notFound);
    const step = await pool.begin(ada.username);
    const { challenge } = JSON.parse(
      step.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] ?? '',
    ) as Options;
    expect(await refusal(ada.complete(create(authenticator(), { ...options, challenge })))).toEqual(notFound);
  });

  it('refuses a token of another client, which does not cost the challenge', async () => {
    const ada = await person();
    const { ClientId } = await pools.createClient(pool.poolId);
    const { AccessToken } = await pools.signIn(ClientId, ada.username);
    const credential = create(ada.authenticator, await ada.start());
    expect(await refusal(ada.complete(credential, AccessToken))).toEqual([
      'WebAuthnClientMismatchException',
      'The registration was started with another app client.',
    ]);
    await ada.complete(credential);
  });

  it.each([
    ['nothing', {}],
    ['text', 'credential'],
    ['a list', []],
    ['another type', { type: 'password', id: 'x', rawId: 'x', response: {} }],
    ['no client data', { type: 'public-key', id: 'x', rawId: 'x', response: { attestationObject: 'x' } }],
    [
      'client data that is not JSON',
      {
        type: 'public-key',
        id: 'x',
        rawId: 'x',
        response: { attestationObject: 'x', clientDataJSON: 'AAAA' },
      },
    ],
  ])('refuses %s', async (_, document) => {
    expect(await refusal((await person()).complete(document as object))).toEqual(malformed);
  });

  it.each<[string, (credential: ReturnType<WebAuthnEmulator['createJSON']>) => object]>([
    [
      'an attestation that is no CBOR',
      (c) => ({ ...c, response: { ...c.response, attestationObject: 'AAAA' } }),
    ],
    ['an id that is not that of the key', (c) => ({ ...c, id: 'AAAA', rawId: 'AAAA' })],
    ['an id that differs from the raw one', (c) => ({ ...c, rawId: 'AAAA' })],
    [
      'client data of a sign-in',
      ({ response, ...c }) => {
        const data = Buffer.from(response.clientDataJSON, 'base64url').toString();
        const clientDataJSON = Buffer.from(data.replace('.create', '.get')).toString('base64url');
        return { ...c, response: { ...response, clientDataJSON } };
      },
    ],
  ])('refuses %s', async (_, change) => {
    const ada = await person();
    const credential = create(ada.authenticator, await ada.start());
    expect(await refusal(ada.complete(change(credential)))).toEqual(unproved);
  });

  it('refuses a credential that another user has, and takes it in another pool', async () => {
    const [ada, bob] = [await person(), await person()];
    const { id } = await ada.register();
    const { store } = pools.context;
    const stored = store.passkeys.get(`${ada.sub}/${id}`)!;
    store.passkeys.delete(stored.id);
    const credential = create(bob.authenticator, await bob.start());
    store.passkeys.put({ ...stored, credentialId: credential.id });
    expect(await refusal(bob.complete(credential))).toEqual([
      'InvalidParameterException',
      'The credential is registered already.',
    ]);
    store.passkeys.put({ ...stored, credentialId: credential.id, poolId: 'us-east-1_elsewhere' });
    const again = create(bob.authenticator, await bob.start());
    store.passkeys.put({ ...stored, credentialId: again.id, poolId: 'us-east-1_elsewhere' });
    await bob.complete(again);
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
