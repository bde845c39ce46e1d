import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { refusal, ScriptedCognito } from '../auth/scripted-cognito';
import { DATE, expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { Person } from './person';

const EDITORS = 'arn:aws:iam::123456789012:role/editors';
const text = expect.any(String) as string;

let gatehouse: Gatehouse;
let sdk: CognitoIdentityProviderClient;
let UserPoolId: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  ({ userPoolId: UserPoolId } = gatehouse.pool);
  const endpoint = gatehouse.pool.url;
  sdk = new CognitoIdentityProviderClient({
    endpoint,
    region: 'us-east-1',
    credentials: EMBEDDED_CREDENTIALS,
  });
  await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'editors', RoleArn: EDITORS }));
});
afterAll(async () => {
  sdk.destroy();
  await gatehouse.close();
});
afterEach(() => jest.restoreAllMocks());

const ask = (person: Person, body: object = {}): Promise<Answer> =>
  person.post('/aws-credentials', { idToken: person.tokens.idToken, ...body });

const CREDENTIALS = {
  identityId: expect.stringMatching(/^us-east-1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
  accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/) as string,
  secretAccessKey: expect.stringMatching(/^[\w+/]{40}$/) as string,
  sessionToken: text,
  expiresAt: DATE,
};

/** The same in other claims or another signature. */
function changed(token: string, change: (claims: Record<string, unknown>) => object): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const altered = Buffer.from(JSON.stringify({ ...claims, ...change(claims) })).toString('base64url');
  return [header, altered, signature].join('.');
}

describe('POST /v1/users/me/aws-credentials', () => {
  it('gives credentials that end, for an identity that stays', async () => {
    const person = await Person.fresh(gatehouse);
    const answers = [
      await ask(person),
      await ask(await person.again()),
      await ask(await Person.fresh(gatehouse)),
    ];
    for (const answer of answers) {
      expectData(answer, 200, CREDENTIALS);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    const [first, again, other] = answers.map(
      ({ body }) => (body as { data: Record<'identityId' | 'accessKeyId' | 'expiresAt', string> }).data,
    );
    expect(again?.identityId).toBe(first?.identityId);
    expect(again?.accessKeyId).not.toBe(first?.accessKeyId);
    expect(other?.identityId).not.toBe(first?.identityId);
    expect(Date.parse(first?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('gives those of a role of the own groups, and of no other', async () => {
    const username = await gatehouse.user();
    await sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username: username, GroupName: 'editors' }));
    const editor = await Person.signIn(gatehouse, username);
    expectData(await ask(editor, { customRoleArn: EDITORS }), 200, CREDENTIALS);
    const detail = 'The role is not one of your groups.';
    for (const customRoleArn of [`${EDITORS}x`, EDITORS.slice(0, -1), EDITORS.replace('editors', 'Editors')])
      expectProblem(await ask(editor, { customRoleArn }), 403, 'forbidden', { detail });
    const reader = await Person.fresh(gatehouse);
    expectProblem(await ask(reader, { customRoleArn: EDITORS }), 403, 'forbidden', { detail });
  });

  it('takes no other token', async () => {
    const [person, other] = [await Person.fresh(gatehouse), await Person.fresh(gatehouse)];
    const { idToken, accessToken, refreshToken } = person.tokens;
    const [header = '', payload = '', signature = ''] = idToken.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const tokens = [
      other.tokens.idToken,
      accessToken,
      refreshToken,
      'x',
      `${none}.${payload}.`,
      `${header}.${payload}.`,
      [header, payload, other.tokens.idToken.split('.')[2]].join('.'),
      [header, payload, `${signature.slice(0, -4)}AAAA`].join('.'),
      changed(idToken, () => ({ exp: 9e9 })),
      changed(idToken, () => ({ 'cognito:roles': [EDITORS] })),
      ` ${idToken}`,
    ];
    for (const sent of tokens) expectProblem(await ask(person, { idToken: sent }), 422, 'invalid_id_token');
  });

  it('takes none of another app client of the pool', async () => {
    const person = await Person.fresh(gatehouse);
    const { UserPoolClient } = await sdk.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'foreign',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    );
    const { AuthenticationResult } = await sdk.send(
      new InitiateAuthCommand({
        ClientId: UserPoolClient?.ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: person.username, PASSWORD },
      }),
    );
    const idToken = AuthenticationResult?.IdToken ?? '';
    expectProblem(await ask(person, { idToken }), 422, 'invalid_id_token');
  });

  it('takes none that is over, or whose sign-in has been ended', async () => {
    const person = await Person.fresh(gatehouse);
    const ended = await person.again();
    const { refreshToken } = ended.tokens;
    expectDone(await gatehouse.post('/v1/auth/sign-out', { refreshToken }, ended.token));
    expectProblem(await ask(person, { idToken: ended.tokens.idToken }), 422, 'invalid_id_token');
    const { idToken } = person.tokens;
    await gatehouse.control('clock', { advanceSeconds: 3000 });
    const later = await person.again();
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 3_700_000);
    expectProblem(await ask(later, { idToken }), 422, 'invalid_id_token');
  });

  it.each([
    [{ idToken: undefined }, 'idToken'],
    [{ idToken: 1 }, 'idToken'],
    [{ idToken: 'x'.repeat(8193) }, 'idToken'],
    [{ customRoleArn: 'admin' }, 'customRoleArn'],
    [{ customRoleArn: null }, 'customRoleArn'],
    [{ identityId: 'us-east-1:0' }, 'identityId'],
  ])('refuses %j', async (body, field) => {
    expectFieldFault(await ask(await Person.fresh(gatehouse), body), field);
  });

  it('needs a token, and an identity pool', async () => {
    expectProblem(await gatehouse.post('/v1/users/me/aws-credentials', {}), 401, 'unauthorized');
    const person = await Person.fresh(gatehouse);
    const instance = await startInstance(gatehouse, { COGNITO_IDENTITY_POOL_ID: undefined });
    const { idToken } = person.tokens;
    const answer = await instance.post('/v1/users/me/aws-credentials', { idToken }, person.token);
    expectProblem(answer, 404, 'feature_not_enabled', { detail: 'This service has no identity pool.' });
    await instance.app.close();
  });
});

