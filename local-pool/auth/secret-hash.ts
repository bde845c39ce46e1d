import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ClientRecord } from '../store/records';
import { notAuthorized } from './refusals';
import { sha256 } from './srp-group';

/**
 * Verifies a SECRET_HASH: Base64(HMAC-SHA256(client secret, user name + client id)). A client has two secrets while one is being
 * rotated; either will do.
 *
 * @param username the string as the caller sent it in this very step, which is what the caller hashed
 * @throws PoolError NotAuthorizedException when it is missing or wrong, or sent by a client without a secret
 */
export function checkSecretHash(client: ClientRecord, username: string, given: string | undefined): void {
  requireSecretHash(client, given);
  if (!secretHashMatches(client, username, given)) {
    throw notAuthorized(`Unable to verify secret hash for client ${client.id}`);
  }
}

/** @throws PoolError NotAuthorizedException when the client has a secret and nothing was sent */
export function requireSecretHash(client: ClientRecord, given: string | undefined): void {
  if (client.secrets.length > 0 && given === undefined) {
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  }
}

/** True for the right hash, and for none where the client has no secret. */
export function secretHashMatches(
  client: ClientRecord,
  username: string,
  given: string | undefined,
): boolean {
  if (client.secrets.length === 0) return given === undefined;
  return client.secrets.some(({ value }) => {
    const expected = hashWith(value, client, username);
    return given !== undefined && equalInConstantTime(given, expected);
  });
}

/** The hash that the client would send for this name; undefined for a public client. */
export function secretHashOf(client: ClientRecord, username: string): string | undefined {
  const [secret] = client.secrets;
  return secret && hashWith(secret.value, client, username);
}

function hashWith(secret: string, { id }: ClientRecord, username: string): string {
  return createHmac('sha256', secret).update(`${username}${id}`).digest('base64');
}

/** Whether a client proved itself by its plain secret (GetTokensFromRefreshToken, RevokeToken). */
export function clientSecretMatches(client: ClientRecord, given: string | undefined): boolean {
  if (client.secrets.length === 0) return given === undefined;
  return given !== undefined && client.secrets.some(({ value }) => equalInConstantTime(given, value));
}

/** Digests have one length, so neither time nor an exception tells how long the secret is. */
function equalInConstantTime(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}
