import { modelledOperations } from '../../local-pool/wire/api-model';
import { refusal, ScriptedCognito } from '../auth/scripted-cognito';
import { type Answer, Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';

const DEVICE = 'us-east-1_00000000-0000-4000-8000-000000000000';
const ME = '/v1/users/me';
const SESSION = `tkn${'0'.repeat(25)}`;

interface Route {
  /** The method and what follows `/v1/users/me`. */
  readonly of: string;
  /** What it asks of Cognito. */
  readonly operations: readonly string[];
  /** A request that gets as far as that. */
  readonly body?: object;
  readonly parameters?: Readonly<Record<string, string>>;
}

const email = { parameters: { name: 'email' } };
const device = { parameters: { deviceKey: DEVICE } };
const routes: Route[] = [
  { of: 'get ', operations: ['GetUser'] },
  { of: 'patch ', operations: ['UpdateUserAttributes', 'GetUser'], body: { attributes: { name: 'Ada' } } },
  { of: 'delete ', operations: ['DeleteUser'] },
  { of: 'post /attributes/{name}/code', operations: ['GetUserAttributeVerificationCode'], ...email },
  {
    of: 'post /attributes/{name}/verify',
    operations: ['VerifyUserAttribute'],
    body: { code: '123456' },
    ...email,
  },
  { of: 'put /password', operations: ['ChangePassword'], body: { newPassword: 'x' } },
  { of: 'get /factors', operations: ['GetUserAuthFactors'] },
  { of: 'put /mfa', operations: ['SetUserMFAPreference', 'GetUser'], body: { totp: { enabled: true } } },
  { of: 'post /mfa/totp', operations: ['AssociateSoftwareToken', 'GetUser'] },
  {
    of: 'post /mfa/totp/verify',
    operations: ['VerifySoftwareToken', 'SetUserMFAPreference', 'GetUser'],
    body: { code: '123456' },
  },
  { of: 'get /devices', operations: ['ListDevices'] },
  { of: 'get /devices/{deviceKey}', operations: ['GetDevice'], ...device },
  {
    of: 'put /devices/{deviceKey}',
    operations: ['UpdateDeviceStatus'],
    body: { remembered: true },
    ...device,
  },
  { of: 'delete /devices/{deviceKey}', operations: ['ForgetDevice'], ...device },
  {
    of: 'post /devices/{deviceKey}/confirm',
    operations: ['ConfirmDevice'],
    body: { salt: 'AQ==', passwordVerifier: 'Ag==' },
    ...device,
  },
  { of: 'get /passkeys', operations: ['ListWebAuthnCredentials'] },
  { of: 'post /passkeys', operations: ['CompleteWebAuthnRegistration'], body: { credential: {} } },
  { of: 'post /passkeys/options', operations: ['StartWebAuthnRegistration', 'GetUser'] },
  {
    of: 'delete /passkeys/{credentialId}',
    operations: ['DeleteWebAuthnCredential'],
    parameters: { credentialId: 'x' },
  },
  { of: 'get /sessions', operations: ['ListUserSessions'] },
  { of: 'delete /sessions/{id}', operations: ['RevokeUserSession'], parameters: { id: SESSION } },
];

/** Enough of an answer for every operation to go on. */
const ANSWERS: Record<string, object> = {
  AdminListGroupsForUser: { Groups: [] },
  GetUser: { Username: 'ada', UserAttributes: [] },
  GetUserAttributeVerificationCode: { CodeDeliveryDetails: { Destination: 'a***' } },
  GetUserAuthFactors: { Username: 'ada' },
  AssociateSoftwareToken: { SecretCode: 'JBSWY3DPEHPK3PXP' },
  VerifySoftwareToken: { Status: 'SUCCESS' },
  ListDevices: { Devices: [] },
  GetDevice: { Device: { DeviceKey: DEVICE, DeviceCreateDate: 1e9 } },
  ConfirmDevice: { UserConfirmationNecessary: false },
  ListWebAuthnCredentials: { Credentials: [] },
  StartWebAuthnRegistration: { CredentialCreationOptions: { user: {} } },
  ListUserSessions: { Sessions: [] },
};

/** What every route shares that asks Cognito; also, reading is tried again after these, which takes its time. */
const SHARED = ['InternalErrorException', 'InternalServerException', 'TooManyRequestsException'];
/** Nobody who is unconfirmed has a token, and a change of attributes takes no code. */
const NEVER = [
  'UserNotConfirmedException',
  'UpdateUserAttributes CodeMismatchException',
  'UpdateUserAttributes ExpiredCodeException',
];
/** With a token and nothing else, or with what was checked before, there is no parameter to be wrong. */
const WITHOUT_PARAMETERS = [
  ...['GetUser', 'DeleteUser', 'GetUserAuthFactors', 'StartWebAuthnRegistration'],
  ...['ListWebAuthnCredentials', 'ListUserSessions'],
].map((operation) => `${operation} InvalidParameterException`);
const LEFT_OUT = new Set([...SHARED, ...NEVER, ...WITHOUT_PARAMETERS]);

let gatehouse: Gatehouse;
let instance: Gatehouse;
let cognito: ScriptedCognito;
let token: string;
let paths: Record<string, Record<string, { responses: Record<string, Declared> }>>;
/** What the calls of one operation are refused with. */
let refused: { operation: string; error: Error } | undefined;

interface Declared {
  content?: Record<string, { examples?: Record<string, unknown> }>;
}

beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  token = (await gatehouse.admin()).accessToken;
  paths = (await gatehouse.get('/openapi.json')).body.paths as typeof paths;
  const answer = (operation: string): object =>
    refused?.operation === operation ? refused.error : (ANSWERS[operation] ?? {});
  cognito = new ScriptedCognito(new Proxy({}, { get: (_, operation) => () => answer(String(operation)) }));
  instance = await startInstance(gatehouse, { COGNITO_ENDPOINT: await cognito.start() });
});
afterAll(async () => {
  await instance.app.close();
  await cognito.close();
  await gatehouse.close();
});

