import type { AdminUser } from './admin-user.dto';
import type { ListUsersQuery } from './users.dto';

/** What is asked for, whichever route it came by. */
export type UserQuery = { readonly [Member in keyof ListUsersQuery]?: ListUsersQuery[Member] | undefined };

/**
 * The filter for ListUsers, which takes one condition only: the attribute when there is one, since it is the narrower, else the
 * status. Whatever it leaves out is up to `matches`.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
export function cognitoFilter({ attribute, match, value, status }: UserQuery): string | undefined {
  if (attribute !== undefined && value !== undefined) {
    return `${attribute} ${match === 'prefix' ? '^=' : '='} ${quoted(value)}`;
  }
  return status === undefined ? undefined : `cognito:user_status = ${quoted(status)}`;
}

/** A quote or a backslash in what somebody typed must not end the value and begin a condition of their own. */
function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** Whether all conditions hold, compared as Cognito does: without regard to case, except for names and identifiers. */
export function matches(user: AdminUser, { attribute, match, value, status }: UserQuery): boolean {
  if (status !== undefined && user.status !== status) return false;
  if (attribute === undefined || value === undefined) return true;
  const exact = attribute === 'username' || attribute === 'sub';
  const fold = (text: string): string => (exact ? text : text.toLowerCase());
  const found = fold(exact ? user[attribute] : String(user.attributes[attribute] ?? ''));
  return match === 'prefix' ? found.startsWith(fold(value)) : found === fold(value);
}
