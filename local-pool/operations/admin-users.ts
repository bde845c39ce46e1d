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
import { issueCode } from '../auth/codes';
import type { OperationTable, PoolContext } from '../operation';
import { withTokensRevoked } from '../tokens/grants';
import { checkUnique, claimAliases } from '../users/aliases';
import {
  attributesIn,
  attributesOut,
  checkAttributes,
  checkDeletion,
  checkVerifiable,
  planUpdate,
  withoutAttributes,
} from '../users/attributes';
import { deleteUser } from '../users/delete-user';
import { requirePoolUser } from '../users/find-user';
import { putAttributes } from '../users/put-attributes';
import { mfaOut } from '../users/user-out';

function adminGetUser(
  input: AdminGetUserCommandInput,
  context: PoolContext,
): Omit<AdminGetUserCommandOutput, '$metadata'> {
  const { user } = requirePoolUser(context, input);
  return {
    Username: user.username,
    UserAttributes: attributesOut(user),
    UserCreateDate: new Date(user.createdAt),
    UserLastModifiedDate: new Date(user.updatedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
    ...mfaOut(user),
  };
}

/** As UpdateUserAttributes, but whatever a client may write, and with the right to say that a value is verified. */
async function adminUpdateUserAttributes(
  input: AdminUpdateUserAttributesCommandInput,
  context: PoolContext,
): Promise<object> {
  const { pool, user } = requirePoolUser(context, input);
  const values = attributesIn(input.UserAttributes);
  checkAttributes(pool, values, false);
  checkUnique(context, pool, values, user);
  const { attributes, pendingAttributes, toVerify } = planUpdate(pool, user, values);
  checkVerifiable(values, attributes);
  claimAliases(context, pool, attributes, false, user);
  const changed = putAttributes(context, user, { attributes, pendingAttributes });
  for (const { name } of toVerify) {
    await issueCode(context, pool, changed, `verify-${name}`, {
      attribute: name,
      kind: 'UpdateUserAttribute',
      call: { clientMetadata: input.ClientMetadata },
    });
  }
  return {};
}

function adminDeleteUserAttributes(
  input: AdminDeleteUserAttributesCommandInput,
  context: PoolContext,
): object {
  const { pool, user } = requirePoolUser(context, input);
  const names = input.UserAttributeNames ?? [];
  checkDeletion(pool, names);
  putAttributes(context, user, {
    attributes: withoutAttributes(user.attributes, names),
    pendingAttributes: withoutAttributes(user.pendingAttributes, names),
  });
  return {};
}

function adminDeleteUser(input: AdminDeleteUserCommandInput, context: PoolContext): object {
  deleteUser(context, requirePoolUser(context, input).user);
  return {};
}

/** Tokens end now and stay ended when the user is enabled again. */
function adminDisableUser(input: AdminDisableUserCommandInput, context: PoolContext): object {
  const { user } = requirePoolUser(context, input);
  const now = context.clock.now();
  context.store.users.put({ ...withTokensRevoked(user, now), enabled: false, updatedAt: now });
  return {};
}

function adminEnableUser(input: AdminEnableUserCommandInput, context: PoolContext): object {
  const { user } = requirePoolUser(context, input);
  context.store.users.put({ ...user, enabled: true, updatedAt: context.clock.now() });
  return {};
}

function adminUserGlobalSignOut(input: AdminUserGlobalSignOutCommandInput, context: PoolContext): object {
  const { user } = requirePoolUser(context, input);
  context.store.users.put(withTokensRevoked(user, context.clock.now()));
  return {};
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
