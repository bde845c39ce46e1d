import { Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { type RefusedRoute, RefusingCognito } from '../support/refusing-cognito';

const of = { username: 'ada@example.com' };
const group = { group: 'editors' };
const USERS = '/v1/admin/users';
const USER = `${USERS}/{username}`;
/** Readings are tried again after these, which takes its time; every route that asks Cognito has them. */
const REPEATED = ['InternalErrorException', 'TooManyRequestsException'];
/** Names and groups are checked before, and there is nothing else to be wrong. */
const NO_PARAMETER = ['InvalidParameterException'];
const NOTHING = [...REPEATED, ...NO_PARAMETER];

const CONFIRMED = 'User cannot be confirmed. Current status is CONFIRMED';
const NO_RESET = 'User password cannot be reset in the current state.';
const policy = {
  InvalidPasswordException: ['Password did not conform with policy: Password not long enough'],
};
const attributes = {
  InvalidParameterException: [
    'Attributes did not conform to the schema: name: The attribute is required',
    'Invalid email address format.',
  ],
};

const routes: RefusedRoute[] = [
  { of: `get ${USERS}`, operation: 'ListUsers', never: REPEATED },
  {
    of: `post ${USERS}`,
    operation: 'AdminCreateUser',
    body: { username: of.username, attributes: { email: of.username } },
    texts: { ...policy, ...attributes },
    // They are about sending an invitation again.
    never: ['UnsupportedUserStateException', 'UserNotFoundException'],
  },
  { of: `get ${USER}`, operation: 'AdminGetUser', parameters: of, never: NOTHING },
  {
    of: `patch ${USER}`,
    operation: 'AdminUpdateUserAttributes',
    parameters: of,
    body: { attributes: { name: 'Ada' } },
    texts: attributes,
  },
  { of: `delete ${USER}`, operation: 'AdminDeleteUser', parameters: of, never: NOTHING },
  {
    of: `post ${USER}/confirm`,
    operation: 'AdminConfirmSignUp',
    parameters: of,
    texts: { NotAuthorizedException: [CONFIRMED, 'User cannot be confirmed. Current status is ARCHIVED'] },
    never: NO_PARAMETER,
  },
  { of: `post ${USER}/enable`, operation: 'AdminEnableUser', parameters: of, never: NOTHING },
  { of: `post ${USER}/disable`, operation: 'AdminDisableUser', parameters: of, never: NOTHING },
  {
    of: `post ${USER}/reset-password`,
    operation: 'AdminResetUserPassword',
    parameters: of,
    texts: { NotAuthorizedException: [NO_RESET] },
    never: NO_PARAMETER,
  },
  { of: `post ${USER}/sign-out`, operation: 'AdminUserGlobalSignOut', parameters: of, never: NOTHING },
  {
    of: `post ${USER}/resend-invite`,
    operation: 'AdminCreateUser',
    parameters: of,
    // The account is there, and neither a password nor attributes are sent.
    never: ['InvalidPasswordException', 'UsernameExistsException'],
  },
  {
    of: `put ${USER}/password`,
    operation: 'AdminSetUserPassword',
    parameters: of,
    body: { password: 'x', permanent: true },
    texts: policy,
  },
  { of: `get ${USER}/groups`, operation: 'AdminListGroupsForUser', parameters: of, never: NOTHING },
  {
    of: `put ${USER}/groups/{group}`,
    operation: 'AdminAddUserToGroup',
    parameters: { ...of, ...group },
    never: NOTHING,
  },
  {
    of: `delete ${USER}/groups/{group}`,
    operation: 'AdminRemoveUserFromGroup',
    parameters: { ...of, ...group },
    never: NOTHING,
  },
  { of: `get ${USER}/devices`, operation: 'AdminListDevices', parameters: of, never: REPEATED },
  {
    of: `delete ${USER}/devices/{deviceKey}`,
    operation: 'AdminForgetDevice',
    parameters: { ...of, deviceKey: 'us-east-1_00000000-0000-4000-8000-000000000000' },
    texts: { ResourceNotFoundException: ['Device does not exist.'] },
  },
  { of: `get ${USER}/sessions`, operation: 'AdminListUserSessions', parameters: of, never: REPEATED },
  {
    of: `delete ${USER}/sessions/{id}`,
    operation: 'AdminRevokeUserSession',
    parameters: { ...of, id: `tkn${'0'.repeat(25)}` },
  },
  { of: `get ${USER}/events`, operation: 'AdminListUserAuthEvents', parameters: of, never: REPEATED },
  {
    of: `put ${USER}/events/{eventId}/feedback`,
    operation: 'AdminUpdateAuthEventFeedback',
    parameters: { ...of, eventId: '00000000-0000-4000-8000-000000000000' },
    body: { value: 'Valid' },
    never: REPEATED,
  },
  {
    of: `post ${USER}/providers`,
    operation: 'AdminLinkProviderForUser',
    parameters: of,
    body: { provider: 'Google', userId: '1' },
    texts: {
      InvalidParameterException: [
        'SourceUser is already linked to DestinationUser',
        'Merging is not currently supported, please create a link first.',
        'The provider Google does not exist for User Pool us-east-1_x.',
        'ProviderAttributeName must be Cognito_Subject for Google.',
      ],
      ResourceNotFoundException: ['Identity provider Google does not exist.'],
    },
  },
  {
    of: `delete ${USER}/providers/{provider}`,
    operation: 'AdminDisableProviderForUser',
    parameters: { ...of, provider: 'Google' },
  },
  { of: 'get /v1/admin/groups', operation: 'ListGroups', never: NOTHING },
  {
    of: 'post /v1/admin/groups',
    operation: 'CreateGroup',
    body: { name: 'editors' },
    // It is about the user pool.
    never: ['ResourceNotFoundException'],
  },
  { of: 'get /v1/admin/groups/{group}', operation: 'GetGroup', parameters: group, never: NOTHING },
  {
    of: 'patch /v1/admin/groups/{group}',
    operation: 'UpdateGroup',
    parameters: group,
    body: { description: 'x' },
    never: REPEATED,
  },
  { of: 'delete /v1/admin/groups/{group}', operation: 'DeleteGroup', parameters: group, never: NOTHING },
  {
    of: 'get /v1/admin/groups/{group}/users',
    operation: 'ListUsersInGroup',
    parameters: group,
    never: NOTHING,
  },
];

const cognito = new RefusingCognito({
  AdminGetUser: {
    Username: 'ada',
    UserStatus: 'FORCE_CHANGE_PASSWORD',
    UserAttributes: [
      { Name: 'sub', Value: 'x' },
      { Name: 'identities', Value: '[{"providerName":"Google","userId":"1"}]' },
    ],
  },
  AdminListGroupsForUser: { Groups: [] },
  // Asked about the administrator's token before anything is changed.
  GetUser: { Username: 'admin', UserAttributes: [] },
  DescribeUserPool: { UserPool: {} },
  DescribeUserPoolClient: { UserPoolClient: {} },
  GetUserPoolMfaConfig: { MfaConfiguration: 'OFF' },
  GetGroup: { Group: { GroupName: 'editors', CreationDate: 1e9, LastModifiedDate: 1e9 } },
});

let gatehouse: Gatehouse;
let instance: Gatehouse;
let document: unknown;
let token: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  document = (await gatehouse.get('/openapi.json')).body;
  token = (await gatehouse.admin()).accessToken;
  instance = await startInstance(gatehouse, { COGNITO_ENDPOINT: await cognito.start() });
});
afterAll(async () => {
  await instance.app.close();
  await cognito.close();
  await gatehouse.close();
});

it.each(routes)('$of declares whatever $operation refuses with', async (route) => {
  expect(await cognito.undeclared(instance, document, { ...route, token })).toEqual([]);
});
