/** Cognito's categories of request rates, as far as they can be raised or matter here (developer guide, "Quotas in Amazon Cognito"). */
export const quotaCategories = [
  'UserAuthentication',
  'UserCreation',
  'UserAccountRecovery',
  'UserRead',
  'UserUpdate',
  'UserToken',
  'UserResourceRead',
  'UserResourceUpdate',
  'UserList',
  'UserPoolRead',
  'UserPoolResourceRead',
  'UserPoolResourceUpdate',
  'UserPoolClientRead',
] as const;

export type QuotaCategory = (typeof quotaCategories)[number];
