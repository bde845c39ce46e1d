import { UpdateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import {
  called,
  IdentityJs,
  sessionOf,
  step,
  succeeded,
  type Session,
  type Step,
  type User,
} from './identity-js';
import { refusal } from './support';
import { TrustedDevices, trusting } from './trusted-devices';

let pool: TrustedDevices;
let opting: TrustedDevices;

beforeAll(async () => {
  pool = await TrustedDevices.start();
  opting = await TrustedDevices.on(pool.tracking, { ...trusting, DeviceOnlyRememberedOnUserPrompt: true });
});
afterAll(() => pool.pools.close());

/** Somebody with a second factor, at a browser of his own. */
async function somebody(at: TrustedDevices, name: string) {
  const { attributes } = await at.createUser(name);
  const browser = new IdentityJs(at.pools, at);
  /** Answers the code that was sent by SMS. */
  const sendCode = (user: User): Promise<Step> =>
    step((callbacks) => {
      user.sendMFACode(at.pools.lastCode(attributes['phone_number'] ?? ''), callbacks, 'SMS_MFA');
    });
  /** Signs in by both factors, which the library lets a device follow. */
  const bothFactors = async (): Promise<{ user: User; signedIn: Step }> => {
    const user = browser.user(name);
    // The quicker way: SRP takes the library half a second.
    user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
    expect(await browser.authenticate(user)).toMatchObject({ asked: 'mfaRequired' });
    return { user, signedIn: await sendCode(user) };
  };
  return { browser, sendCode, bothFactors };
}

const deviceKeyOf = (session: Session): unknown => session.getAccessToken().payload['device_key'];
const listOf = (user: User) =>
  succeeded<{ Devices: { DeviceKey: string }[] }>((callbacks) => {
    user.listDevices(10, null, callbacks);
  });

it('remembers a device by itself, signs in by it without a code, and refreshes', async () => {
  const { browser, bothFactors } = await somebody(pool, 'ada');
  const { user, signedIn } = await bothFactors();
  expect(signedIn).toMatchObject({ confirmationNecessary: undefined });
  const key = browser.storage.ending('ada.deviceKey');
  expect(key).toMatch(/^us-east-1_/u);
  expect(browser.storage.ending('ada.deviceGroupKey')).toMatch(/^-/u);

  const again = browser.user('ada');
  const session = await sessionOf(browser.authenticate(again));
  expect(deviceKeyOf(session)).toBe(key);
  const refreshed = await called<Session>((done) => {
    again.refreshSession(session.getRefreshToken(), done);
  });
  expect(deviceKeyOf(refreshed)).toBe(key);
  expect((await listOf(user)).Devices.map(({ DeviceKey }) => DeviceKey)).toEqual([key]);
  const found = succeeded((callbacks) => {
    again.getDevice(callbacks);
  });
  expect(await found).toMatchObject({ Device: { DeviceKey: key } });
});

it('asks for codes until its user wants the device remembered, and after he does not any more', async () => {
  const { browser, bothFactors, sendCode } = await somebody(opting, 'grace');
  const { user, signedIn } = await bothFactors();
  expect(signedIn).toMatchObject({ confirmationNecessary: true });
  const again = browser.user('grace');
  again.setAuthenticationFlowType('USER_PASSWORD_AUTH');
  expect(await browser.authenticate(again)).toMatchObject({ asked: 'mfaRequired' });
  const known = await sendCode(again);
  expect(known).toMatchObject({ confirmationNecessary: undefined });
  const remembered = succeeded((callbacks) => {
    user.setDeviceStatusRemembered(callbacks);
  });
  expect(await remembered).toBe('SUCCESS');
  const third = browser.user('grace');
  third.setAuthenticationFlowType('USER_PASSWORD_AUTH');
  expect((await sessionOf(browser.authenticate(third))).isValid()).toBe(true);
  const forgotten = succeeded((callbacks) => {
    third.setDeviceStatusNotRemembered(callbacks);
  });
  expect(await forgotten).toBe('SUCCESS');
  expect(await browser.authenticate(browser.user('grace'))).toMatchObject({ asked: 'mfaRequired' });
});

it('forgets a device, and starts anew with a code and another key', async () => {
  const { browser, bothFactors } = await somebody(pool, 'alan');
  const { user } = await bothFactors();
  const key = browser.storage.ending('alan.deviceKey');
  const forgotten = succeeded((callbacks) => {
    user.forgetDevice(callbacks);
  });
  expect(await forgotten).toBe('SUCCESS');
  expect(browser.storage.ending('alan.deviceKey')).toBeUndefined();
  expect((await listOf(user)).Devices).toEqual([]);
  await bothFactors();
  expect(browser.storage.ending('alan.deviceKey')).not.toBe(key);
});

it('recovers from a device that was forgotten elsewhere', async () => {
  const { browser, bothFactors, sendCode } = await somebody(pool, 'barbara');
  const { user } = await bothFactors();
  const key = browser.storage.ending('barbara.deviceKey') ?? '';
  const elsewhere = succeeded((callbacks) => {
    user.forgetSpecificDevice(key, callbacks);
  });
  expect(await elsewhere).toBe('SUCCESS');
  // It sends the key with the proof of the password, is refused, and sends the same proof again without it.
  const again = browser.user('barbara');
  expect(await browser.authenticate(again)).toMatchObject({ asked: 'mfaRequired' });
  const session = await sessionOf(sendCode(again));
  expect(deviceKeyOf(session)).toBe(browser.storage.ending('barbara.deviceKey'));
  expect(deviceKeyOf(session)).not.toBe(key);
  // Also when it knows the key from the start.
  await succeeded((callbacks) => {
    again.forgetDevice(callbacks);
  });
  browser.storage.setItem(
    `CognitoIdentityServiceProvider.${pool.ClientId}.barbara.deviceKey`,
    String(deviceKeyOf(session)),
  );
  const third = browser.user('barbara');
  third.getCachedDeviceKeyAndPassword();
  expect(await browser.authenticate(third)).toMatchObject({ asked: 'mfaRequired' });
});

it('is refused with the secret of another device', async () => {
  const { browser, bothFactors } = await somebody(pool, 'mallory');
  await bothFactors();
  const name = `CognitoIdentityServiceProvider.${pool.ClientId}.mallory.randomPasswordKey`;
  expect(browser.storage.getItem(name)).not.toBeNull();
  browser.storage.setItem(name, Buffer.alloc(40, 7).toString('base64'));
  expect(await refusal(browser.authenticate(browser.user('mallory')))).toEqual([
    'NotAuthorizedException',
    'Incorrect username or password.',
  ]);
});

it('goes on without devices once the pool does not track them', async () => {
  const changing = await TrustedDevices.on(pool.tracking);
  const { browser, bothFactors } = await somebody(changing, 'donald');
  await bothFactors();
  await pool.pools.sdk.send(
    new UpdateUserPoolCommand({ UserPoolId: changing.poolId, MfaConfiguration: 'OPTIONAL' }),
  );
  const user = browser.user('donald');
  expect(await browser.authenticate(user)).toMatchObject({ asked: 'mfaRequired' });
});
