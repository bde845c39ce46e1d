import type {
  Answers,
  ChallengeName,
  components,
  Parameters,
  SignInRequest,
} from '../../client/src/index.ts';
import {
  challengeNames,
  challengeRow,
  parametersOf,
  type Told,
  TOTP_SET_UP,
} from '../../src/auth/sign-in/challenge-table';

/** Of a union of types, the members of all of them; none where any name will do. */
type Member<T> = T extends T ? (string extends keyof T ? never : keyof T) : never;

/** Each member once: what is left out or added does not compile. */
type Listed<T> = { readonly [Name in Member<T>]: true };

interface Known<Name extends ChallengeName> {
  readonly answer: Listed<Answers[Name]>;
  readonly parameters: Listed<Parameters[Name]>;
}

const code = { answer: { code: true }, parameters: {} } as const;
const proof = { signature: true, timestamp: true, secretBlock: true } as const;
const srp = { salt: true, srpB: true, secretBlock: true } as const;

/** The client's types as values: this file does not compile when one of the two changes alone. */
const client: { readonly [Name in ChallengeName]: Known<Name> } = {
  NEW_PASSWORD_REQUIRED: {
    answer: { newPassword: true, attributes: true },
    parameters: { requiredAttributes: true, attributes: true },
  },
  SMS_MFA: code,
  SMS_OTP: code,
  EMAIL_OTP: code,
  SOFTWARE_TOKEN_MFA: { ...code, parameters: { deviceName: true } },
  SELECT_MFA_TYPE: { answer: { choice: true }, parameters: { choices: true } },
  MFA_SETUP: { answer: { email: true }, parameters: { choices: true } },
  PASSWORD_VERIFIER: { answer: proof, parameters: { ...srp, poolName: true, userId: true } },
  DEVICE_SRP_AUTH: { answer: { srpA: true }, parameters: { deviceKey: true } },
  DEVICE_PASSWORD_VERIFIER: { answer: proof, parameters: { ...srp, deviceKey: true } },
  SELECT_CHALLENGE: {
    answer: { choice: true, password: true, srpA: true, credential: true },
    parameters: { choices: true, options: true },
  },
  PASSWORD: { answer: { password: true }, parameters: {} },
  PASSWORD_SRP: { answer: { srpA: true }, parameters: {} },
  WEB_AUTHN: { answer: { credential: true }, parameters: { options: true } },
  CUSTOM_CHALLENGE: { answer: { answer: true }, parameters: {} },
};

/** Everything that Cognito may say of any challenge. */
const told: Told = {
  poolName: 'pool',
  available: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
  parameters: {
    ...{ requiredAttributes: '["userAttributes.name"]', userAttributes: '{"email":"ada@example.com"}' },
    ...{ MFAS_CAN_CHOOSE: '["SMS_MFA"]', MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' },
    ...{ SALT: '1', SRP_B: '2', SECRET_BLOCK: '3', USER_ID_FOR_SRP: 'ada', DEVICE_KEY: 'device' },
    ...{ FRIENDLY_DEVICE_NAME: 'phone', CREDENTIAL_REQUEST_OPTIONS: '{"challenge":"AQ"}' },
  },
};

const sorted = (members: object): string[] => Object.keys(members).sort();

it('the client has a type for every challenge of the service', () => {
  expect(sorted(client)).toEqual(challengeNames.filter((name) => name !== TOTP_SET_UP).sort());
});

it.each(Object.entries(client))('%s takes and tells what the client says', (name, { answer, parameters }) => {
  const row = challengeRow(name);
  expect(sorted(row.answer)).toEqual(sorted(answer));
  if (name === 'CUSTOM_CHALLENGE') expect(parametersOf(row, told)).toEqual(told.parameters);
  else expect(sorted(parametersOf(row, told))).toEqual(sorted(parameters));
});

it('the client has a type for every method of the service', () => {
  type Method = NonNullable<components['schemas']['SignInRequest']['method']>;
  const methods: { readonly [M in Method]: { readonly method: M } } = {
    password: { method: 'password' },
    srp: { method: 'srp' },
    custom: { method: 'custom' },
    choice: { method: 'choice' },
    passkey: { method: 'passkey' },
    email_otp: { method: 'email_otp' },
    sms_otp: { method: 'sms_otp' },
  };
  const requests: SignInRequest[] = Object.values(methods).map((method) => ({
    username: 'ada',
    password: 'secret',
    srpA: 'a1',
    ...method,
  }));
  expect(requests).toHaveLength(7);
});
