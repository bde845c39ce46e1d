import type { GetUserCommandOutput, UserType } from '@aws-sdk/client-cognito-identity-provider';
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

/** A user's second factors as GetUser and AdminGetUser show them. */
export function mfaOut({
  mfa,
}: UserRecord): Pick<GetUserCommandOutput, 'PreferredMfaSetting' | 'UserMFASettingList'> {
  return {
    ...(mfa.preferred === undefined ? {} : { PreferredMfaSetting: mfa.preferred }),
    ...(mfa.enabled.length === 0 ? {} : { UserMFASettingList: [...mfa.enabled] }),
  };
}
