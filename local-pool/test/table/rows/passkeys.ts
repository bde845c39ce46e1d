import { authenticator, create, origin, unverified } from '../../passkeys';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { holding, some } from '../shown';
import type { SignedIn, World } from '../world';

const own =
  (
    change: (someone: SignedIn, world: World) => object | Promise<object> = () => ({}),
    where = places.passkeys,
  ): Row['arrange'] =>
  async (world) => {
    const someone = await world.signedIn({}, await where(world));
    return { AccessToken: someone.AccessToken, ...(await change(someone, world)) };
  };

type Options = Parameters<typeof create>[1];

/** A new credential of somebody's authenticator. */
const credential =
  (change: (options: Options) => Options = (options) => options, from = origin, emulator = authenticator()) =>
  async ({ AccessToken }: SignedIn, world: World): Promise<{ Credential: object }> => {
    const { CredentialCreationOptions } = await world.done('StartWebAuthnRegistration', { AccessToken });
    return { Credential: create(emulator, change(CredentialCreationOptions), from) };
  };

/** Somebody with a passkey, and its id. */
const registered = own(async (someone, world) => {
  const { Credential } = await credential()(someone, world);
  await world.done('CompleteWebAuthnRegistration', { AccessToken: someone.AccessToken, Credential });
  return { CredentialId: (Credential as { id: string }).id };
});

const withMany = own(({ user }, { store }) => {
  for (let n = 0; n < 20; n += 1) {
    const credentialId = `key-${n}`;
    store.passkeys.put({
      ...{ id: `${user.sub}/${credentialId}`, poolId: user.poolId, sub: user.sub, credentialId },
      ...{ publicKey: '', counter: 0, relyingPartyId: 'app.example.com', transports: [], createdAt: 0 },
    } as never);
  }
  return {};
});

const withoutId: Row['arrange'] = async (world) => ({
  AccessToken: ((await registered(world)) as { AccessToken: string }).AccessToken,
});
const plainly: Row['arrange'] = async (world) => ({ AccessToken: (await world.signedIn()).AccessToken });
const another = (options: Options): Options => ({
  ...options,
  rp: { ...options.rp, id: 'other.example.com' },
});
const otherDomain = (options: Options): Options => ({ ...options, rp: { name: 'x', id: 'evil.example' } });

/** Passkeys and their registration. */
export const passkeyRows: readonly Row[] = [
  succeeds('StartWebAuthnRegistration', 'with what the browser needs', own(), {
    CredentialCreationOptions: holding({
      ...{
        challenge: some.text,
        rp: { id: 'app.example.com', name: 'app.example.com' },
        attestation: 'none',
      },
    }),
  }),
  refuses('StartWebAuthnRegistration', 'WebAuthnNotEnabled', 'a pool without passkeys', plainly),
  refuses(
    ...(['StartWebAuthnRegistration', 'WebAuthnConfigurationMissing', 'a pool without a domain'] as const),
    own(() => ({}), places.homeless),
  ),
  refuses('StartWebAuthnRegistration', 'LimitExceeded', 'the 21st passkey', withMany),
  succeeds('CompleteWebAuthnRegistration', 'with nothing', own(credential())),
  refuses(
    ...([
      'CompleteWebAuthnRegistration',
      'WebAuthnChallengeNotFound',
      'a registration that is done',
    ] as const),
    own(async (someone, world) => {
      const input = await credential()(someone, world);
      await world.done('CompleteWebAuthnRegistration', { AccessToken: someone.AccessToken, ...input });
      return input;
    }),
  ),
  refuses(
    ...(['CompleteWebAuthnRegistration', 'WebAuthnClientMismatch', 'the token of another client'] as const),
    own(async (someone, world) => {
      const input = await credential()(someone, world);
      const ClientId = await world.client(await places.passkeys(world), {});
      const { AccessToken } = await world.pools.signIn(ClientId, someone.user.username);
      return { ...input, AccessToken };
    }),
  ),
  refuses(
    ...(['CompleteWebAuthnRegistration', 'WebAuthnOriginNotAllowed', 'a page of another domain'] as const),
    own(credential(otherDomain, 'https://evil.example')),
  ),
  refuses(
    ...([
      'CompleteWebAuthnRegistration',
      'WebAuthnRelyingPartyMismatch',
      'a key for another domain',
    ] as const),
    own(credential(another, origin)),
  ),
  refuses(
    ...([
      'CompleteWebAuthnRegistration',
      'WebAuthnCredentialNotSupported',
      'a key that does not know its owner',
    ] as const),
    own(
      credential(
        (options) => ({ ...options, authenticatorSelection: {} }),
        origin,
        authenticator(unverified),
      ),
    ),
  ),
  refuses('CompleteWebAuthnRegistration', 'WebAuthnNotEnabled', 'a pool without passkeys', async (world) => ({
    ...{ ...(await plainly(world)), Credential: {} },
  })),
  refuses(
    'CompleteWebAuthnRegistration',
    'InvalidParameter',
    'what is no credential',
    own(() => ({ Credential: {} })),
  ),
  refuses(
    ...(['CompleteWebAuthnRegistration', 'LimitExceeded', 'the 21st passkey'] as const),
    own(async (someone, world) => {
      const input = await credential()(someone, world);
      for (let n = 0; n < 20; n += 1) {
        const { sub, poolId } = someone.user;
        world.store.passkeys.put({ id: `${sub}/k${n}`, poolId, sub, credentialId: `k${n}` } as never);
      }
      return input;
    }),
  ),
  succeeds('ListWebAuthnCredentials', 'with the passkeys', withoutId, {
    Credentials: [
      holding({ CredentialId: some.text, RelyingPartyId: 'app.example.com', CreatedAt: some.time }),
    ],
  }),
  succeeds('DeleteWebAuthnCredential', 'with nothing', registered),
  refuses(
    'DeleteWebAuthnCredential',
    'ResourceNotFound',
    'an unknown passkey',
    own(() => ({ CredentialId: 'none' })),
  ),
];
