import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminListUserAuthEventsCommand,
  type AuthEventType,
} from '@aws-sdk/client-cognito-identity-provider';
import { modelledOperations, shapeNamed } from '../../local-pool/wire/api-model';
import type { Environment } from '../../src/common/config/environment';
import { anotherPool } from '../support/another-pool';
import { expectProblem } from '../support/answers';
import { type Answer, Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { refusal, ScriptedCognito } from './scripted-cognito';

const username = 'ada@example.com';
const password = 'Correct-Horse-7';
const DEVICE_DATA = 'ENCODED.device~data/of+the==library';
const PERSON = '203.0.113.9';

/** Operations that take UserContextData, by the API model: whichever is new is here by itself. */
const operations = [...modelledOperations]
  .filter(([, { input }]) => shapeNamed(input).members?.['UserContextData'] !== undefined)
  .map(([name]) => name);

const cognito = new ScriptedCognito({
  DescribeUserPool: () => ({ UserPool: {} }),
  DescribeUserPoolClient: () => ({ UserPoolClient: { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] } }),
  GetUserPoolMfaConfig: () => ({ MfaConfiguration: 'OFF' }),
  SignUp: () => ({ UserConfirmed: false, UserSub: 's', Session: 'session-of-the-sign-up' }),
  ConfirmSignUp: () => ({ Session: 'session-of-the-confirmation' }),
  ResendConfirmationCode: () => ({}),
  ForgotPassword: () => ({}),
  ConfirmForgotPassword: () => ({}),
  InitiateAuth: ({ AuthFlow, AuthParameters }) =>
    AuthFlow === 'CUSTOM_AUTH' && (AuthParameters as { USERNAME: string }).USERNAME === username
      ? refusal('NotAuthorizedException', 'User is disabled.')
      : { ChallengeName: 'SMS_MFA', Session: 'session-of-the-sign-in', ChallengeParameters: {} },
  RespondToAuthChallenge: () => refusal('CodeMismatchException', 'Invalid code or auth state for the user.'),
});

let gatehouse: Gatehouse;
let endpoint: string;
const instances: Gatehouse[] = [];
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  endpoint = await cognito.start();
});
afterAll(async () => {
  for (const { app } of instances) await app.close();
  await gatehouse.close();
  await cognito.close();
});
beforeEach(() => cognito.calls.splice(0));

async function instance(changes: Partial<Environment>): Promise<Gatehouse> {
  const started = await startInstance(gatehouse, { COGNITO_ENDPOINT: endpoint, ...changes });
  instances.push(started);
  return started;
}

const post = (at: Gatehouse, path: string, body: object, headers: Record<string, string>): Promise<Answer> =>
  at.call('POST', `/v1/auth/${path}`, { body, headers });

describe('where a request comes from', () => {
  const steps: Record<string, (at: Gatehouse, headers: Record<string, string>) => Promise<unknown>> = {
    SignUp: (at, headers) => post(at, 'sign-up', { username, password }, headers),
    ConfirmSignUp: (at, headers) => post(at, 'sign-up/confirm', { username, code: '123456' }, headers),
    ResendConfirmationCode: (at, headers) => post(at, 'sign-up/resend', { username }, headers),
    InitiateAuth: (at, headers) => post(at, 'sign-in', { username, password }, headers),
    RespondToAuthChallenge: async (at, headers) => {
      const { body } = await post(at, 'sign-in', { username, password }, {});
      cognito.calls.splice(0);
      await post(at, 'challenge', { session: body.data.session, answer: { code: '123456' } }, headers);
    },
    ForgotPassword: (at, headers) => post(at, 'password/forgot', { username }, headers),
    ConfirmForgotPassword: (at, headers) =>
      post(at, 'password/reset', { username, code: '123456', newPassword: password }, headers),
  };

  let trusting: Gatehouse;
  beforeAll(async () => {
    trusting = await instance({ TRUST_PROXY: '127.0.0.1' });
  });

  /** What each call told of the person. */
  const told = (): [string, unknown][] =>
    cognito.calls
      .filter(({ operation }) => operations.includes(operation))
      .map(({ operation, input }) => [operation, input['UserContextData']]);

  it.each(operations)('reaches %s with its device data', async (operation) => {
    await steps[operation]?.(trusting, { 'x-forwarded-for': PERSON, 'x-device-data': DEVICE_DATA });
    expect(told()).toEqual([[operation, { IpAddress: PERSON, EncodedData: DEVICE_DATA }]]);
  });

  it.each(operations)('reaches %s without device data when there is none', async (operation) => {
    await steps[operation]?.(trusting, { 'x-forwarded-for': PERSON });
    expect(told()).toEqual([[operation, { IpAddress: PERSON }]]);
  });

  it('reaches the sign-in that follows a confirmation, and the one that nobody gets', async () => {
    const headers = { 'x-forwarded-for': PERSON, 'x-device-data': DEVICE_DATA };
    const { session } = (await post(trusting, 'sign-up', { username, password }, {})).body.data as {
      session: string;
    };
    cognito.calls.splice(0);
    await post(trusting, 'sign-up/confirm', { username, code: '123456', signIn: true, session }, headers);
    await post(trusting, 'sign-in', { username, method: 'custom' }, headers);
    const context = { IpAddress: PERSON, EncodedData: DEVICE_DATA };
    const order = ['ConfirmSignUp', 'InitiateAuth', 'InitiateAuth', 'InitiateAuth'];
    expect(told()).toEqual(order.map((operation) => [operation, context]));
  });

  it('is told by every call in the sources that could tell it', () => {
    const root = join(__dirname, '..', '..', 'src');
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(root, name), 'utf8'));
    const calls = sources.flatMap((text) =>
      [...text.matchAll(/new (\w+)Command\(/g)].map((match) => ({
        operation: match[1] ?? '',
        // To the line that closes the command.
        input: text.slice(match.index).split(/^ *\}\),?$/m)[0] ?? '',
      })),
    );
    const telling = calls.filter(({ operation }) => operations.includes(operation));
    expect([...new Set(telling.map(({ operation }) => operation))].toSorted()).toEqual(operations.toSorted());
    expect(telling.filter(({ input }) => !input.includes('...userContextData(client)'))).toEqual([]);
  });
});

