import type WebAuthnEmulator from 'nid-webauthn-emulator';
import type { PublicKeyCredentialCreationOptionsJSON as Options } from 'nid-webauthn-emulator';
import {
  authenticator,
  create,
  origin,
  PasskeyPool,
  relyingParty,
  requestOf,
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
    await pools.advance(290);
    await ada.complete(create(ada.authenticator, early));
    await pools.advance(10);
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
    const { challenge: asked } = requestOf(step);
    for (const challenge of [asked, step.Session ?? '']) {
      const credential = create(authenticator(), { ...options, challenge });
      expect(await refusal(ada.complete(credential))).toEqual(notFound);
    }
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