describe('what the identity pool says', () => {
  const LOGIN = 'Invalid login token. Token expired: 1 >= 2';
  const UNTRUSTED = 'Token is not from a supported provider of this identity pool.';
  const refusals: [name: string, message: string, status: number, code: string, more?: object][] = [
    ['NotAuthorizedException', 'x', 403, 'forbidden', { detail: 'The identity pool has no role for you.' }],
    ['NotAuthorizedException', LOGIN, 422, 'invalid_id_token'],
    ['NotAuthorizedException', UNTRUSTED, 503, 'service_misconfigured', { retryAfter: 300 }],
    ['ResourceNotFoundException', 'x', 503, 'service_misconfigured', { retryAfter: 300 }],
    ['InvalidIdentityPoolConfigurationException', 'x', 503, 'service_misconfigured', { retryAfter: 300 }],
    ['InvalidParameterException', 'x', 400, 'invalid_parameter'],
    ['LimitExceededException', 'x', 409, 'limit_exceeded'],
    ['ResourceConflictException', 'x', 409, 'conflict'],
    ['ExternalServiceException', 'x', 503, 'upstream_unavailable', { retryAfter: expect.any(Number) }],
    ['InternalErrorException', 'x', 503, 'upstream_unavailable', { retryAfter: expect.any(Number) }],
    ['TooManyRequestsException', 'x', 503, 'upstream_throttled', { retryAfter: expect.any(Number) }],
    ['SomethingNewException', 'x', 502, 'upstream_refused'],
  ];
  let said: Error;
  let instance: Gatehouse;
  let person: Person;
  const cognito = new ScriptedCognito({
    GetId: () => ({ IdentityId: 'us-east-1:1' }),
    GetCredentialsForIdentity: () => said,
  });
  beforeAll(async () => {
    instance = await startInstance(gatehouse, { COGNITO_IDENTITY_ENDPOINT: await cognito.start() });
    person = await Person.fresh(gatehouse);
  });
  afterAll(async () => {
    await instance.app.close();
    await cognito.close();
  });

  it.each(refusals)('%s (%s) is a %i %s', async (name, message, status, code, more = {}) => {
    said = refusal(name, message);
    const { idToken } = person.tokens;
    const answer = await instance.post('/v1/users/me/aws-credentials', { idToken }, person.token);
    expectProblem(answer, status, code as 'forbidden', more);
  });

  it('is asked with the token and for the role, and leaves the user pool alone', async () => {
    said = refusal('NotAuthorizedException', 'x');
    cognito.calls.length = 0;
    const { idToken } = person.tokens;
    await instance.post('/v1/users/me/aws-credentials', { idToken }, person.token);
    const Logins = { [`cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`]: idToken };
    expect(cognito.calls.map(({ operation, input }) => [operation, input])).toEqual([
      ['GetId', { IdentityPoolId: text, Logins }],
      ['GetCredentialsForIdentity', { IdentityId: 'us-east-1:1', Logins }],
    ]);
  });
});
