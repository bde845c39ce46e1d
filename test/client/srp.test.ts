import { GatehouseClient, memoryStore, type SignInResult } from '../../client/src/index.ts';
import { answerWithSrp, rememberDevice, signInWithSrp, withDevice } from '../../client/src/srp.ts';
import { BY_EMAIL, EVERY_WAY, Site } from '../auth/ways-in/site';
import { type PoolServer, startPoolServer } from '../auth/ways-in/pool-server';
import { riddles, RIDDLES } from '../auth/ways-in/sites';
import { PASSWORD } from '../support/gatehouse';

let server: PoolServer;
/** Remembered devices stand in for second factors; people sign in by e-mail address; riddles for who wants them. */
let site: Site;
/** Devices are remembered when the person agrees. */
let asking: Site;
beforeAll(async () => {
  server = await startPoolServer(riddles);
  const open = (DeviceOnlyRememberedOnUserPrompt: boolean): Promise<Site> =>
    Site.open(server, {
      ...EVERY_WAY,
      pool: {
        ...{ ...EVERY_WAY.pool, ...BY_EMAIL, LambdaConfig: RIDDLES },
        DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt },
      },
      client: {
        ...EVERY_WAY.client,
        ExplicitAuthFlows: [...EVERY_WAY.client.ExplicitAuthFlows, 'ALLOW_CUSTOM_AUTH'],
      },
    });
  [site, asking] = [await open(false), await open(true)];
});
afterAll(async () => {
  await site.close();
  await asking.close();
  await server.pool.close();
});

/** A client that notes what it sends. */
class Device {
  readonly sent: string[] = [];
  readonly store = memoryStore();
  readonly client: GatehouseClient;

  constructor(at = site) {
    this.client = new GatehouseClient({
      baseUrl: at.instance.url,
      store: this.store,
      fetch: (url, init) => {
        this.sent.push(init.body ?? '');
        return fetch(url, init);
      },
    });
  }

  /** Renews the tokens, which needs the device where the pool tracks devices. */
  async renew(): Promise<void> {
    const tokens = await this.store.get();
    if (tokens === null || tokens === undefined) throw new Error('nobody is signed in');
    await this.store.set({ ...tokens, expiresAt: 0 });
    await this.client.call('get', '/v1/users/me');
    expect((await this.store.get())?.accessToken).not.toBe(tokens.accessToken);
  }

  expectNoPassword(): void {
    expect(this.sent.length).toBeGreaterThan(1);
    expect(this.sent.filter((body) => body.includes(PASSWORD))).toEqual([]);
  }
}

const DONE = { status: 'SIGNED_IN' };
const DONE_HERE = {
  ...DONE,
  newDevice: { deviceKey: expect.any(String) as string, deviceGroupKey: expect.any(String) as string },
};

/** A step of this name, or a test that fails. */
function at<Name extends string>(step: SignInResult, name: Name): Extract<SignInResult, { name: Name }> {
  expect(step).toMatchObject({ status: 'CHALLENGE', name });
  return step as Extract<SignInResult, { name: Name }>;
}

describe('the password, which stays here', () => {
  it('signs in, and the tokens are good', async () => {
    const { username, email } = await site.person();
    const device = new Device();
    expect(await signInWithSrp(device.client, { username, password: PASSWORD })).toEqual(DONE_HERE);
    expect(await device.client.call('get', '/v1/users/me')).toMatchObject({ attributes: { email } });
    device.expectNoPassword();
  });

  it('is refused when it is wrong, and nobody is signed in', async () => {
    const { username } = await site.person();
    const { client } = new Device();
    const refused = signInWithSrp(client, { username, password: 'Wrong-Horse-7' });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_credentials', status: 401 });
    expect(await client.isSignedIn()).toBe(false);
  });

  it('answers a choice that offers it, and a challenge that asks for it', async () => {
    const { username } = await site.person();
    for (const chosen of [false, true]) {
      const device = new Device();
      const choice = at(await device.client.signIn({ username, method: 'choice' }), 'SELECT_CHALLENGE');
      expect(choice.parameters.choices).toContain('PASSWORD_SRP');
      const step = chosen ? at(await choice.answer({ choice: 'PASSWORD_SRP' }), 'PASSWORD_SRP') : choice;
      expect(await answerWithSrp(step, PASSWORD)).toEqual(DONE_HERE);
      device.expectNoPassword();
    }
  });

  it('is refused as an answer to a choice when it is wrong', async () => {
    const { username } = await site.person();
    const choice = at(await new Device().client.signIn({ username, method: 'choice' }), 'SELECT_CHALLENGE');
    await expect(answerWithSrp(choice, 'Wrong-Horse-7')).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
  });

  it('comes before the challenges of triggers', async () => {
    const { username } = await site.person();
    const device = new Device();
    const step = await signInWithSrp(device.client, { username, password: PASSWORD, method: 'custom' });
    const riddle = at(step, 'CUSTOM_CHALLENGE');
    expect(riddle.parameters).toEqual({ riddle: 'riddle-1' });
    expect(await riddle.answer({ answer: 'answer-1' })).toEqual(DONE_HERE);
    device.expectNoPassword();
  });
});

