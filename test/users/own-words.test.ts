import { ScriptedCognito } from '../auth/scripted-cognito';
import { expectData, expectProblem } from '../support/answers';
import { type Answer, Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { Person } from './person';

const DEVICE = 'us-east-1_00000000-0000-4000-8000-000000000000';
/** A second that a lazy formatter would write without milliseconds. */
const SECOND = 1_700_000_000;
const ISO = '2023-11-14T22:13:20.000Z';

const Device = {
  DeviceKey: DEVICE,
  DeviceAttributes: [
    { Name: 'device_status', Value: 'valid' },
    { Name: 'dev:device_arn', Value: 'arn:aws:cognito-idp:us-east-1:1:owner/x' },
    { Name: 'dev:device_remembered_status', Value: 'not_remembered' },
  ],
  DeviceCreateDate: SECOND,
  DeviceLastModifiedDate: SECOND,
  DeviceLastAuthenticatedDate: SECOND,
};
const Mfa = { UserMFASettingList: ['SMS_MFA'], PreferredMfaSetting: 'SMS_MFA' };
const delivery = { Destination: 'a***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' };

const cognito = new ScriptedCognito({
  GetUser: () => ({
    Username: 'ada',
    UserAttributes: [
      { Name: 'sub', Value: 's' },
      { Name: 'email', Value: 'ada@example.com' },
      { Name: 'custom:Team', Value: 'Red' },
    ],
    MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }],
    ...Mfa,
  }),
  UpdateUserAttributes: () => ({ CodeDeliveryDetailsList: [delivery] }),
  GetUserAttributeVerificationCode: () => ({ CodeDeliveryDetails: delivery }),
  GetUserAuthFactors: () => ({ Username: 'ada', ConfiguredUserAuthFactors: ['PASSWORD'], ...Mfa }),
  SetUserMFAPreference: () => ({}),
  AssociateSoftwareToken: () => ({ SecretCode: 'JBSWY3DPEHPK3PXP', Session: 'x' }),
  VerifySoftwareToken: () => ({ Status: 'SUCCESS', Session: 'x' }),
  ListDevices: () => ({ Devices: [Device], PaginationToken: 'next' }),
  GetDevice: () => ({ Device }),
  ConfirmDevice: () => ({ UserConfirmationNecessary: true }),
  ListWebAuthnCredentials: () => ({
    Credentials: [
      {
        CredentialId: 'x',
        FriendlyCredentialName: 'Passkey',
        RelyingPartyId: 'localhost',
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal'],
        CreatedAt: SECOND,
      },
    ],
    NextToken: 'next',
  }),
  StartWebAuthnRegistration: () => ({ CredentialCreationOptions: { challenge: 'x', user: { id: 'x' } } }),
  ListUserSessions: () => ({
    Sessions: [
      {
        SessionId: `sso${'0'.repeat(25)}`,
        SessionType: 'SSO',
        ClientId: 'x',
        CreateDate: SECOND,
        LastActiveDate: SECOND,
        DeviceType: 'iOS, Safari',
        LastIPAddress: '192.0.2.1',
        LastLocation: { City: 'Berlin', Country: 'Germany' },
        IsCurrentSession: true,
      },
    ],
    NextToken: 'next',
  }),
});

let gatehouse: Gatehouse;
let instance: Gatehouse;
let token: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  token = (await gatehouse.admin()).accessToken;
  instance = await startInstance(gatehouse, { COGNITO_ENDPOINT: await cognito.start() });
});
afterAll(async () => {
  await instance.app.close();
  await cognito.close();
  await gatehouse.close();
});

/** Every name of a member, at any depth. Attributes keep the names that the pool gave them. */
function names(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(names);
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'attributes' ? [name] : [name, ...names(member)],
  );
}

const dates = (text: string): string[] =>
  [...text.matchAll(/"\w+At":("[^"]*"|[^,}\]]+)/g)].map(([, date]) => date ?? '');

it.each<{ of: string; body?: object }>([
  { of: 'GET ' },
  { of: 'PATCH ', body: { attributes: { name: 'Ada' } } },
  { of: 'POST /attributes/email/code' },
  { of: 'GET /factors' },
  { of: 'PUT /mfa', body: { sms: { enabled: true } } },
  { of: 'POST /mfa/totp' },
  { of: 'POST /mfa/totp/verify', body: { code: '123456' } },
  { of: 'GET /devices' },
  { of: `GET /devices/${DEVICE}` },
  { of: `POST /devices/${DEVICE}/confirm`, body: { salt: 'AQ==', passwordVerifier: 'Ag==' } },
  { of: 'GET /passkeys' },
  { of: 'POST /passkeys/options' },
  { of: 'GET /sessions' },
])('$of answers in our own words', async ({ of, body }) => {
  const [method = '', path = ''] = of.split(' ');
  const options = { token, ...(body === undefined ? {} : { body }) };
  const answer = await instance.call(method, `/v1/users/me${path}`, options);
  expect(answer.status).toBeLessThan(300);
  const members = names(answer.body);
  expect(members.length).toBeGreaterThan(3);
  expect(members.filter((name) => !/^[a-z][a-zA-Z]*$/.test(name))).toEqual([]);
  expect(new Set([...dates(JSON.stringify(answer.body)), `"${ISO}"`])).toEqual(new Set([`"${ISO}"`]));
});

describe.each(['devices', 'passkeys', 'sessions'])('a cursor of the list of %s', (list) => {
  const read = (of: string, cursor: string, by = token): Promise<Answer> =>
    instance.get(`/v1/users/me/${of}?cursor=${encodeURIComponent(cursor)}`, by);

  it('is good for this list and this person, whatever Cognito thinks of it', async () => {
    const first = await instance.get(`/v1/users/me/${list}`, token);
    const { nextCursor } = first.body.meta as { nextCursor: string };
    expectData(await read(list, nextCursor), 200, first.body.data, { nextCursor });
    const { token: stranger } = await Person.fresh(gatehouse);
    expectProblem(await read(list, nextCursor, stranger), 400, 'invalid_cursor');
    for (const other of ['devices', 'passkeys', 'sessions'].filter((name) => name !== list)) {
      expectProblem(await read(other, nextCursor), 400, 'invalid_cursor');
    }
    for (const made of ['', 'next', nextCursor.slice(1), `${nextCursor}${nextCursor}`]) {
      expectProblem(await read(list, made), 400, 'invalid_cursor');
    }
  });
});

it('a session of managed login shows all that the pool knows', async () => {
  const { data } = (await instance.get('/v1/users/me/sessions', token)).body as { data: unknown };
  expect(data).toEqual([
    {
      id: `sso${'0'.repeat(25)}`,
      type: 'sso',
      current: true,
      createdAt: ISO,
      lastActiveAt: ISO,
      deviceType: 'iOS, Safari',
      lastIp: '192.0.2.1',
      lastLocation: { city: 'Berlin', country: 'Germany' },
    },
  ]);
});
