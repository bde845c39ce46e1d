import type { Caller } from './caller';
import { InvalidToken } from './token';

/** What a token must say to be meant for this service. */
export interface Expected {
  readonly issuer: string;
  readonly clientId: string;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Checks every claim that access depends on and makes the caller of it. The signature has been verified; a claim of the wrong type
 * is refused all the same, since it would be read as something else further on.
 *
 * @param now seconds since the epoch
 * @throws InvalidToken
 */
export function callerOf(
  payload: unknown,
  accessToken: string,
  expected: Expected,
  now = Date.now() / 1000,
): Caller {
  const claims = objectOf(payload);
  check(claims['iss'] === expected.issuer, 'iss is not the user pool');
  check(claims['token_use'] === 'access', 'not an access token');
  check(claims['client_id'] === expected.clientId, 'client_id is not ours');
  check(claims['aud'] === undefined || claims['aud'] === expected.clientId, 'aud is not ours');
  const expiresAt = time(claims, 'exp');
  check(expiresAt > now, 'expired');
  check(claims['nbf'] === undefined || time(claims, 'nbf') <= now, 'not valid yet');
  return {
    sub: text(claims, 'sub'),
    username: text(claims, 'username'),
    groups: groupsOf(claims['cognito:groups']),
    scope: text(claims, 'scope'),
    clientId: expected.clientId,
    authTime: time(claims, 'auth_time'),
    issuedAt: time(claims, 'iat'),
    expiresAt,
    jti: text(claims, 'jti'),
    ...optional(claims, 'origin_jti', 'originJti'),
    ...optional(claims, 'device_key', 'deviceKey'),
    ...optional(claims, 'custom:account_id', 'accountId'),
    accessToken,
  };
}

function check(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new InvalidToken(reason);
}

function objectOf(payload: unknown): Claims {
  check(
    typeof payload === 'object' && payload !== null && !Array.isArray(payload),
    'claims are not an object',
  );
  return payload as Claims;
}

function text(claims: Claims, name: string): string {
  const value = claims[name];
  check(typeof value === 'string' && value !== '', `${name} is not a text`);
  return value;
}

/** NumericDate in whole seconds; `1e999` parses to Infinity, which never ends. */
function time(claims: Claims, name: string): number {
  const value = claims[name];
  check(typeof value === 'number' && Number.isSafeInteger(value) && value > 0, `${name} is not a time`);
  return value;
}

/** Absent when the user has no group. A text would pass `includes` by its letters. */
function groupsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  check(
    Array.isArray(value) && value.every((group) => typeof group === 'string'),
    'groups are not a list of texts',
  );
  return value as string[];
}

function optional<Name extends string>(
  claims: Claims,
  claim: string,
  name: Name,
): Partial<Record<Name, string>> {
  if (claims[claim] === undefined) return {};
  return { [name]: text(claims, claim) } as Record<Name, string>;
}
