/** Cognito's categories of request rates with their default, in requests a second over all pools (developer guide, "Quotas"). */
export const defaultRates = {
  UserAuthentication: 120,
  UserCreation: 50,
  UserFederation: 25,
  UserAccountRecovery: 30,
  UserRead: 120,
  UserUpdate: 25,
  UserToken: 120,
  UserResourceRead: 50,
  UserResourceUpdate: 25,
  UserList: 30,
  UserPoolRead: 15,
  UserPoolUpdate: 15,
  UserPoolResourceRead: 20,
  UserPoolResourceUpdate: 15,
  UserPoolClientRead: 15,
  UserPoolClientUpdate: 15,
  ClientAuthentication: 150,
  LimitManagement: 1,
} as const;

export type QuotaCategory = keyof typeof defaultRates;
export type QuotaRates = Readonly<Record<QuotaCategory, number>>;

/** Of these, one pool may also call no single operation more often than `perPoolRate`. */
export const perPoolCategories: ReadonlySet<QuotaCategory> = new Set<QuotaCategory>([
  'UserPoolResourceRead',
  'UserPoolResourceUpdate',
  'UserPoolClientRead',
  'UserPoolClientUpdate',
]);

/**
 * Every category with its operations. Those the guide does not name are with their like; which no category is known of are in
 * `uncategorised`.
 */
const operationsOf: Readonly<Partial<Record<QuotaCategory, readonly string[]>>> = {
  UserAuthentication: [
    ...['InitiateAuth', 'AdminInitiateAuth', 'RespondToAuthChallenge', 'AdminRespondToAuthChallenge'],
    'GetTokensFromRefreshToken',
  ],
  UserCreation: ['SignUp', 'ConfirmSignUp', 'AdminCreateUser', 'AdminConfirmSignUp'],
  UserAccountRecovery: [
    ...['ChangePassword', 'ForgotPassword', 'ConfirmForgotPassword'],
    ...['AdminResetUserPassword', 'AdminSetUserPassword'],
  ],
  UserRead: ['GetUser', 'AdminGetUser', 'AdminGetUserAuthFactors'],
  UserUpdate: [
    ...['AdminAddUserToGroup', 'AdminRemoveUserFromGroup', 'UpdateUserAttributes', 'DeleteUserAttributes'],
    ...['AdminUpdateUserAttributes', 'AdminDeleteUserAttributes', 'VerifyUserAttribute', 'DeleteUser'],
    ...['AdminDeleteUser', 'AdminEnableUser', 'AdminDisableUser', 'GlobalSignOut', 'AdminUserGlobalSignOut'],
    ...['AdminLinkProviderForUser', 'AdminDisableProviderForUser'],
  ],
  UserToken: ['RevokeToken'],
  UserResourceRead: [
    ...['GetDevice', 'AdminGetDevice', 'ListDevices', 'AdminListDevices', 'AdminListGroupsForUser'],
    ...['AdminListUserAuthEvents', 'GetUserAttributeVerificationCode', 'ResendConfirmationCode'],
  ],
  UserResourceUpdate: [
    ...[
      'ConfirmDevice',
      'ForgetDevice',
      'AdminForgetDevice',
      'UpdateDeviceStatus',
      'AdminUpdateDeviceStatus',
    ],
    ...['AssociateSoftwareToken', 'VerifySoftwareToken', 'SetUserMFAPreference', 'AdminSetUserMFAPreference'],
    ...['AdminDeleteSoftwareToken', 'SetUserSettings', 'AdminSetUserSettings'],
    ...['UpdateAuthEventFeedback', 'AdminUpdateAuthEventFeedback'],
  ],
  UserList: ['ListUsers', 'ListUsersInGroup'],
  UserPoolRead: ['DescribeUserPool', 'ListUserPools', 'ListUserPoolReplicas'],
  UserPoolUpdate: [
    ...['CreateUserPool', 'UpdateUserPool', 'DeleteUserPool'],
    ...['CreateUserPoolReplica', 'UpdateUserPoolReplica', 'DeleteUserPoolReplica'],
  ],
  UserPoolResourceRead: [
    ...['GetGroup', 'ListGroups', 'GetCSVHeader', 'DescribeUserImportJob', 'ListUserImportJobs'],
    ...['GetUserPoolMfaConfig', 'GetSigningCertificate', 'GetUICustomization', 'GetLogDeliveryConfiguration'],
    ...['DescribeIdentityProvider', 'GetIdentityProviderByIdentifier', 'ListIdentityProviders'],
    ...[
      'DescribeResourceServer',
      'ListResourceServers',
      'DescribeUserPoolDomain',
      'DescribeRiskConfiguration',
    ],
    ...['DescribeManagedLoginBranding', 'DescribeManagedLoginBrandingByClient', 'ListTagsForResource'],
    ...['DescribeTerms', 'DescribeTermsByClient', 'ListTerms'],
  ],
  UserPoolResourceUpdate: [
    ...['AddCustomAttributes', 'CreateGroup', 'UpdateGroup', 'DeleteGroup', 'SetUserPoolMfaConfig'],
    ...['CreateUserImportJob', 'StartUserImportJob', 'StopUserImportJob', 'SetRiskConfiguration'],
    ...['CreateIdentityProvider', 'UpdateIdentityProvider', 'DeleteIdentityProvider'],
    ...['CreateResourceServer', 'UpdateResourceServer', 'DeleteResourceServer'],
    ...['CreateUserPoolDomain', 'UpdateUserPoolDomain', 'DeleteUserPoolDomain'],
    ...['CreateManagedLoginBranding', 'UpdateManagedLoginBranding', 'DeleteManagedLoginBranding'],
    ...['CreateTerms', 'UpdateTerms', 'DeleteTerms', 'TagResource', 'UntagResource'],
    ...['SetUICustomization', 'SetLogDeliveryConfiguration'],
  ],
  UserPoolClientRead: ['DescribeUserPoolClient', 'ListUserPoolClients', 'ListUserPoolClientSecrets'],
  UserPoolClientUpdate: [
    ...['CreateUserPoolClient', 'UpdateUserPoolClient', 'DeleteUserPoolClient'],
    ...['AddUserPoolClientSecret', 'DeleteUserPoolClientSecret'],
  ],
  ClientAuthentication: ['GetClientToken'],
  LimitManagement: ['GetProvisionedLimit', 'UpdateProvisionedLimit'],
};

/** The guide names no category for these: they are not limited. */
export const uncategorised: ReadonlySet<string> = new Set([
  ...['StartWebAuthnRegistration', 'CompleteWebAuthnRegistration', 'ListWebAuthnCredentials'],
  ...['DeleteWebAuthnCredential', 'GetUserAuthFactors'],
  ...['ListUserSessions', 'RevokeUserSession', 'AdminListUserSessions', 'AdminRevokeUserSession'],
  ...['GetUserPoolSessionConfiguration', 'SetUserPoolSessionConfiguration'],
  ...['GetUserPoolClientSessionConfiguration', 'SetUserPoolClientSessionConfiguration'],
]);

const categories: ReadonlyMap<string, QuotaCategory> = new Map(
  Object.entries(operationsOf).flatMap(([category, names]) =>
    names.map((name): [string, QuotaCategory] => [name, category as QuotaCategory]),
  ),
);

/** @returns undefined for an operation of no known category */
export function categoryOf(operation: string): QuotaCategory | undefined {
  return categories.get(operation);
}
