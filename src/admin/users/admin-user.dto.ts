import type { AdminGetUserResponse, UserType } from '@aws-sdk/client-cognito-identity-provider';
import { answered } from '../../cognito/answered';
import { attributesFrom, type Attributes } from '../../cognito/attributes';
import { mfaFrom, type MfaMethods } from '../../cognito/mfa-methods.dto';

/** A user as administrators see them. */
export class AdminUser {
  /**
   * The lasting identifier of the user.
   * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  sub: string;
  /**
   * Cognito's username; a UUID where people sign in with an e-mail address or a phone number.
   * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  username: string;
  /**
   * Where the account stands: `UNCONFIRMED`, `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, `RESET_REQUIRED`, `EXTERNAL_PROVIDER` or another
   * word of Cognito's.
   * @example CONFIRMED
   */
  status: string;
  /** Whether the user may sign in. */
  enabled: boolean;
  /**
   * All attributes under Cognito's names. `*_verified` are booleans, all else is text.
   * @example { "email": "person@example.com", "email_verified": true, "name": "Jane Doe" }
   */
  attributes: Attributes;
  /**
   * Names of the groups; not in lists.
   * @example ["editors"]
   */
  groups?: string[];
  /**
   * The account (tenant) that the user belongs to, when one was assigned.
   * @example acme
   */
  accountId?: string;
  /** Second factors; not in lists. */
  mfa?: MfaMethods;
  /**
   * When the account was made.
   * @example 2026-01-31T09:30:00.000Z
   */
  createdAt: string;
  /**
   * When it was changed last.
   * @example 2026-02-01T10:00:00.000Z
   */
  updatedAt: string;
}

/** What lists and creations tell of a user. */
export type ListedUser = Omit<AdminUser, 'groups' | 'mfa'>;

/**
 * Reads a user from a list or from a creation.
 *
 * @throws AppError `upstream_invalid_response` when what every user has is missing
 */
export function userFrom(user: UserType): ListedUser {
  const { sub, attributes } = attributesFrom(user.Attributes);
  const accountId = attributes['custom:account_id'];
  return {
    sub: answered(sub),
    username: answered(user.Username),
    status: answered(user.UserStatus),
    enabled: answered(user.Enabled),
    attributes,
    ...(typeof accountId === 'string' ? { accountId } : {}),
    createdAt: answered(user.UserCreateDate).toISOString(),
    updatedAt: answered(user.UserLastModifiedDate).toISOString(),
  };
}

/** Reads a single user, whom Cognito tells more of and under other names. */
export function singleUserFrom(user: AdminGetUserResponse, groups: readonly string[]): AdminUser {
  return {
    ...userFrom({ ...user, Attributes: user.UserAttributes }),
    groups: [...groups],
    mfa: mfaFrom(user),
  };
}
