import type { AdminGetUserResponse } from '@aws-sdk/client-cognito-identity-provider';
import { AppError } from '../../common/errors/app-error';

/** An external identity that signs in as a user. */
export interface LinkedIdentity {
  readonly provider: string;
  /** What the provider calls the account. */
  readonly userId: string;
  /** Whether the user was made by it, as opposed to being linked to it. */
  readonly primary: boolean;
}

/** An entry of the attribute `identities`. */
interface IdentityEntry {
  readonly providerName?: unknown;
  readonly userId?: unknown;
  /** Cognito writes it as a boolean or as its text. */
  readonly primary?: unknown;
}

/**
 * The identities of a user, which Cognito keeps as JSON in an attribute.
 *
 * @throws AppError `upstream_invalid_response` when that is not what it should be
 */
export function identitiesOf({ UserAttributes }: AdminGetUserResponse): LinkedIdentity[] {
  const json = UserAttributes?.find(({ Name }) => Name === 'identities')?.Value;
  if (json === undefined) return [];
  return entriesIn(json).map(({ providerName, userId, primary }) => {
    if (typeof providerName !== 'string' || typeof userId !== 'string')
      throw new AppError('upstream_invalid_response');
    return { provider: providerName, userId, primary: primary === true || primary === 'true' };
  });
}

function entriesIn(json: string): IdentityEntry[] {
  try {
    const entries: unknown = JSON.parse(json);
    if (Array.isArray(entries) && entries.every((entry) => typeof entry === 'object' && entry !== null))
      return entries as IdentityEntry[];
  } catch {
    // The parser's message quotes what it read: it must not become a cause.
  }
  throw new AppError('upstream_invalid_response');
}
