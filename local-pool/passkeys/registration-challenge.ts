import { randomBytes } from 'node:crypto';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { TokenSubject } from '../tokens/claims';
import { digestOf } from '../tokens/refresh-token';

/** In the place where the Sessions of sign-ins name their challenge: no answer can name it. */
const stage = 'WEB_AUTHN_REGISTRATION';
/** In ms. */
const life = 5 * 60 * 1000;

/** A new WebAuthn challenge, Base64url: 256 random bits. */
export function newChallenge(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Begins a registration.
 *
 * @returns the challenge; only its digest is kept
 */
export function openRegistration(
  context: PoolContext,
  { pool, client, user }: TokenSubject,
  relyingPartyId: string,
): string {
  const challenge = newChallenge();
  context.store.sessions.put({
    id: digestOf(challenge),
    poolId: pool.id,
    clientId: client.id,
    sub: user.sub,
    username: user.username,
    api: 'public',
    challenge: stage,
    state: { relyingPartyId },
    progress: {},
    expiresAt: context.clock.now() + life,
  });
  return challenge;
}

/**
 * Takes the challenge of a registration: whatever comes of it, it is good for one attempt.
 *
 * @returns the RP ID that the registration was started for
 * @throws PoolError WebAuthnChallengeNotFoundException for one that is unknown, of another user, used or expired;
 *   WebAuthnClientMismatchException for one of another client of his
 */
export function takeRegistration(
  context: PoolContext,
  { client, user }: TokenSubject,
  challenge: string,
): string {
  const record = context.store.sessions.get(digestOf(challenge));
  const found = record?.challenge === stage && record.sub === user.sub;
  if (!found || record.expiresAt <= context.clock.now()) {
    throw new PoolError(
      'WebAuthnChallengeNotFoundException',
      'The registration was not started, has expired, or has been completed.',
    );
  }
  if (record.clientId !== client.id) {
    throw new PoolError(
      'WebAuthnClientMismatchException',
      'The registration was started with another app client.',
    );
  }
  context.store.sessions.delete(record.id);
  return (record.state as { readonly relyingPartyId: string }).relyingPartyId;
}
