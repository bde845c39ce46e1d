import { createHash } from 'node:crypto';
import { invalidParameter } from '../auth/refusals';
import { PoolError } from '../pool-error';
import { algorithms } from './algorithms';
import type { RegistrationCredential } from './credential';
import { nameOfAuthenticator } from './authenticator-names';
import type { PasskeyRecord } from './passkey-record';
import { isOriginOf } from './relying-party';

/** What a new credential must prove. */
export interface RegistrationTerms {
  readonly relyingPartyId: string;
  readonly userVerification: boolean;
}

/** What is kept of a new credential. */
export type NewPasskey = Pick<
  PasskeyRecord,
  'credentialId' | 'publicKey' | 'counter' | 'relyingPartyId' | 'name' | 'attachment' | 'transports'
>;

/**
 * Verifies a new credential. Its challenge must have been looked up already.
 *
 * @throws PoolError WebAuthnOriginNotAllowedException, WebAuthnRelyingPartyMismatchException,
 *   WebAuthnCredentialNotSupportedException (algorithm, user verification, attestation), InvalidParameterException for
 *   everything else that is wrong with it
 */
export async function verifyRegistration(
  credential: RegistrationCredential,
  { relyingPartyId, userVerification }: RegistrationTerms,
): Promise<NewPasskey> {
  const { json, clientData, transports, attachment } = credential;
  if (!isOriginOf(relyingPartyId, clientData.origin)) {
    throw new PoolError(
      'WebAuthnOriginNotAllowedException',
      'The origin of the credential does not belong to the relying party of the user pool.',
    );
  }
  const made = await parsed(json.response.attestationObject);
  if (!made.relyingPartyDigest.equals(createHash('sha256').update(relyingPartyId).digest())) {
    throw relyingPartyMismatch();
  }
  if (!algorithms.includes(made.algorithm)) throw notSupported('signature algorithm');
  if (userVerification && !made.userVerified) throw notSupported('lack of user verification');
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: json,
    expectedChallenge: clientData.challenge,
    expectedOrigin: clientData.origin,
    expectedRPID: relyingPartyId,
    requireUserVerification: userVerification,
    supportedAlgorithmIDs: [...algorithms],
  }).catch(refuse);
  if (!verified) throw notSupported('attestation');
  const { credential: key, aaguid } = registrationInfo;
  if (key.id !== json.id) throw malformed();
  return {
    credentialId: key.id,
    publicKey: Buffer.from(key.publicKey).toString('base64url'),
    counter: key.counter,
    relyingPartyId,
    name: nameOfAuthenticator(aaguid),
    attachment,
    transports,
  };
}

/** Refusal of a credential that the pool's present relying party could not use. */
export function relyingPartyMismatch(): PoolError {
  return new PoolError(
    'WebAuthnRelyingPartyMismatchException',
    'The credential is for another relying party than that of the user pool.',
  );
}

interface Made {
  readonly relyingPartyDigest: Buffer;
  /** COSE number. */
  readonly algorithm: number;
  readonly userVerified: boolean;
}

/** Looks into a credential for what has an exception of its own; the library has one error for everything. */
async function parsed(attestationObject: string): Promise<Made> {
  const helpers = await import('@simplewebauthn/server/helpers');
  try {
    const attestation = helpers.decodeAttestationObject(helpers.isoBase64URL.toBuffer(attestationObject));
    const data = helpers.parseAuthenticatorData(attestation.get('authData'));
    if (!data.credentialPublicKey) throw malformed();
    const key = helpers.decodeCredentialPublicKey(data.credentialPublicKey);
    return {
      relyingPartyDigest: Buffer.from(data.rpIdHash),
      algorithm: key.get(helpers.cose.COSEKEYS.alg) ?? 0,
      userVerified: data.flags.uv,
    };
  } catch {
    throw malformed();
  }
}

function refuse(): never {
  throw malformed();
}

function notSupported(what: string): PoolError {
  return new PoolError(
    'WebAuthnCredentialNotSupportedException',
    `The credential is not supported because of its ${what}.`,
  );
}

function malformed(): PoolError {
  return invalidParameter('The credential could not be verified.');
}
