import { ConfirmDeviceCommand, SetUserPoolMfaConfigCommand } from '@aws-sdk/client-cognito-identity-provider';
import { poolName } from '../auth/srp-group';
import { challengeTriggers, decide, riddles, sessionOf, solve } from './custom-auth';
import { begunBy, IdentityJs, sessionOf as signedInBy, step } from './identity-js';
import { SrpClient } from './srp';
import { goodPassword, payloadOf, refusal } from './support';
import { Triggered, TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;
let hidden: TriggeredPool;
const phone = '+15550001234';

beforeAll(async () => {
  triggered = await Triggered.start();
  pool = await triggered.pool(challengeTriggers, {
    DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
  });
  await pool.pools.sdk.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: pool.poolId,
      MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: {
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'test' },
      },
    }),
  );
  const { ClientId } = await pool.pools.createClient(pool.poolId, {
    ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
  });
  hidden = new TriggeredPool(pool.pools, pool.poolId, ClientId);
});
beforeEach(() => {
  triggered.reset();
  riddles(triggered);
});
afterAll(() => triggered.close());

const bad = ['NotAuthorizedException', 'Incorrect username or password.'];

async function begin(USERNAME: string, { password = goodPassword, at = pool, ...more } = {}) {
  const client = new SrpClient();
  const parameters = { USERNAME, CHALLENGE_NAME: 'SRP_A', SRP_A: client.shown, ...more };
  const challenge = await at.initiate('CUSTOM_AUTH', parameters);
  const { ChallengeParameters = {} } = challenge;
  const userId = ChallengeParameters['USER_ID_FOR_SRP'] ?? '';
  const proof = () => ({
    USERNAME: userId,
    ...client.claim(ChallengeParameters, { group: poolName(pool.poolId), userId, password }),
  });
  return { challenge, prove: () => at.answer('PASSWORD_VERIFIER', challenge.Session, proof()) };
}

const withSms = {
  attributes: { email: 'x@example.com', phone_number: phone, phone_number_verified: 'true' },
  mfa: { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' },
};
const histories = () =>
  triggered.events
    .filter(({ triggerSource }) => triggerSource.startsWith('Define'))
    .map((event) =>
      sessionOf(event).map(({ challengeName, challengeResult }) => [challengeName, challengeResult]),
    );

it('asks for the password first, then the riddle, and tells the functions of both', async () => {
  await pool.pools.createUser(pool.poolId, 'ada');
  const { challenge, prove } = await begin('ada');
  expect(challenge).toMatchObject({
    ChallengeName: 'PASSWORD_VERIFIER',
    Session: expect.any(String) as string,
    ChallengeParameters: { USERNAME: 'ada', USER_ID_FOR_SRP: 'ada', SECRET_BLOCK: challenge.Session },
  });
  const asked = await prove();
  expect(asked.ChallengeParameters).toEqual({ USERNAME: 'ada', riddle: 'riddle-1' });
  const { AuthenticationResult } = await solve(pool, asked, 'ada', 'answer-1');
  expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['username']).toBe('ada');
  expect(histories()).toEqual([
    [['SRP_A', true]],
    [
      ['SRP_A', true],
      ['PASSWORD_VERIFIER', true],
    ],
    [
      ['SRP_A', true],
      ['PASSWORD_VERIFIER', true],
      ['CUSTOM_CHALLENGE', true],
    ],
  ]);
});

it('refuses a wrong password like any other flow, and counts it', async () => {
  const user = await pool.pools.createUser(pool.poolId, 'bob');
  const { prove } = await begin('bob', { password: 'Wrong-Password-1' });
  expect(await refusal(prove())).toEqual(bad);
  expect(pool.pools.user(user.sub).failedPasswords.count).toBe(1);
});

it('shows the state of an account only after the password', async () => {
  await pool.pools.createUser(pool.poolId, 'carl', { enabled: false });
  const { challenge, prove } = await begin('carl');
  expect(challenge.ChallengeName).toBe('PASSWORD_VERIFIER');
  expect((await refusal(prove()))[1]).toBe('User is disabled.');
});

it('may ask the riddle first', async () => {
  await pool.pools.createUser(pool.poolId, 'dora');
  triggered.on('DefineAuthChallenge', (event) => {
    const passed = sessionOf(event).map(({ challengeName }) => challengeName);
    if (passed.includes('PASSWORD_VERIFIER')) return decide(event, { issueTokens: true });
    const next = passed.includes('CUSTOM_CHALLENGE') ? 'PASSWORD_VERIFIER' : 'CUSTOM_CHALLENGE';
    return decide(event, { challengeName: next });
  });
  const client = new SrpClient();
  const asked = await pool.initiate('CUSTOM_AUTH', {
    USERNAME: 'dora',
    CHALLENGE_NAME: 'SRP_A',
    SRP_A: client.shown,
  });
  expect(asked.ChallengeName).toBe('CUSTOM_CHALLENGE');
  const challenge = await solve(pool, asked, 'dora', 'answer-1');
  expect(challenge.ChallengeName).toBe('PASSWORD_VERIFIER');
  const identity = { group: poolName(pool.poolId), userId: 'dora', password: goodPassword };
  const proof = client.claim(challenge.ChallengeParameters ?? {}, identity);
  const done = await pool.answer('PASSWORD_VERIFIER', challenge.Session, { USERNAME: 'dora', ...proof });
  expect(done.AuthenticationResult).toBeDefined();
});

