import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import constraints from '../../local-pool/wire/constraints.json';
import { isCognitoException, exceptionTable } from '../../src/cognito/exceptions';
import { textTable } from '../../src/cognito/texts';
import { errorTable } from '../../src/common/errors/error-table';
import { routesOf } from '../../src/docs/routes';
import { questions } from '../auth/enumeration/questions';
import { refusal, ScriptedCognito } from '../auth/scripted-cognito';
import { openSites, type OpenSites } from '../auth/ways-in/sites';
import { ways } from '../auth/ways-in/ways';
import { type Answer, Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { Person } from '../users/person';

/**
 * Words of Cognito's that the contract passes on: names of challenges, factors and statuses, settings that `configuration` tells, and
 * our own words of the same form.
 */
const CONTRACT = new Set([
  // Challenges, which are factors as well
  ...['NEW_PASSWORD_REQUIRED', 'SMS_MFA', 'SMS_OTP', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA', 'SELECT_MFA_TYPE'],
  ...['MFA_SETUP', 'PASSWORD_VERIFIER', 'DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER', 'SELECT_CHALLENGE'],
  ...['PASSWORD', 'PASSWORD_SRP', 'WEB_AUTHN', 'CUSTOM_CHALLENGE', 'SOFTWARE_TOKEN'],
  // Statuses of users
  ...['CONFIRMED', 'UNCONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED', 'EXTERNAL_PROVIDER', 'ARCHIVED'],
  // How messages are sent, and settings
  ...['EMAIL', 'SMS', 'NONE', 'OFF', 'ON', 'OPTIONAL'],
  // What administrators are told of the app client
  ...['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
  ...['ALLOW_USER_AUTH', 'ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  // Imports: algorithms of hashes, and what the log says of a row.
  ...['BCRYPT', 'SCRYPT', 'ARGON2ID', 'PBKDF2_SHA256', 'FAILED', 'SKIPPED'],
  // Our own, and those of HTTP
  ...['SIGNED_IN', 'CHALLENGE', 'CONFIRMATION_REQUIRED', 'DENY', 'JWT'],
]);

/** Names of members, by the API model for what goes in and by the SDK's schemas for both directions. */
const members = new Set([
  ...Object.values(constraints.shapes as Record<string, { members?: object }>).flatMap(({ members = {} }) =>
    Object.keys(members),
  ),
  ...Object.values(sdk as Record<string, unknown>).flatMap(memberNames),
]);

/** A name that is no word of English, such as `AccessToken`: it must not even stand in a text. */
const telling = [...members].filter((name) => /^[A-Z][a-z]+([A-Z][a-z]*)+$/.test(name));

const TELLING = new RegExp(`\\b(${telling.join('|')})\\b`, 'g');

/** A schema of the SDK is a tuple with the names of its members in the fifth place. */
function memberNames(schema: unknown): string[] {
  const names = Array.isArray(schema) ? (schema as unknown[])[4] : undefined;
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

/** Whole texts of Cognito, without those that our own titles have in common with them. */
const upstreamTexts = Object.values(textTable)
  .flatMap((rules) => rules.map(({ text }) => text))
  .filter((text): text is string => typeof text === 'string')
  .filter((text) => !Object.values(errorTable).some(({ title }) => title === text));

interface Found {
  readonly where: string;
  readonly what: string;
}

/** What is not spelt by anybody: secrets and ids at random, and names of our own schemas. */
const UNSPELT = new Set(['secretCode', 'id', 'credentialId', 'deviceGroupKey', '$ref']);
/** So is what is encrypted, signed or encoded, which is longer than any name. */
const ENCODED = /^[\w.+/=:;,-]{40,}$/;
/** And ids of temporary access keys of AWS. */
const ACCESS_KEY = /^ASIA[A-Z0-9]{16}$/;

/** All faults of spelling in a document, each with the place where it is. */
function faultsIn(document: unknown, where: string): Found[] {
  if (typeof document === 'string') return faultsInText(document).map((what) => ({ where, what }));
  if (typeof document !== 'object' || document === null) return [];
  const spelt = Object.entries(document).filter(([key]) => !UNSPELT.has(key));
  return spelt.flatMap(([key, value]) => [
    ...faultsInKey(key).map((what) => ({ where, what })),
    ...faultsIn(value, `${where}.${key}`),
  ]);
}

function faultsInKey(key: string): string[] {
  return members.has(key) && /^[A-Z]/.test(key) ? [key] : words(key);
}

function faultsInText(text: string): string[] {
  if (ENCODED.test(text) || ACCESS_KEY.test(text)) return [];
  const whole = /^[A-Z][A-Z0-9]{2,20}$/.test(text) && !CONTRACT.has(text) ? [text] : [];
  return [
    ...whole,
    ...words(text),
    ...(text.match(TELLING) ?? []),
    ...(text.match(/\b[A-Za-z]+Exception\b/g) ?? []),
    ...upstreamTexts.filter((upstream) => text.includes(upstream)),
    ...(isJson(text) ? [`JSON inside of a text: ${text}`] : []),
  ];
}

/** Words of Cognito's parameters: SECRET_HASH, USER_ID_FOR_SRP. */
function words(text: string): string[] {
  return (text.match(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b/g) ?? []).filter((word) => !CONTRACT.has(word));
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Every answer of every instance of this file. */
const answers: Answer[] = [];
const call = Object.getOwnPropertyDescriptor(Gatehouse.prototype, 'call')?.value as Gatehouse['call'];
const listening = jest.spyOn(Gatehouse.prototype, 'call').mockImplementation(async function (
  this: Gatehouse,
  ...request
) {
  const answer = await call.apply(this, request);
  answers.push(answer);
  return answer;
});

/** What was answered since the last time. */
function faultsInAnswers(): Found[] {
  return answers
    .splice(0)
    .flatMap(({ path, status, body, headers }) => [
      ...faultsIn(body, `${String(status)} ${path}`),
      ...faultsIn(Object.fromEntries(headers), `headers of ${path}`),
    ]);
}

let gatehouse: Gatehouse;
let sites: OpenSites;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  sites = await openSites();
});
afterAll(async () => {
  listening.mockRestore();
  await sites.close();
  await gatehouse.close();
});
beforeEach(() => answers.splice(0));

it('the rules know what Cognito calls things', () => {
  expect(telling).toEqual(
    expect.arrayContaining([
      'AccessToken',
      'AuthenticationResult',
      'ChallengeParameters',
      'UserSub',
      'CodeDeliveryDetails',
    ]),
  );
  const leaks = {
    ChallengeParameters: {},
    session: 'of InitiateAuth: NotAuthorizedException',
    parameters: { SECRET_HASH: 'x', options: '{"challenge":"x"}', name: 'USERNAME' },
    detail: 'Give USER_ID_FOR_SRP and AccessToken. User is disabled.',
  };
  expect(faultsIn(leaks, 'x').map(({ what }) => what.replace(/^JSON.*/, 'JSON'))).toEqual(
    expect.arrayContaining([
      'ChallengeParameters',
      'NotAuthorizedException',
      'SECRET_HASH',
      'JSON',
      'USERNAME',
      'USER_ID_FOR_SRP',
      'AccessToken',
      'User is disabled',
    ]),
  );
});

it.each(Object.entries(ways))('nothing of it is in a sign-in that comes to %s', async (_, way) => {
  const site = sites[way.site];
  const { at, right, wrong } = await way.begin(site);
  await site.answer(at.session, way.malformed[0]);
  await site.answer(at.session, {});
  if (wrong !== undefined) await site.answer(at.session, wrong);
  await site.answer(at.session, right);
  expect(answers.length).toBeGreaterThan(3);
  expect(faultsInAnswers()).toEqual([]);
});

it('nothing of it is in what a stranger hears', async () => {
  for (const { patient, ask } of Object.values(questions)) {
    if (patient !== true)
      await ask(sites.open, (await sites.open.person({}, ['phone_number'])).username).catch(ignored);
  }
  expect(answers.length).toBeGreaterThan(20);
  expect(faultsInAnswers()).toEqual([]);
});

/** A question of which a challenge does not come is over; what was answered until then has been heard. */
function ignored(): void {
  expect(answers).not.toEqual([]);
}

it('nothing of it is in self-service', async () => {
  const person = await Person.fresh(gatehouse, { name: 'Ada' });
  const reads = ['', '/factors', '/sessions', '/devices', '/passkeys'];
  for (const path of reads) await person.get(path);
  await person.patch({ nickname: 'ada', name: null });
  await person.patch({ email: 'ada2@example.com' });
  await person.post('/attributes/email/code');
  await person.post('/attributes/email/verify', { code: '000000' });
  await person.post('/mfa/totp');
  await person.post('/mfa/totp/verify', { code: '000000' });
  await person.put('/mfa', { sms: { enabled: true } });
  await person.post('/passkeys/options');
  await person.post('/passkeys', { credential: { id: 'x' } });
  await person.put('/password', { currentPassword: 'Wrong-Horse-7', newPassword: 'weak' });
  await person.refresh();
  expect(answers.length).toBeGreaterThan(15);
  expect(faultsInAnswers()).toEqual([]);
});

it('nothing of it is in what administrators read', async () => {
  const { accessToken } = await gatehouse.admin();
  const parts: Record<string, string> = { '{username}': await gatehouse.user(), '{group}': 'admin' };
  const routes = routesOf(gatehouse.app).filter(
    ({ method, path }) => method === 'get' && path.startsWith('/v1/admin/'),
  );
  for (const { path } of routes) {
    const url = path.replace(/\{\w+\}/g, (part) => parts[part] ?? part);
    const { status } = await gatehouse.get(url, accessToken);
    // The embedded pool tracks no devices, and keeps no history; there is no such import.
    const refusals = { '/devices': 503, '/events': 404, '/imports/{id}': 400 };
    const refused = Object.entries(refusals).find(([end]) => path.endsWith(end));
    expect({ url, status }).toEqual({ url, status: refused?.[1] ?? 200 });
  }
  expect(faultsInAnswers()).toEqual([]);
});

it('nothing of it is in the refusals of every route', async () => {
  const { accessToken } = await gatehouse.admin();
  const { accessToken: user } = await Person.fresh(gatehouse).then(({ tokens }) => tokens);
  const routes = routesOf(gatehouse.app).filter(({ path }) => path.startsWith('/v1/'));
  for (const { method, path } of routes) {
    const url = path.replace(/\{\w+\}/g, 'nobody@example.com');
    const body = method === 'get' || method === 'delete' ? {} : { body: { surplus: 1 } };
    for (const token of [undefined, user, accessToken]) {
      // With an empty body an administrator's own sign-ins would end.
      if (url === '/v1/auth/sign-out/everywhere' || (url === '/v1/users/me' && method === 'delete')) continue;
      await gatehouse.call(method.toUpperCase(), url, { ...body, ...(token === undefined ? {} : { token }) });
    }
  }
  expect(answers.length).toBeGreaterThan(routes.length * 2);
  expect(faultsInAnswers()).toEqual([]);
});

describe('whatever Cognito says', () => {
  const raw = 'RAW text of InitiateAuth for ada: SECRET_HASH {"AccessToken":"x"}';
  let said = 'InternalErrorException';
  const refuse = (): object => refusal(said, raw);
  const cognito = new ScriptedCognito(new Proxy({}, { get: () => refuse }));
  const username = 'ada@example.com';
  const requests: [string, object][] = [
    ['sign-up', { username, password: 'Correct-Horse-7' }],
    ['sign-up/confirm', { username, code: '123456' }],
    ['sign-up/resend', { username }],
    ['sign-in', { username, password: 'Correct-Horse-7' }],
    ['password/forgot', { username }],
    ['password/reset', { username, code: '123456', newPassword: 'Correct-Horse-7' }],
    ['refresh', { refreshToken: 'x' }],
    ['sign-out', { refreshToken: 'x' }],
  ];

  let COGNITO_ENDPOINT: string;
  beforeAll(async () => {
    COGNITO_ENDPOINT = await cognito.start();
  });
  afterAll(() => cognito.close());

  it.each(['hidden', 'revealed'] as const)(
    'nothing of it comes through, accounts being %s',
    async (ACCOUNT_EXISTENCE) => {
      const instance = await startInstance(gatehouse, { COGNITO_ENDPOINT, ACCOUNT_EXISTENCE });
      const names = Object.keys(exceptionTable);
      expect(names.every(isCognitoException)).toBe(true);
      for (said of [...names, 'SomeNewException', 'AccessDenied']) {
        for (const [path, body] of requests) await instance.post(`/v1/auth/${path}`, body);
      }
      await instance.app.close();
      expect(answers).toHaveLength((names.length + 2) * requests.length);
      expect(answers.filter(({ body }) => JSON.stringify(body).includes('RAW'))).toEqual([]);
      expect(faultsInAnswers()).toEqual([]);
    },
  );
});

it('nothing of it is in the documents', async () => {
  const document = await gatehouse.get('/openapi.json');
  // Names of schemas are classes, and begin as Cognito's members do.
  const { schemas, ...components } = document.body.components as { schemas: Record<string, object> };
  expect(Object.keys(schemas).length).toBeGreaterThan(50);
  expect([
    ...faultsIn({ ...document.body, components }, 'openapi'),
    ...Object.entries(schemas).flatMap(([name, schema]) => faultsIn(schema, name)),
    ...faultsIn((await gatehouse.get('/errors')).body, '/errors'),
  ]).toEqual([]);
});
