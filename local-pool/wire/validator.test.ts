import { PoolError } from '../pool-error';
import { modelledOperations } from './api-model';
import { validateInput } from './validator';

const pool = { UserPoolId: 'us-east-1_abcdefghi' };

function refusal(operation: string, input: unknown): { type: string; message: string } | undefined {
  try {
    validateInput(operation, input);
    return undefined;
  } catch (error) {
    if (!(error instanceof PoolError)) throw error;
    return { type: error.type, message: error.message };
  }
}

it('compiles the checks of every modelled operation', () => {
  const refused = [...modelledOperations.keys()].map((operation) => refusal(operation, 7)?.type);
  expect(new Set(refused)).toEqual(new Set(['SerializationException']));
  expect(refused).toHaveLength(140);
});

it('gives on known members only, without nulls, at every depth', () => {
  const input = {
    ...pool,
    Username: 'ada',
    Unknown: 1,
    TemporaryPassword: null,
    UserAttributes: [{ Name: 'email', Value: 'a@b.example', Extra: true }],
    ClientMetadata: { one: 'two', three: null },
  };
  expect(validateInput('AdminCreateUser', input)).toEqual({
    ...pool,
    Username: 'ada',
    UserAttributes: [{ Name: 'email', Value: 'a@b.example' }],
    ClientMetadata: { one: 'two' },
  });
});

it('gives on a JSON document as it is', () => {
  const Credential = { id: 'x', response: { deep: [1, null, { more: true }] } };
  const input = { AccessToken: 'x', Credential };
  expect(validateInput('CompleteWebAuthnRegistration', input)).toEqual(input);
});

it('knows the operations and members that the published model does not have yet', () => {
  const ended = { AccessToken: 'x', SessionId: `tkn${'a'.repeat(25)}`, RevokeAssociatedSessions: 'LINKED' };
  expect(validateInput('RevokeUserSession', ended)).toEqual(ended);
  const created = { PoolName: 'p', MfaConfiguration: 'OFF', AcrConfiguration: { Level1: { AcrValue: 'a' } } };
  expect(validateInput('CreateUserPool', created)).toEqual(created);
});

it('does not take a member for given that the prototype has', () => {
  expect(refusal('ListUsers', Object.create({ UserPoolId: 'us-east-1_a' }))).toEqual({
    type: 'InvalidParameterException',
    message:
      "1 validation error detected: Value null at 'userPoolId' failed to satisfy constraint: Member must not be null",
  });
});

const one = '1 validation error detected: ';
it.each([
  [
    'a missing member',
    'AdminGetUser',
    { Username: 'a' },
    `${one}Value null at 'userPoolId' failed to satisfy constraint: Member must not be null`,
  ],
  [
    'a missing secret member',
    'AdminGetUser',
    pool,
    `${one}Value at 'username' failed to satisfy constraint: Member must not be null`,
  ],
  [
    'a short text',
    'CreateUserPool',
    { PoolName: '' },
    `2 validation errors detected: Value '' at 'poolName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'poolName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w\\s+=,.@-]+`,
  ],
  [
    'a long text',
    'ListUsers',
    { ...pool, Filter: 'x'.repeat(257) },
    `${one}Value '${'x'.repeat(257)}' at 'filter' failed to satisfy constraint: Member must have length less than or equal to 256`,
  ],
  [
    'a pattern, whole',
    'ListUsers',
    { UserPoolId: 'us-east-1_a b' },
    `${one}Value 'us-east-1_a b' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+`,
  ],
  [
    'a long secret, unshown',
    'AdminGetUser',
    { ...pool, Username: 'u'.repeat(129) },
    `${one}Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128`,
  ],
  [
    'a password with space at its end',
    'AdminSetUserPassword',
    { ...pool, Username: 'u', Password: 'secret ' },
    `${one}Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$`,
  ],
  [
    'a number over its range',
    'ListUsers',
    { ...pool, Limit: 61 },
    `${one}Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60`,
  ],
  [
    'a number under its range',
    'CreateGroup',
    { ...pool, GroupName: 'g', Precedence: -1 },
    `${one}Value '-1' at 'precedence' failed to satisfy constraint: Member must have value greater than or equal to 0`,
  ],
  [
    'an enum',
    'SetUserPoolMfaConfig',
    { ...pool, MfaConfiguration: 'MAYBE' },
    `${one}Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OFF, ON, OPTIONAL]`,
  ],
  [
    'the id of a session',
    'AdminRevokeUserSession',
    { ...pool, Username: 'u', SessionId: 'x'.repeat(28) },
    `${one}Value '${'x'.repeat(28)}' at 'sessionId' failed to satisfy constraint: Member must satisfy regular expression pattern: (tkn|sso)[0-9a-z]+`,
  ],
  [
    'an empty list',
    'AddCustomAttributes',
    { ...pool, CustomAttributes: [] },
    `${one}Value '[]' at 'customAttributes' failed to satisfy constraint: Member must have length greater than or equal to 1`,
  ],
  [
    'a member of a list',
    'AdminUpdateUserAttributes',
    { ...pool, Username: 'u', UserAttributes: [{ Name: 'a' }, { Value: 'b' }] },
    `${one}Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null`,
  ],
  [
    'null in a list',
    'AdminUpdateUserAttributes',
    { ...pool, Username: 'u', UserAttributes: [null] },
    `${one}Value null at 'userAttributes.1.member' failed to satisfy constraint: Member must not be null`,
  ],
  [
    'a nested structure',
    'CreateUserPool',
    { PoolName: 'p', Policies: { PasswordPolicy: { MinimumLength: 5 } } },
    `${one}Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6`,
  ],
  [
    'a secret that is too long in a map',
    'InitiateAuth',
    { ClientId: 'c', AuthFlow: 'USER_AUTH', AuthParameters: { PASSWORD: 'p'.repeat(131073) } },
    `${one}Value at 'authParameters.PASSWORD.member' failed to satisfy constraint: Member must have length less than or equal to 131072`,
  ],
])('words %s as the service does', (_, operation, input, message) => {
  expect(refusal(operation, input)).toEqual({ type: 'InvalidParameterException', message });
});

