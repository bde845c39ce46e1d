/** Members that would matter if a body could bring them, with what they would bring. */
export const MEMBERS: Readonly<Record<string, unknown>> = {
  ...{
    groups: ['admin'],
    group: 'admin',
    'cognito:groups': ['admin'],
    Groups: ['admin'],
    GroupName: 'admin',
  },
  ...{ role: 'admin', roles: ['admin'], isAdmin: true, admin: true, scope: 'admin', permissions: ['*'] },
  ...{ accountId: 'acme', account_id: 'acme', 'custom:account_id': 'acme', tenant: 'acme', tenantId: 'acme' },
  ...{ email_verified: true, emailVerified: true, phone_number_verified: 'true', verified: true },
  ...{
    sub: 'somebody-else',
    userId: 'somebody-else',
    caller: { groups: ['admin'] },
    user: { groups: ['admin'] },
  },
  ...{
    userStatus: 'CONFIRMED',
    UserStatus: 'CONFIRMED',
    status: 'CONFIRMED',
    'cognito:user_status': 'CONFIRMED',
  },
  ...{ enabled: true, Enabled: true, confirmed: true, autoConfirmUser: true, autoVerifyEmail: true },
  ...{
    userAttributes: { email_verified: 'true' },
    UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
  },
  ...{ attributes: { 'custom:account_id': 'acme' }, validationData: { role: 'admin' }, identities: '[]' },
  ...{
    ClientMetadata: { role: 'admin' },
    UserPoolId: 'eu-west-1_Another00',
    ClientId: 'another',
    clientId: 'another',
  },
  ...{ AccessToken: 'x', accessToken: 'x', Username: 'admin', userPoolId: 'eu-west-1_Another00' },
  ...{ MessageAction: 'SUPPRESS', ForceAliasCreation: true, permanent: true, Permanent: true },
  ...{
    'dev:custom:secret': 'x',
  },
};

/** Members that every object has, or every class: what copies an object may pass over them in silence. */
export const INHERITED: Readonly<Record<string, unknown>> = {
  ...{
    toString: 'x',
    valueOf: {},
    hasOwnProperty: 'x',
    isPrototypeOf: true,
    prototype: { groups: ['admin'] },
  },
};

/** Bodies that reach for the prototype, as text: no object literal can say it. */
export const PROTOTYPES: readonly string[] = [
  '{"__proto__":{"groups":["admin"]}}',
  '{"constructor":{"prototype":{"groups":["admin"]}}}',
  '{"\\u005f_proto__":{"groups":["admin"]}}',
  '{"attributes":{"__proto__":{"custom:account_id":"acme"}}}',
  '{"answer":{"__proto__":{"USERNAME":"admin"}}}',
  '{"clientMetadata":{"constructor":{"prototype":{"role":"admin"}}}}',
];

/** Attributes that nobody sets for himself, whatever the app client may write. */
export const PROTECTED = {
  'custom:account_id': 'acme',
  email_verified: 'true',
  phone_number_verified: 'true',
  sub: '00000000-0000-4000-8000-000000000000',
  identities: '[{"userId":"1","providerName":"Google","providerType":"Google"}]',
  'cognito:user_status': 'CONFIRMED',
  'cognito:groups': 'admin',
  'cognito:mfa_enabled': 'true',
  'dev:custom:secret': 'x',
  'dev:custom:account_id': 'acme',
};

/** Ways to write a name that a reader downstream might take for it. */
export const SPELLINGS: readonly ((name: string) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => `${name} `,
  (name) => ` ${name}`,
  (name) => `${name}\u0000`,
  (name) => `${name}\u200b`,
  (name) => `userAttributes.${name}`,
  (name) => `custom:${name}`,
  (name) => name.replace(/^custom:/, 'CUSTOM:'),
  (name) => name.replace('_', '\uff3f'),
];
