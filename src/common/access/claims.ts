import type { Caller } from './caller';
import { TokenFault } from './token-fault';

/** What a token must say to be meant for this service. */
export interface Expected {
  /** `iss`, compared character by character. */
  readonly issuer: string;
  /** `client_id`. */
  readonly clientId: string;
  /** Seconds by which the pool's clock may be ahead of ours. */
  readonly clockAhead: number;
}

type Claims = Readonly<Record<string, unknown>>;

/** Longest life of an access token in seconds (AccessTokenValidity). Revocations are kept as long, so no token may outlive them. */
export const MAX_LIFE = 86_400;

/** Longest text of a claim in characters; Cognito's usernames and group names end at 128. */
const MAX_TEXT = 2048;

/** Control characters and halves of surrogate pairs: no name has them (Cognito's pattern), and they read differently elsewhere. */
const NO_NAME = /[\p{Cc}\p{Cs}]/u;

/**
 * Checks the claims of a token whose signature is good and gives the caller.
 *
 * Cognito signs ID tokens, tokens of other app clients and tokens of machines in the same pool, so a good signature alone says
 * nothing: guide "Verifying JSON Web Tokens"; RFC 8725 §3.8 to §3.12.
 *
 * @param claims the verified payload
 * @param token the raw token, kept for Cognito's own operations
 * @param now seconds since the epoch
 * @throws TokenFault
 */
export function callerFrom(claims: Claims, token: string, expected: Expected, now: number): Caller {
  checkPurpose(claims, expected);
  const times = checkTimes(claims, expected, now);
  const originJti = optionalText(claims, 'origin_jti');
  const deviceKey = optionalText(claims, 'device_key');
  const accountId = optionalText(claims, 'custom:account_id');
  return {
    sub: text(claims, 'sub'),
    username: text(claims, 'username'),
    groups: groupsOf(claims['cognito:groups']),
    scope: scopeOf(claims['scope']),
    clientId: expected.clientId,
    ...times,
    jti: text(claims, 'jti'),
    ...(originJti === undefined ? {} : { originJti }),
    ...(deviceKey === undefined ? {} : { deviceKey }),
    ...(accountId === undefined ? {} : { accountId }),
    accessToken: token,
  };
}

/** The right pool, the right client, and an access token: an ID token is proof for the client, not a key to an API. */
function checkPurpose(claims: Claims, expected: Expected): void {
  check(claims['iss'] === expected.issuer, 'the issuer is another one');
  check(claims['token_use'] === 'access', 'it is not an access token');
  check(claims['client_id'] === expected.clientId, 'it is for another client');
  // Only there with resource binding or a pre-token trigger; RFC 8707: a token bound to another resource is not for us.
  check(claims['aud'] === undefined || claims['aud'] === expected.clientId, 'it is for another audience');
}

/** @throws TokenFault for a token that is over, not yet good, or good for longer than tokens can be */
export function checkTimes(claims: Claims, { clockAhead }: Expected, now: number) {
  const expiresAt = instant(claims, 'exp');
  const issuedAt = instant(claims, 'iat');
  const authTime = instant(claims, 'auth_time');
  check(expiresAt > now, 'it has expired');
  // A token from far ahead would outlive the note of its revocation.
  check(issuedAt - now <= clockAhead, 'it comes from the future');
  check(authTime <= issuedAt, 'it is older than its sign-in');
  check(expiresAt > issuedAt && expiresAt - issuedAt <= MAX_LIFE, 'it lives longer than Cognito allows');
  check(claims['nbf'] === undefined || instant(claims, 'nbf') <= now, 'it is not valid yet');
  return { authTime, issuedAt, expiresAt };
}

/** A NumericDate in whole seconds. `1e999` parses to Infinity, which never expires. */
function instant(claims: Claims, name: string): number {
  const value = claims[name];
  const isInstant = typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
  check(isInstant, `${name} is not a time in whole seconds`);
  return value;
}

/** @throws TokenFault for a claim that is no plain text */
export function text(claims: Claims, name: string): string {
  const value = claims[name];
  check(isText(value), `${name} is not a text`);
  return value;
}

/** Whether a claim is a text that can be a name. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT && !NO_NAME.test(value);
}

/** @throws TokenFault for a claim that is there and no plain text */
export function optionalText(claims: Claims, name: string): string | undefined {
  return claims[name] === undefined ? undefined : text(claims, name);
}

/** Absent for a user without groups. A text instead of a list would make `includes` match parts of names. */
export function groupsOf(groups: unknown): readonly string[] {
  if (groups === undefined) return [];
  check(Array.isArray(groups) && groups.every(isText), 'cognito:groups is not a list of names');
  return groups;
}

/** A pre-token trigger may take every scope away. */
function scopeOf(scope: unknown): string {
  if (scope === undefined) return '';
  check(typeof scope === 'string', 'scope is not a text');
  return scope;
}

/** @throws TokenFault with the reason, unless it holds */
export function check(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new TokenFault(reason);
}
