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
    ...mfaOptionsOut(user),
  };
}

/** A user's second factors as GetUser and AdminGetUser show them. */
export function mfaOut(
  user: UserRecord,
): Pick<GetUserCommandOutput, 'MFAOptions' | 'PreferredMfaSetting' | 'UserMFASettingList'> {
  return { ...mfaOptionsOut(user), ...mfaSettingsOut(user) };
}

/** The same as GetUserAuthFactors shows them. */
export function mfaSettingsOut({
  mfa,
}: UserRecord): Pick<GetUserCommandOutput, 'PreferredMfaSetting' | 'UserMFASettingList'> {
  return {
    ...(mfa.preferred === undefined ? {} : { PreferredMfaSetting: mfa.preferred }),
    ...(mfa.enabled.length === 0 ? {} : { UserMFASettingList: [...mfa.enabled] }),
  };
}

/** Of SMS alone, as in the days of SetUserSettings. */
function mfaOptionsOut({ mfa }: UserRecord): Pick<UserType, 'MFAOptions'> {
  if (!mfa.enabled.includes('SMS_MFA')) return {};
  return { MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }] };
}
