import type { AssertionCredential } from './credential';
import type { PasskeyRecord } from './passkey-record';
import { isOriginOf } from './relying-party';

/** What the use of a passkey must prove. */
export interface AssertionTerms {
  /** Base64url. */
  readonly challenge: string;
  readonly relyingPartyId: string;
  readonly userVerification: boolean;
}

export interface Assertion {
  /** The authenticator's count of signatures. */
  readonly counter: number;
  /** Whether the authenticator knew its owner. */
  readonly userVerified: boolean;
}

/**
 * Verifies the use of a passkey.
 *
 * @returns undefined for one that proves nothing, whatever is wrong with it
 */
export async function verifyAssertion(
  { json, clientData: { origin } }: AssertionCredential,
  passkey: PasskeyRecord,
  { challenge, relyingPartyId, userVerification }: AssertionTerms,
): Promise<Assertion | undefined> {
  if (!isOriginOf(relyingPartyId, origin)) return undefined;
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: json,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: relyingPartyId,
      requireUserVerification: userVerification,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
    });
    const { newCounter: counter, userVerified } = authenticationInfo;
    return verified ? { counter, userVerified } : undefined;
  } catch {
    // The library throws for an assertion that is not good.
    return undefined;
  }
}

/** Whether an authenticator has counted on since a passkey's last use. One that stands still was copied, unless it never counts. */
export function hasCountedOn({ counter }: PasskeyRecord, assertion: Assertion): boolean {
  return assertion.counter > counter || (assertion.counter === 0 && counter === 0);
}
