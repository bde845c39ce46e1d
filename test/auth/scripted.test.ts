import { createHmac } from 'node:crypto';
import { Gatehouse } from '../support/gatehouse';
import { expectData, expectProblem, SIGNED_IN } from '../support/answers';
import { startInstance } from '../support/instance';
import { refusal, ScriptedCognito } from './scripted-cognito';

const CLIENT = 'scripted';
const SECRET = 'a-secret-of-the-client';
const text = expect.any(String) as string;

const hash = (username: string): string =>
  createHmac('sha256', SECRET).update(`${username}${CLIENT}`).digest('base64');

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const AuthenticationResult = {
  AccessToken: `${part({ alg: 'RS256' })}.${part({ sub: 's', jti: 'j', exp: 4_102_444_800 })}.x`,
  IdToken: 'id',
  RefreshToken: 'refresh',
  TokenType: 'Bearer',
  ExpiresIn: 3600,
  NewDeviceMetadata: { DeviceKey: 'us-east-1_0', DeviceGroupKey: 'group' },
};
const WITH_DEVICE = { ...SIGNED_IN, newDevice: { deviceKey: 'us-east-1_0', deviceGroupKey: 'group' } };

const cognito = new ScriptedCognito({
  DescribeUserPool: () => ({ UserPool: {} }),
  DescribeUserPoolClient: () => ({
    UserPoolClient: { ExplicitAuthFlows: ['ALLOW_USER_AUTH'], AuthSessionValidity: 5 },
  }),
  GetUserPoolMfaConfig: () => ({ MfaConfiguration: 'OFF' }),
  SignUp: ({ Username }) =>
    Username === 'taken@example.com'
      ? refusal('UsernameExistsException', 'User already exists')
      : { UserConfirmed: false, UserSub: 's', Session: 'sign-up-session-of-cognito' },
  ConfirmSignUp: ({ Session }) => (Session === undefined ? {} : { Session: 'session-of-the-confirmation' }),
  InitiateAuth: ({ AuthFlow, AuthParameters }) => {
    if (AuthFlow === 'USER_AUTH') return { AuthenticationResult };
    const { PASSWORD: name } = AuthParameters as Record<string, string>;
    return {
      ChallengeName: name,
      Session: 'first-session-of-cognito',
      ChallengeParameters: {
        USER_ID_FOR_SRP: 'real-name',
        CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
        CODE_DELIVERY_DESTINATION: '+*******1234',
        FRIENDLY_DEVICE_NAME: 'phone',
      },
    };
  },
  RespondToAuthChallenge: ({ ChallengeResponses }) => {
    const { SMS_MFA_CODE: code } = ChallengeResponses as Record<string, string>;
    if (code === '000000')
      return refusal('CodeMismatchException', 'Invalid code or auth state for the user.');
    if (code === '888888') return { ChallengeName: 'ADMIN_NO_SRP_AUTH', Session: 'next-session-of-cognito' };
    return code === '999999'
      ? refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.')
      : { AuthenticationResult };
  },
});

let gatehouse: Gatehouse;
let instance: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  instance = await startInstance(gatehouse, {
    COGNITO_ENDPOINT: await cognito.start(),
    COGNITO_CLIENT_ID: CLIENT,
    COGNITO_CLIENT_SECRET: SECRET,
  });
});
afterAll(async () => {
  await instance.app.close();
  await gatehouse.close();
  await cognito.close();
});

const post = (path: string, body: object) => instance.post(`/v1/auth/${path}`, body);
const last = (): object => cognito.calls.at(-1) ?? {};

