import type { UserType } from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { attributesOut } from './attributes';

/** A user as ListUsers, ListUsersInGroup and AdminCreateUser show it. */
export function userOut(user: UserRecord, attributes = attributesOut(user)): UserType {
  return {
    Username: user.username,
    Attributes: attributes,
    UserCreateDate: new Date(user.createdAt),
    UserLastModifiedDate: new Date(user.updatedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}
