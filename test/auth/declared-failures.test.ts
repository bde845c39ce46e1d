import { Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { type RefusedRoute, RefusingCognito } from '../support/refusing-cognito';

const username = 'ada@example.com';
const DISABLED = 'User is disabled.';
const BLOCKED = 'Request not allowed due to security reasons';
const NO_ADDRESS =
  'Cannot reset password for the user as there is no registered/verified email or phone_number';
const password = {
  InvalidPasswordException: ['Password did not conform with policy: Password not long enough'],
};

const routes: RefusedRoute[] = [
  {
    of: 'post /v1/auth/sign-up',
    operation: 'SignUp',
    body: { username, password: 'x' },
    texts: {
      NotAuthorizedException: [
        'SignUp is not permitted for this user pool',
        'A client attempted to write unauthorized attribute',
        BLOCKED,
      ],
      InvalidParameterException: [
        'Username should be an email.',
        'Attributes did not conform to the schema: name: The attribute is required',
      ],
      ...password,
    },
  },
  {
    of: 'post /v1/auth/sign-up/confirm',
    operation: 'ConfirmSignUp',
    body: { username, code: '123456' },
    texts: {
      NotAuthorizedException: [
        DISABLED,
        'User cannot be confirmed. Current status is CONFIRMED',
        'User cannot be confirmed. Current status is ARCHIVED',
      ],
    },
  },
  {
    of: 'post /v1/auth/sign-up/resend',
    operation: 'ResendConfirmationCode',
    body: { username },
    texts: { NotAuthorizedException: [DISABLED], InvalidParameterException: ['User is already confirmed.'] },
  },
  {
    of: 'post /v1/auth/password/forgot',
    operation: 'ForgotPassword',
    body: { username },
    texts: {
      NotAuthorizedException: [DISABLED, 'User password cannot be reset in the current state.'],
      InvalidParameterException: [NO_ADDRESS],
    },
  },
  {
    of: 'post /v1/auth/password/reset',
    operation: 'ConfirmForgotPassword',
    body: { username, code: '123456', newPassword: 'x' },
    texts: {
      NotAuthorizedException: [DISABLED, 'User password cannot be reset in the current state.'],
      ...password,
    },
  },
  {
    of: 'post /v1/auth/refresh',
    operation: 'GetTokensFromRefreshToken',
    body: { refreshToken: 'x' },
    texts: { NotAuthorizedException: [DISABLED, 'Invalid Refresh Token', 'Refresh Token has expired'] },
  },
  { of: 'post /v1/auth/sign-out', operation: 'RevokeToken', body: { refreshToken: 'x' } },
  {
    of: 'post /v1/auth/sign-out/everywhere',
    operation: 'GlobalSignOut',
    texts: {
      NotAuthorizedException: [
        'Access Token has been revoked',
        'Access Token does not have required scopes',
        DISABLED,
      ],
    },
    // Whoever has a token is confirmed, and there is nothing but the token to be wrong.
    never: ['UserNotConfirmedException', 'InvalidParameterException'],
  },
];

const answers = {
  AdminGetUser: { Username: 'ada', UserStatus: 'UNCONFIRMED' },
  // Whose sign-in a refresh token belongs to is learned from a real access token.
  GetTokensFromRefreshToken: { AuthenticationResult: { AccessToken: '', IdToken: 'x', ExpiresIn: 3600 } },
};

let gatehouse: Gatehouse;
let hidden: Gatehouse;
let revealed: Gatehouse;
let document: unknown;
const cognito = new RefusingCognito(answers);
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  document = (await gatehouse.get('/openapi.json')).body;
  const { accessToken } = await gatehouse.admin();
  answers.GetTokensFromRefreshToken.AuthenticationResult.AccessToken = accessToken;
  const COGNITO_ENDPOINT = await cognito.start();
  hidden = await startInstance(gatehouse, { COGNITO_ENDPOINT });
  revealed = await startInstance(gatehouse, { COGNITO_ENDPOINT, ACCOUNT_EXISTENCE: 'revealed' });
});
afterAll(async () => {
  await hidden.app.close();
  await revealed.app.close();
  await cognito.close();
  await gatehouse.close();
});

describe.each(routes)('$of declares whatever $operation refuses with', (route) => {
  it.each([
    { existence: 'hidden', at: () => hidden },
    { existence: 'revealed', at: () => revealed },
  ])('where accounts are $existence', async ({ at }) => {
    // A sign-out everywhere revokes here even when Cognito refuses, so each needs a token of its own.
    const token = (await gatehouse.admin()).accessToken;
    const given = route.body === undefined ? { ...route, token } : route;
    expect(await cognito.undeclared(at(), document, given)).toEqual([]);
  });
});