it('every route is here', () => {
  const described = Object.entries(paths)
    .filter(([path]) => path.startsWith(ME))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path.slice(ME.length)}`))
    // Of an identity pool, whose refusals are in a table of their own: aws-credentials.test.ts.
    .filter((name) => name !== 'post /aws-credentials');
  expect(routes.map(({ of }) => of).sort()).toEqual(described.sort());
});

describe.each(routes)('$of', ({ of, operations, body, parameters }) => {
  const [method = '', path = ''] = of.split(' ');
  const url = ME + path.replace(/\{(\w+)\}/g, (_, name: string) => parameters?.[name] ?? '');

  const call = (): Promise<Answer> =>
    instance.call(method.toUpperCase(), url, { token, ...(body === undefined ? {} : { body }) });

  /** Codes that the document names for this route, by status. */
  function declared(status: number): string[] {
    const response = paths[ME + path]?.[method]?.responses[String(status)];
    return Object.keys(response?.content?.['application/problem+json']?.examples ?? {});
  }

  async function refusedWith(operation: string, error: Error): Promise<string> {
    refused = { operation, error };
    const answer = await call();
    const { code } = answer.body as { code: string };
    return declared(answer.status).includes(code) ? 'declared' : `${answer.status} ${code}`;
  }

  it.each(operations)('declares whatever %s refuses with', async (operation) => {
    const names = (modelledOperations.get(operation)?.errors ?? []).filter(
      (name) => !LEFT_OUT.has(name) && !LEFT_OUT.has(`${operation} ${name}`),
    );
    const found: Record<string, string> = {};
    cognito.calls.length = 0;
    for (const name of names) found[name] = await refusedWith(operation, refusal(name, 'x'));
    expect(found).toEqual(Object.fromEntries(names.map((name) => [name, 'declared'])));
    const reached = cognito.calls.filter((call) => call.operation === operation);
    expect(reached.length).toBeGreaterThanOrEqual(names.length);
  });

  it.each([
    ['Access Token has been revoked', 401, 'token_revoked'],
    ['User is disabled.', 401, 'token_revoked'],
    ['Access Token has expired', 401, 'unauthorized'],
    ['Access Token does not have required scopes', 403, 'insufficient_scope'],
  ])('knows what Cognito means by "%s"', async (text, status, code) => {
    const [operation = ''] = operations;
    refused = { operation, error: refusal('NotAuthorizedException', text) };
    const answer = await call();
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(declared(status)).toContain(code);
  });
});
