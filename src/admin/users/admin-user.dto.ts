import type { AdminGetUserResponse, UserType } from '@aws-sdk/client-cognito-identity-provider';
import { accountIn } from '../../cognito/accounts';
import { answered } from '../../cognito/answered';
import { attributesFrom, type Attributes } from '../../cognito/attributes';
import type { AttributeSchema } from '../../cognito/attributes-schema';
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
   * All attributes under Cognito's names, with values of the types that the user pool's schema gives them. A number that JSON cannot hold
   * exactly is a text.
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
 * @param schema the types of attributes, where they are known
 * @throws AppError `upstream_invalid_response` when what every user has is missing
 */
export function userFrom(user: UserType, schema?: AttributeSchema): ListedUser {
  const { sub, attributes } = attributesFrom(user.Attributes, schema);
  const accountId = accountIn(attributes);
  return {
    sub: answered(sub),
    username: answered(user.Username),
    status: answered(user.UserStatus),
    enabled: answered(user.Enabled),
    attributes,
    ...(accountId === undefined ? {} : { accountId }),
    createdAt: answered(user.UserCreateDate).toISOString(),
    updatedAt: answered(user.UserLastModifiedDate).toISOString(),
  };
}

/** Reads a single user, whom Cognito tells more of and under other names. */
export function singleUserFrom(
  user: AdminGetUserResponse,
  groups: readonly { readonly name: string }[],
  schema?: AttributeSchema,
): AdminUser {
  return {
    ...userFrom({ ...user, Attributes: user.UserAttributes }, schema),
    groups: groups.map(({ name }) => name),
    mfa: mfaFrom(user),
  };
}