it.each([
  ['a number for text', 'ListUsers', { UserPoolId: 5 }, 'NUMBER_VALUE cannot be converted to String'],
  ['a boolean for text', 'ListUsers', { UserPoolId: true }, 'TRUE_VALUE cannot be converted to String'],
  ['text for a number', 'ListUsers', { ...pool, Limit: '5' }, 'STRING_VALUE cannot be converted to Integer'],
  [
    'a fraction for a whole number',
    'ListUsers',
    { ...pool, Limit: 1.5 },
    'NUMBER_VALUE cannot be converted to Integer',
  ],
  [
    'text for a boolean',
    'AdminSetUserPassword',
    { Permanent: 'true' },
    'STRING_VALUE cannot be converted to Boolean',
  ],
  [
    'an object for text',
    'ListUsers',
    { UserPoolId: {} },
    'Start of structure or map found where not expected.',
  ],
  [
    'an object in a map of text',
    'InitiateAuth',
    { AuthParameters: { A: {} } },
    'Start of structure or map found where not expected.',
  ],
  [
    'an object for a list',
    'ListUsers',
    { AttributesToGet: {} },
    'Start of structure or map found where not expected.',
  ],
  ['text for a structure', 'CreateUserPool', { Policies: 'x' }, 'Unexpected value type in payload'],
  ['a list for the input', 'ListUsers', [], 'Start of structure or map found where not expected.'],
])('refuses %s', (_, operation, input, message) => {
  expect(refusal(operation, input)).toEqual({ type: 'SerializationException', message });
});

it.each(['ab', 'a b', 'correct horse', 'é€'])('takes the password %j, inner spaces and all', (password) => {
  expect(refusal('AdminSetUserPassword', { ...pool, Username: 'u', Password: password })).toBeUndefined();
});

it('fails a hostile password quickly', () => {
  const start = performance.now();
  const refused = refusal('AdminSetUserPassword', {
    ...pool,
    Username: 'u',
    Password: `${'a'.repeat(255)} `,
  });
  expect(refused?.type).toBe('InvalidParameterException');
  expect(performance.now() - start).toBeLessThan(50);
});

it('counts length in UTF-16 units and takes letters of any script', () => {
  expect(refusal('AdminGetUser', { ...pool, Username: 'Ä'.repeat(128) })).toBeUndefined();
  expect(refusal('AdminGetUser', { ...pool, Username: '😀'.repeat(65) })?.message).toBe(
    `${one}Value at 'username' failed to satisfy constraint: Member must have length less than or equal to 128`,
  );
});