describe('a sign-up whose confirmation signs in', () => {
  const username = 'ada@example.com';
  const sessionOf = async (name: string): Promise<string> => {
    const answer = await post('sign-up', { username: name, attributes: { email: name } });
    return (answer.body as { data: { session: string } }).data.session;
  };

  it('gives the tokens', async () => {
    const body = { username, code: '123456', signIn: true, session: await sessionOf(username) };
    expectData(await post('sign-up/confirm', body), 200, WITH_DEVICE);
    expect(cognito.calls.slice(-2)).toEqual([
      {
        operation: 'ConfirmSignUp',
        input: expect.objectContaining({
          Username: username,
          Session: 'sign-up-session-of-cognito',
        }) as object,
      },
      {
        operation: 'InitiateAuth',
        input: expect.objectContaining({
          AuthFlow: 'USER_AUTH',
          Session: 'session-of-the-confirmation',
          AuthParameters: { USERNAME: username, SECRET_HASH: hash(username) },
        }) as object,
      },
    ]);
  });

  it('stays without tokens unless they are asked for', async () => {
    const body = { username, code: '123456', session: await sessionOf(username) };
    expectData(await post('sign-up/confirm', body), 200, { status: 'CONFIRMED' });
  });

  it('does not take the session of somebody else', async () => {
    const body = { username, code: '123456', signIn: true, session: await sessionOf('eve@example.com') };
    expectData(await post('sign-up/confirm', body), 200, { status: 'CONFIRMED' });
  });

  it('has a session that is not one of a challenge', async () => {
    const session = await sessionOf(username);
    expectProblem(await post('challenge', { session, answer: { code: '123456' } }), 401, 'session_expired');
  });

  it('has a session of the same length for a name that is taken', async () => {
    const [taken, fresh] = [await sessionOf('taken@example.com'), await sessionOf('other@example.com')];
    expect(taken).toHaveLength(fresh.length);
  });
});

describe('a challenge with a code', () => {
  const credentials = { username: 'Ada', password: 'SMS_MFA' };

  it('says where the code went and how long it is good', async () => {
    const answer = await post('sign-in', credentials);
    expectData(answer, 200, {
      status: 'CHALLENGE',
      session: text,
      expiresAt: text,
      challenge: {
        name: 'SMS_MFA',
        parameters: {},
        answer: ['code'],
        delivery: { medium: 'SMS', destination: '+*******1234', attribute: 'phone_number' },
      },
    });
    const left = Date.parse(answer.body.data.expiresAt as string) - Date.now();
    expect(left).toBeGreaterThan(290_000);
  });

  it('is answered under the name that Cognito gave, with a hash over it', async () => {
    const deviceKey = 'us-east-1_0123';
    const { session } = (await post('sign-in', { ...credentials, deviceKey })).body.data as {
      session: string;
    };
    expectData(await post('challenge', { session, answer: { code: '123456' } }), 200, WITH_DEVICE);
    expect(last()).toMatchObject({
      operation: 'RespondToAuthChallenge',
      input: {
        ChallengeName: 'SMS_MFA',
        Session: 'first-session-of-cognito',
        ChallengeResponses: {
          SMS_MFA_CODE: '123456',
          USERNAME: 'real-name',
          SECRET_HASH: hash('real-name'),
          DEVICE_KEY: deviceKey,
        },
      },
    });
  });

  it('takes another answer after a wrong code, and ends with a code that has run out', async () => {
    const { session } = (await post('sign-in', credentials)).body.data as { session: string };
    expectProblem(await post('challenge', { session, answer: { code: '000000' } }), 401, 'code_mismatch');
    expectProblem(await post('challenge', { session, answer: { code: '999999' } }), 401, 'restart_required');
  });

  it('names the device of a code generator', async () => {
    const answer = await post('sign-in', { ...credentials, password: 'SOFTWARE_TOKEN_MFA' });
    expect(answer.body.data.challenge).toEqual({
      name: 'SOFTWARE_TOKEN_MFA',
      parameters: { deviceName: 'phone' },
      answer: ['code'],
    });
  });

  it('that nobody here knows is not supported', async () => {
    const answer = await post('sign-in', { ...credentials, password: 'ADMIN_NO_SRP_AUTH' });
    expectProblem(answer, 501, 'challenge_unsupported');
    const { session } = (await post('sign-in', { ...credentials, password: 'SMS_MFA' })).body.data;
    const next = await post('challenge', { session, answer: { code: '888888' } });
    expectProblem(next, 501, 'challenge_unsupported');
  });
});