describe('TRUST_PROXY', () => {
  const PROXY = '10.0.0.7';
  it.each([
    // Nobody is believed who is not named, whatever he says.
    [undefined, PERSON, '127.0.0.1'],
    ['10.0.0.0/8', PERSON, '127.0.0.1'],
    ['127.0.0.1', PERSON, PERSON],
    ['127.0.0.0/8', PERSON, PERSON],
    ['127.0.0.1', undefined, '127.0.0.1'],
    // A stranger's own header comes before what the proxy adds.
    ['127.0.0.1', `198.51.100.1, ${PERSON}`, PERSON],
    ['127.0.0.1, 10.0.0.0/8', `198.51.100.1, ${PERSON}, ${PROXY}`, PERSON],
    ['127.0.0.1', `${PERSON}, ${PROXY}`, PROXY],
    ['1', `198.51.100.1, ${PERSON}`, PERSON],
    ['2', `198.51.100.1, ${PERSON}, ${PROXY}`, PERSON],
    ['0', PERSON, '127.0.0.1'],
    ['127.0.0.1', '2001:db8::9', '2001:db8::9'],
    ['127.0.0.1', `::ffff:${PERSON}`, PERSON],
    ['127.0.0.1', 'unknown', undefined],
    ['127.0.0.1', `${PERSON}:4711`, undefined],
  ])('%s makes of "%s" the address %s', async (TRUST_PROXY, forwarded, address) => {
    const at = await instance({ TRUST_PROXY });
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const others = { forwarded: `for=${PERSON}`, 'x-real-ip': PERSON, 'x-client-ip': PERSON };
    await post(at, 'sign-in', { username, password }, { ...others, ...headers });
    const { input } = cognito.calls.find(({ operation }) => operation === 'InitiateAuth') ?? {};
    expect(input?.['UserContextData']).toEqual(address === undefined ? {} : { IpAddress: address });
  });
});

describe('X-Device-Data', () => {
  it.each([
    ['8,193 characters', 'x'.repeat(8193)],
    ['a space', 'one two'],
    ['a letter that is none of ASCII', 'caf\u00e9'],
    ['nothing', ''],
  ])('is refused with %s, and nothing is sent', async (_, data) => {
    const at = await instance({});
    const answer = await post(at, 'sign-in', { username, password }, { 'x-device-data': data });
    expectProblem(answer, 400, 'bad_request');
    expect(cognito.calls.filter(({ operation }) => operation === 'InitiateAuth')).toEqual([]);
  });

  it('may have 8,192 characters', async () => {
    const data = 'x'.repeat(8192);
    await post(await instance({}), 'sign-in', { username, password }, { 'x-device-data': data });
    const { input } = cognito.calls.find(({ operation }) => operation === 'InitiateAuth') ?? {};
    expect(input?.['UserContextData']).toEqual({ IpAddress: '127.0.0.1', EncodedData: data });
  });

  it('is a parameter of the routes that pass it on', async () => {
    const { paths } = (await gatehouse.get('/openapi.json')).body as {
      paths: Record<string, Record<string, { parameters?: { $ref?: string }[] }>>;
    };
    const taking = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).some(({ parameters }) =>
        parameters?.some(({ $ref }) => $ref === '#/components/parameters/DeviceData'),
      )
        ? [path]
        : [],
    );
    expect(taking).toEqual(
      [
        'challenge',
        'password/forgot',
        'password/reset',
        'sign-in',
        'sign-up',
        'sign-up/confirm',
        'sign-up/resend',
      ].map((path) => `/v1/auth/${path}`),
    );
  });
});

describe('a user pool with threat protection', () => {
  const addresses = async (EnablePropagateAdditionalUserContextData: boolean): Promise<unknown[]> => {
    const { changes, sdk, userPoolId } = await anotherPool(gatehouse, {
      pool: {
        UserPoolTier: 'PLUS',
        UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
        UsernameAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
      },
      client: { GenerateSecret: true, EnablePropagateAdditionalUserContextData },
    });
    const at = await instance({ ...changes, COGNITO_ENDPOINT: gatehouse.pool.url, TRUST_PROXY: '127.0.0.1' });
    const headers = { 'x-forwarded-for': PERSON };
    await post(at, 'sign-up', { username, password }, headers);
    await post(at, 'sign-up/confirm', { username, code: await gatehouse.code(username) }, headers);
    expect((await post(at, 'sign-in', { username, password }, headers)).body.data.status).toBe('SIGNED_IN');
    const asked = new AdminListUserAuthEventsCommand({ UserPoolId: userPoolId, Username: username });
    const { AuthEvents = [] } = await sdk.send(asked);
    sdk.destroy();
    return AuthEvents.filter(({ EventType }: AuthEventType) => EventType === 'SignIn').map(
      ({ EventContextData }) => EventContextData?.IpAddress,
    );
  };

  it('knows where somebody was who signed in through the service', async () => {
    expect(await addresses(true)).toEqual([PERSON]);
  });

  it('knows the address of the service only, unless its client may pass on more', async () => {
    expect(await addresses(false)).toEqual(['127.0.0.1']);
  });
});
