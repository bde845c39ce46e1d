import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { poolName } from '../auth/srp-group';
import { forgetDevice } from '../devices/tracking';
import type { TriggerEvent, TriggerFunction } from '../triggers/event';
import { Tracking, type Device } from './devices';
import { SrpClient, type Answers } from './srp';
import { goodPassword, payloadOf } from './support';
import { lambdaConfig } from './triggers';
import { TrustedDevices, trusting } from './trusted-devices';

/** A function that fills in this much of `response`. */
const responding =
  (responseTo: (event: TriggerEvent) => Record<string, unknown>): TriggerFunction =>
  (event) => ({ ...event, response: { ...event.response, ...responseTo(event) } });

/** First the password where SRP was begun with, then one challenge. */
const define = responding(({ request }) => {
  const session = request['session'] as readonly { readonly challengeName: string }[];
  const issueTokens = session.some(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE');
  if (issueTokens) meanwhile();
  const challengeName = session.at(-1)?.challengeName === 'SRP_A' ? 'PASSWORD_VERIFIER' : 'CUSTOM_CHALLENGE';
  return { challengeName, issueTokens, failAuthentication: false };
});

let pool: TrustedDevices;
/** What happens while the trigger thinks that it has seen enough. */
let meanwhile: () => void;

beforeAll(async () => {
  const tracking = await Tracking.start({
    triggers: {
      DefineAuthChallenge: define,
      CreateAuthChallenge: responding(() => ({
        publicChallengeParameters: {},
        privateChallengeParameters: {},
      })),
      VerifyAuthChallengeResponse: responding(() => ({ answerCorrect: true })),
    },
  });
  const names = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const;
  pool = await TrustedDevices.on(
    tracking,
    trusting,
    { LambdaConfig: lambdaConfig(names) },
    { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] },
  );
});
beforeEach(() => {
  meanwhile = () => undefined;
});
afterAll(() => pool.pools.close());

const begin = (USERNAME: string, more: Answers) =>
  pool.pools.sdk.send(
    new InitiateAuthCommand({
      AuthFlow: 'CUSTOM_AUTH',
      ClientId: pool.ClientId,
      AuthParameters: { USERNAME, ...more },
    }),
  );
const answerCustom = (Session: string | undefined, USERNAME: string) =>
  pool.answer('CUSTOM_CHALLENGE', Session, { USERNAME, ANSWER: '42' });

/** Goes through the password to the custom challenge, with a device in place of the second factor. */
async function afterPassword(name: string, { key }: Device) {
  const client = new SrpClient();
  const begun = await begin(name, { CHALLENGE_NAME: 'SRP_A', SRP_A: client.shown, DEVICE_KEY: key });
  expect(begun.ChallengeName).toBe('PASSWORD_VERIFIER');
  const identity = { group: poolName(pool.poolId), userId: name, password: goodPassword };
  const next = await pool.answer('PASSWORD_VERIFIER', begun.Session, {
    USERNAME: name,
    ...client.claim(begun.ChallengeParameters ?? {}, identity),
  });
  expect(next.ChallengeName).toBe('CUSTOM_CHALLENGE');
  return next;
}

it('is asked for after the custom challenges, and is the last that is', async () => {
  const { device } = await pool.userWithDevice('ada');
  const begun = await begin('ada', { DEVICE_KEY: device.key });
  expect(begun.ChallengeName).toBe('CUSTOM_CHALLENGE');
  const asked = await answerCustom(begun.Session, 'ada');
  expect(asked.ChallengeName).toBe('DEVICE_SRP_AUTH');
  const { AuthenticationResult } = await pool.finishProof(await pool.beginProof(asked, 'ada', device));
  expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['device_key']).toBe(device.key);
});

it('stands in for the second factor after the password, too', async () => {
  const { device } = await pool.userWithDevice('grace');
  const asked = await answerCustom((await afterPassword('grace', device)).Session, 'grace');
  expect(asked.ChallengeName).toBe('DEVICE_SRP_AUTH');
  const { AuthenticationResult } = await pool.finishProof(await pool.beginProof(asked, 'grace', device));
  expect(AuthenticationResult?.AccessToken).toBeDefined();
});

it.each([
  ['before', () => undefined],
  ['during', (forget: () => void) => forget],
])('stands in for nothing when it is forgotten %s the last answer', async (when, later) => {
  const name = `gone-${when}`;
  const { user, device } = await pool.userWithDevice(name);
  const { Session } = await afterPassword(name, device);
  const forget = (): void => {
    const record = pool.pools.context.store.devices.get(device.key);
    if (record) forgetDevice(pool.pools.context, record);
  };
  const during = later(forget);
  if (during) meanwhile = during;
  else forget();
  const asked = await answerCustom(Session, name);
  expect(asked.ChallengeName).toBe('SMS_MFA');
  const { AuthenticationResult } = await pool.answerSms(asked, user);
  expect(AuthenticationResult?.NewDeviceMetadata).toBeDefined();
});

it('is not asked for when it is not remembered', async () => {
  const { device, AccessToken } = await pool.userWithDevice('edsger');
  await pool.tracking.update({ AccessToken, device }, 'not_remembered');
  const begun = await begin('edsger', { DEVICE_KEY: device.key });
  const { AuthenticationResult } = await answerCustom(begun.Session, 'edsger');
  expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['device_key']).toBe(device.key);
});
