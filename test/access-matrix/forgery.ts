/** What a request may say of its sender without any effect. */
const NAMED = {
  ...{ role: 'admin', roles: 'admin', groups: 'admin', group: 'admin', 'cognito:groups': 'admin' },
  ...{
    isAdmin: 'true',
    is_admin: 'true',
    admin: '1',
    scope: 'admin',
    sub: 'somebody-else',
    username: 'admin',
  },
  ...{ userId: 'somebody-else', accountId: 'acme', account_id: 'acme', 'custom:account_id': 'acme' },
  ...{
    tenant: 'acme',
    tenantId: 'acme',
    token: 'x',
    access_token: 'x',
    caller: 'admin',
    impersonate: 'admin',
  },
};

export const FORGED_QUERY = new URLSearchParams(NAMED).toString();

/** Headers by which proxies and frameworks name users, roles, tenants, methods and paths. */
export const FORGED_HEADERS: Readonly<Record<string, string>> = {
  'x-user': 'admin',
  'x-user-id': 'somebody-else',
  'x-username': 'admin',
  'x-role': 'admin',
  'x-roles': 'admin',
  'x-user-roles': 'admin',
  'x-groups': 'admin',
  'x-forwarded-user': 'admin',
  'x-forwarded-groups': 'admin',
  'x-forwarded-email': 'admin@example.com',
  'x-auth-request-user': 'admin',
  'x-auth-request-groups': 'admin',
  'x-remote-user': 'admin',
  'remote-user': 'admin',
  'x-admin': 'true',
  'x-account-id': 'acme',
  'x-tenant': 'acme',
  'x-tenant-id': 'acme',
  'x-organization-id': 'acme',
  'x-amzn-oidc-identity': 'somebody-else',
  'x-amzn-oidc-data': 'e30.e30.',
  'x-amzn-request-context': '{"authorizer":{"claims":{"cognito:groups":"admin"}}}',
  'x-apigateway-event': '{"requestContext":{"authorizer":{"claims":{"cognito:groups":"admin"}}}}',
  'x-original-url': '/health/live',
  'x-rewrite-url': '/health/live',
  'x-http-method-override': 'GET',
  'x-method-override': 'GET',
  'x-access-token': 'x',
  cookie: 'access_token=x; role=admin; groups=admin; account_id=acme',
};

export const FORGED_BODY: Readonly<Record<string, unknown>> = {
  ...NAMED,
  groups: ['admin'],
  roles: ['admin'],
  caller: { groups: ['admin'] },
  user: { groups: ['admin'] },
};
