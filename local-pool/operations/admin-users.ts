import type {
  AdminDeleteUserAttributesCommandInput,
  AdminDeleteUserCommandInput,
  AdminDisableUserCommandInput,
  AdminEnableUserCommandInput,
  AdminGetUserCommandInput,
  AdminGetUserCommandOutput,
  AdminUpdateUserAttributesCommandInput,
  AdminUserGlobalSignOutCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { dropCode, issueCode } from '../auth/codes';
import type { OperationTable, PoolContext } from '../operation';
import { requirePool } from '../pools/find-pool';
import type { PoolRecord, UserRecord } from '../store/records';
import {
  attributesIn,
  attributesOut,
  checkAttributes,
  checkDeletion,
  checkUnique,
  checkVerifiable,
  claimAlias,
  contactAttributes,
  planUpdate,
  withoutAttributes,
} from '../users/attributes';
import { deleteUser } from '../users/delete-user';
import { requireUser } from '../users/find-user';

interface UserInput {
  readonly UserPoolId: string | undefined;
  readonly Username: string | undefined;
}

function adminGetUser(
  input: AdminGetUserCommandInput,
  context: PoolContext,
): Omit<AdminGetUserCommandOutput, '$metadata'> {
  const { user } = named(context, input);
  return {
    Username: user.username,
    UserAttributes: attributesOut(user),
    UserCreateDate: new Date(user.createdAt),
    UserLastModifiedDate: new Date(user.updatedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
    ...(user.mfa.preferred === undefined ? {} : { PreferredMfaSetting: user.mfa.preferred }),
    ...(user.mfa.enabled.length === 0 ? {} : { UserMFASettingList: [...user.mfa.enabled] }),
  };
}

/** As UpdateUserAttributes, but whatever a client may write, and with the right to say that a value is verified. */
function adminUpdateUserAttributes(
  input: AdminUpdateUserAttributesCommandInput,
  context: PoolContext,
): object {
  const { pool, user } = named(context, input);
  const values = attributesIn(input.UserAttributes);
  checkAttributes(pool, values, false);
  checkUnique(context, pool, values, user);
  const { attributes, pendingAttributes, toVerify } = planUpdate(pool, user, values);
  checkVerifiable(values, attributes);
  takeAliases(context, pool, user, attributes);
  const changed = putAttributes(context, pool, user, { attributes, pendingAttributes });
  for (const { name } of toVerify) {
    issueCode(context, pool, changed, `verify-${name}`, { attribute: name, kind: 'UpdateUserAttribute' });
  }
  return {};
}

function adminDeleteUserAttributes(
  input: AdminDeleteUserAttributesCommandInput,
  context: PoolContext,
): object {
  const { pool, user } = named(context, input);
  const names = input.UserAttributeNames ?? [];
  checkDeletion(pool, names);
  putAttributes(context, pool, user, {
    attributes: withoutAttributes(user.attributes, names),
    pendingAttributes: withoutAttributes(user.pendingAttributes, names),
  });
  return {};
}

function adminDeleteUser(input: AdminDeleteUserCommandInput, context: PoolContext): object {
  deleteUser(context, named(context, input).user);
  return {};
}

/** Tokens end now and stay ended when the user is enabled again. */
function adminDisableUser(input: AdminDisableUserCommandInput, context: PoolContext): object {
  const { user } = named(context, input);
  const now = context.clock.now();
  context.store.users.put({ ...user, enabled: false, tokensRevokedAt: now, updatedAt: now });
  return {};
}

function adminEnableUser(input: AdminEnableUserCommandInput, context: PoolContext): object {
  const { user } = named(context, input);
  context.store.users.put({ ...user, enabled: true, updatedAt: context.clock.now() });
  return {};
}

function adminUserGlobalSignOut(input: AdminUserGlobalSignOutCommandInput, context: PoolContext): object {
  const { user } = named(context, input);
  context.store.users.put({ ...user, tokensRevokedAt: context.clock.now() });
  return {};
}

function named(context: PoolContext, input: UserInput): { pool: PoolRecord; user: UserRecord } {
  const pool = requirePool(context, input.UserPoolId);
  return { pool, user: requireUser(context, pool, input.Username ?? '') };
}

/**
 * @param attributes as they will be: every value in them that is an alias must be nobody else's
 * @throws PoolError AliasExistsException
 */
function takeAliases(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  attributes: Readonly<Record<string, string>>,
): void {
  for (const name of [...contactAttributes, 'preferred_username']) {
    const value = attributes[name];
    const active = name === 'preferred_username' || attributes[`${name}_verified`] === 'true';
    if (value && active) claimAlias(context, pool, name, value, false, user);
  }
}

/** Puts changed attributes. A reset code on its way to a former address must not open the account any more. */
function putAttributes(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  change: Pick<UserRecord, 'attributes' | 'pendingAttributes'>,
): UserRecord {
  const changed = { ...user, ...change, updatedAt: context.clock.now() };
  const moved = contactAttributes.some((name) => changed.attributes[name] !== user.attributes[name]);
  if (moved) dropCode(context, pool, user, 'reset-password');
  context.store.users.put(changed);
  return changed;
}

/** What administrators do with a user. */
export const adminUserOperations = {
  AdminGetUser: adminGetUser,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AdminDeleteUserAttributes: adminDeleteUserAttributes,
  AdminDeleteUser: adminDeleteUser,
  AdminDisableUser: adminDisableUser,
  AdminEnableUser: adminEnableUser,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
} satisfies OperationTable;