describe('a device', () => {
  it('is remembered after a second factor, stands in for it, and is forgotten again', async () => {
    const { username, secret } = await site.personWithApp();
    const device = new Device();
    const request = { username, password: PASSWORD };
    const app = at(await signInWithSrp(device.client, request), 'SOFTWARE_TOKEN_MFA');
    const done = await app.answer({ code: await site.totpCode(secret) });
    expect(done).toEqual(DONE_HERE);
    if (done.status !== 'SIGNED_IN' || done.newDevice === undefined) throw new Error('no device');
    const remembered = await rememberDevice(device.client, done.newDevice, 'My phone');
    expect(remembered).toEqual({ ...done.newDevice, deviceSecret: expect.any(String) as string });
    await device.renew();
    const devices = await device.client.call('get', '/v1/users/me/devices');
    expect(devices).toMatchObject([{ deviceKey: remembered.deviceKey, name: 'My phone', remembered: true }]);

    expect(await signInWithSrp(device.client, { ...request, device: remembered })).toEqual(DONE);
    await device.renew();
    const { deviceKey } = remembered;
    const byPassword = await device.client.signIn({ username, password: PASSWORD, deviceKey });
    expect(await withDevice(byPassword, remembered)).toEqual(DONE);
    const choice = await device.client.signIn({ username, method: 'choice', deviceKey });
    expect(await answerWithSrp(at(choice, 'SELECT_CHALLENGE'), PASSWORD, remembered)).toEqual(DONE);

    const copied = { ...remembered, deviceSecret: 'x' };
    const again = await new Device().client.signIn({ username, password: PASSWORD, deviceKey });
    await expect(withDevice(again, copied)).rejects.toMatchObject({ code: 'invalid_credentials' });
    await device.client.call('delete', '/v1/users/me/devices/{deviceKey}', { path: { deviceKey } });
    at(await device.client.signIn({ username, password: PASSWORD, deviceKey }), 'SOFTWARE_TOKEN_MFA');
  });

  it('is remembered by consent where the pool asks for it', async () => {
    const { username } = await asking.person();
    const { client } = new Device(asking);
    const done = await signInWithSrp(client, { username, password: PASSWORD });
    if (done.status !== 'SIGNED_IN' || done.newDevice === undefined) throw new Error('no device');
    await rememberDevice(client, done.newDevice);
    expect(await client.call('get', '/v1/users/me/devices')).toMatchObject([{ remembered: true }]);
  });

  it('that is not remembered cannot renew tokens: the session ends with them', async () => {
    const { username } = await site.person();
    const device = new Device();
    await signInWithSrp(device.client, { username, password: PASSWORD });
    await expect(device.renew()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await device.client.isSignedIn()).toBe(false);
  });

  it('leaves steps alone that are not its own', async () => {
    const { username, secret } = await site.personWithApp();
    const { client } = new Device();
    const step = await client.signIn({ username, password: PASSWORD });
    const device = { deviceKey: 'x', deviceGroupKey: 'x', deviceSecret: 'x' };
    expect(await withDevice(step, device)).toBe(step);
    expect(await withDevice(step, undefined)).toBe(step);
    const done = await at(step, 'SOFTWARE_TOKEN_MFA').answer({ code: await site.totpCode(secret) });
    expect(await withDevice(done, device)).toBe(done);
  });
});