it('does not let the functions ask for the password twice', async () => {
  await pool.pools.createUser(pool.poolId, 'emil');
  triggered.on('DefineAuthChallenge', (event) => decide(event, { challengeName: 'PASSWORD_VERIFIER' }));
  const { prove } = await begin('emil');
  expect((await refusal(prove()))[0]).toBe('InvalidLambdaResponseException');
});

it('asks for the second factor after the password, and the functions see it', async () => {
  await pool.pools.createUser(pool.poolId, 'frank', withSms);
  const { prove } = await begin('frank');
  const second = await prove();
  expect(second.ChallengeName).toBe('SMS_MFA');
  const answers = { USERNAME: 'frank', SMS_MFA_CODE: pool.pools.lastCode(phone) };
  const asked = await pool.answer('SMS_MFA', second.Session, answers);
  expect(asked.ChallengeName).toBe('CUSTOM_CHALLENGE');
  expect((await solve(pool, asked, 'frank', 'answer-1')).AuthenticationResult).toBeDefined();
  expect(histories().at(-1)).toEqual([
    ['SRP_A', true],
    ['PASSWORD_VERIFIER', true],
    ['SMS_MFA', true],
    ['CUSTOM_CHALLENGE', true],
  ]);
});

it('asks nobody for a second factor before the riddles are solved', async () => {
  await pool.pools.createUser(pool.poolId, 'grace', withSms);
  let asked = await pool.initiate('CUSTOM_AUTH', { USERNAME: 'grace' });
  asked = await solve(pool, asked, 'grace', 'wrong');
  expect(asked.ChallengeName).toBe('CUSTOM_CHALLENGE');
});

it('asks for a remembered device at the end', async () => {
  await pool.pools.createUser(pool.poolId, 'heidi', withSms);
  const { Session } = await pool.signIn('heidi');
  const answers = { USERNAME: 'heidi', SMS_MFA_CODE: pool.pools.lastCode(phone) };
  const { AuthenticationResult: first } = await pool.answer('SMS_MFA', Session, answers);
  const DeviceKey = first?.NewDeviceMetadata?.DeviceKey ?? '';
  await pool.pools.sdk.send(
    new ConfirmDeviceCommand({
      AccessToken: first?.AccessToken ?? '',
      DeviceKey,
      DeviceSecretVerifierConfig: { PasswordVerifier: 'AQID', Salt: 'AQID' },
    }),
  );
  const asked = await pool.initiate('CUSTOM_AUTH', { USERNAME: 'heidi', DEVICE_KEY: DeviceKey });
  expect(asked.ChallengeName).toBe('CUSTOM_CHALLENGE');
  const device = await solve(pool, asked, 'heidi', 'answer-1');
  expect(device).toMatchObject({
    ChallengeName: 'DEVICE_SRP_AUTH',
    ChallengeParameters: { DEVICE_KEY: DeviceKey },
  });
});

it('asks for a password that nobody can have where existence is hidden', async () => {
  const { challenge, prove } = await begin('nobody', { at: hidden });
  expect(challenge.ChallengeName).toBe('PASSWORD_VERIFIER');
  expect(triggered.event('DefineAuthChallenge_Authentication').request).toEqual({
    userAttributes: {},
    userNotFound: true,
    session: [{ challengeName: 'SRP_A', challengeResult: true }],
  });
  expect(await refusal(prove())).toEqual(bad);
});

describe('amazon-cognito-identity-js', () => {
  const at = () => new IdentityJs(pool.pools, pool);

  it('signs in by custom challenges alone, over several rounds', async () => {
    await pool.pools.createUser(pool.poolId, 'ivan');
    const user = at().user('ivan');
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    const asked = await begunBy(user);
    expect(asked).toMatchObject({ asked: 'customChallenge', given: [{ riddle: 'riddle-1' }] });
    const answer = (text: string) =>
      step((callbacks) => {
        user.sendCustomChallengeAnswer(text, callbacks);
      });
    expect(await answer('wrong')).toMatchObject({ given: [{ riddle: 'riddle-2' }] });
    const session = await signedInBy(answer('answer-2'));
    expect(session.getAccessToken().payload['username']).toBe('ivan');
  });

  it('signs in by password and custom challenge', async () => {
    await pool.pools.createUser(pool.poolId, 'judy');
    const browser = at();
    const user = browser.user('judy');
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    const asked = await browser.authenticate(user);
    expect(asked).toMatchObject({ asked: 'customChallenge', given: [{ riddle: 'riddle-1' }] });
    const session = await signedInBy(
      step((callbacks) => {
        user.sendCustomChallengeAnswer('answer-1', callbacks, { where: 'here' });
      }),
    );
    expect(session.getIdToken().payload['cognito:username']).toBe('judy');
    const { request } = triggered.event('VerifyAuthChallengeResponse_Authentication');
    expect(request['clientMetadata']).toEqual({ where: 'here' });
  });
});
