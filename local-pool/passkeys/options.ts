import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { PoolRecord, UserRecord } from '../store/records';
import { algorithms } from './algorithms';
import type { AllowedCredential } from './passkeys-of-user';
import { needsUserVerification } from './relying-party';

/** What both ceremonies are told. */
interface Ceremony {
  readonly pool: PoolRecord;
  /** Base64url. */
  readonly challenge: string;
  readonly relyingPartyId: string;
  /** How long the browser may take, in ms. */
  readonly timeout: number;
  /** Of a registration: those that there are already. Of a sign-in: those that are good for it. */
  readonly credentials: readonly AllowedCredential[];
}

/** What `navigator.credentials.create` is to be called with. */
export function creationOptions(
  ceremony: Ceremony,
  user: UserRecord,
): PublicKeyCredentialCreationOptionsJSON {
  const { pool, challenge, relyingPartyId, timeout, credentials } = ceremony;
  return {
    rp: { id: relyingPartyId, name: relyingPartyId },
    user: { id: userHandleOf(user), name: user.username, displayName: user.username },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout,
    excludeCredentials: credentials.map(descriptor),
    authenticatorSelection: {
      requireResidentKey: true,
      residentKey: 'required',
      userVerification: verification(pool),
    },
    attestation: 'none',
  };
}

/** What `navigator.credentials.get` is to be called with. */
export function requestOptions(ceremony: Ceremony): PublicKeyCredentialRequestOptionsJSON {
  const { pool, challenge, relyingPartyId, timeout, credentials } = ceremony;
  return {
    challenge,
    timeout,
    rpId: relyingPartyId,
    allowCredentials: credentials.map(descriptor),
    userVerification: verification(pool),
  };
}

/** Under which authenticators keep a user: says nothing about him. */
export function userHandleOf({ sub }: UserRecord): string {
  return Buffer.from(sub).toString('base64url');
}

type Descriptor = NonNullable<PublicKeyCredentialRequestOptionsJSON['allowCredentials']>[number];

function descriptor({ credentialId, transports }: AllowedCredential): Descriptor {
  return {
    id: credentialId,
    type: 'public-key',
    transports: [...transports] as NonNullable<Descriptor['transports']>,
  };
}

function verification(pool: PoolRecord): 'required' | 'preferred' {
  return needsUserVerification(pool) ? 'required' : 'preferred';
}
