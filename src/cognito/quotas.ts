import { type QuotaCategory, quotaCategories } from '../common/config/quota-categories';

/** The calls a second of each category that an account gets in a Region unless it has asked for more. */
export const defaultQuotas: Readonly<Record<QuotaCategory, number>> = {
  UserAuthentication: 120,
  UserCreation: 50,
  UserAccountRecovery: 30,
  UserRead: 120,
  UserUpdate: 25,
  UserToken: 120,
  UserResourceRead: 50,
  UserResourceUpdate: 25,
  UserList: 30,
  UserPoolRead: 15,
  UserPoolResourceRead: 20,
  UserPoolResourceUpdate: 15,
  UserPoolClientRead: 15,
};

/** Of these, a pool may also call no single operation more often than this, a second. */
export const PER_OPERATION = 5;
export const perOperation: ReadonlySet<QuotaCategory> = new Set<QuotaCategory>([
  'UserPoolResourceRead',
  'UserPoolResourceUpdate',
  'UserPoolClientRead',
]);

/** Answers to challenges have an allowance of their own, so many times that of UserAuthentication. */
export const ANSWERS = 3;
export const answers: ReadonlySet<string> = new Set([
  'RespondToAuthChallenge',
  'AdminRespondToAuthChallenge',
]);

const operations: Readonly<Record<QuotaCategory, readonly string[]>> = {
  UserAuthentication: [
    'InitiateAuth',
    'AdminInitiateAuth',
    'RespondToAuthChallenge',
    'AdminRespondToAuthChallenge',
    'GetTokensFromRefreshToken',
  ],
  UserCreation: ['SignUp', 'ConfirmSignUp', 'AdminCreateUser', 'AdminConfirmSignUp'],
  UserAccountRecovery: [
    'ChangePassword',
    'ForgotPassword',
    'ConfirmForgotPassword',
    'AdminResetUserPassword',
    'AdminSetUserPassword',
  ],
  UserRead: ['GetUser', 'AdminGetUser', 'AdminGetUserAuthFactors'],
  UserUpdate: [
    'AdminAddUserToGroup',
    'AdminRemoveUserFromGroup',
    'UpdateUserAttributes',
    'DeleteUserAttributes',
    'AdminUpdateUserAttributes',
    'AdminDeleteUserAttributes',
    'VerifyUserAttribute',
    'DeleteUser',
    'AdminDeleteUser',
    'AdminEnableUser',
    'AdminDisableUser',
    'GlobalSignOut',
    'AdminUserGlobalSignOut',
    'AdminLinkProviderForUser',
    'AdminDisableProviderForUser',
  ],
  UserToken: ['RevokeToken'],
  UserResourceRead: [
    'GetDevice',
    'AdminGetDevice',
    'ListDevices',
    'AdminListDevices',
    'AdminListGroupsForUser',
    'AdminListUserAuthEvents',
    'GetUserAttributeVerificationCode',
    'ResendConfirmationCode',
  ],
  UserResourceUpdate: [
    'ConfirmDevice',
    'ForgetDevice',
    'AdminForgetDevice',
    'UpdateDeviceStatus',
    'AdminUpdateDeviceStatus',
    'AssociateSoftwareToken',
    'VerifySoftwareToken',
    'SetUserMFAPreference',
    'AdminSetUserMFAPreference',
    'AdminDeleteSoftwareToken',
    'AdminUpdateAuthEventFeedback',
  ],
  UserList: ['ListUsers', 'ListUsersInGroup'],
  UserPoolRead: ['DescribeUserPool'],
  UserPoolResourceRead: [
    'DescribeIdentityProvider',
    'ListIdentityProviders',
    'GetGroup',
    'ListGroups',
    'GetCSVHeader',
    'DescribeUserImportJob',
    'ListUserImportJobs',
    'GetUserPoolMfaConfig',
  ],
  UserPoolResourceUpdate: [
    'AddCustomAttributes',
    'CreateGroup',
    'UpdateGroup',
    'DeleteGroup',
    'CreateUserImportJob',
    'StartUserImportJob',
    'StopUserImportJob',
  ],
  UserPoolClientRead: ['DescribeUserPoolClient', 'ListUserPoolClients'],
};

/** The guide names no category for these: they are not paced. */
export const uncategorised: ReadonlySet<string> = new Set([
  'GetUserAuthFactors',
  'StartWebAuthnRegistration',
  'CompleteWebAuthnRegistration',
  'ListWebAuthnCredentials',
  'DeleteWebAuthnCredential',
  'ListUserSessions',
  'RevokeUserSession',
  'AdminListUserSessions',
  'AdminRevokeUserSession',
  // Identity pools have quotas of their own.
  'GetId',
  'GetCredentialsForIdentity',
]);

const categories: ReadonlyMap<string, QuotaCategory> = new Map(
  quotaCategories.flatMap((category) => operations[category].map((name) => [name, category] as const)),
);

/**
 * The category that a call counts in.
 *
 * @param input of the call: an answer that sets a new password counts with passwords
 * @returns undefined where none is known
 */
export function categoryOf(operation: string, input: object): QuotaCategory | undefined {
  const setsPassword = 'ChallengeName' in input && input.ChallengeName === 'NEW_PASSWORD_REQUIRED';
  return answers.has(operation) && setsPassword ? 'UserAccountRecovery' : categories.get(operation);
}
