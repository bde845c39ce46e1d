import { generateSync } from 'otplib';
import { GatehouseClient, isProblem } from '../../client/src/index.ts';
import { type RememberedDevice, rememberDevice, signInWithSrp, withDevice } from '../../client/src/srp.ts';
import { type AnotherPool, anotherPool } from '../support/another-pool';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { newPerson, type Person } from './person';
import { contactOf, type Settings, shapeOf } from './settings';

const NEXT_PASSWORD = 'Better-Battery-8';
const SIGNED_IN = { status: 'SIGNED_IN' };

/** The life of an account in one user pool, told through the typed client. Each method is a chapter and asserts what it tells. */
export class Story {
  private readonly contact: 'email' | 'phone_number';
  private readonly person: Person;
  private password = PASSWORD;
  private device: RememberedDevice | undefined;

  private constructor(
    private readonly gatehouse: Gatehouse,
    private readonly instance: Gatehouse,
    private readonly pool: AnotherPool,
    private readonly settings: Settings,
  ) {
    this.contact = contactOf(settings);
    this.person = newPerson(settings, this.contact);
  }

  /** A pool of the settings with an instance of the service in front of it. */
  static async begin(gatehouse: Gatehouse, settings: Settings): Promise<Story> {
    const pool = await anotherPool(gatehouse, shapeOf(settings));
    return new Story(gatehouse, await startInstance(gatehouse, pool.changes), pool, settings);
  }

  async end(): Promise<void> {
    this.pool.sdk.destroy();
    await this.instance.app.close();
  }

  /** The forms are drawn as the pool is set. */
  async reads(): Promise<void> {
    const { signsInWith, caseSensitive, devices } = this.settings;
    const kinds = { email: 'email', phone_number: 'phone_number', 'either address': 'email_or_phone_number' };
    const configuration = await this.client().configuration();
    expect(configuration).toMatchObject({
      signInMethods: ['password', 'srp'],
      username: {
        kind: signsInWith in kinds ? kinds[signsInWith as keyof typeof kinds] : 'username',
        aliases: signsInWith.startsWith('alias ') ? [signsInWith.slice('alias '.length)] : [],
        caseSensitive,
      },
      verifiedAttributes: [this.contact],
      passwordRecovery: [this.contact],
    });
    expect(configuration.devices).toEqual(
      devices === 'off' ? undefined : { onPrompt: devices === 'on prompt', replacesMfa: true },
    );
  }

  /** Signs up, mistypes the code, has it sent again, confirms. */
  async signsUp(): Promise<void> {
    const { username, address, attributes } = this.person;
    const client = this.client();
    expect(await client.signUp({ username, password: this.password, attributes })).toMatchObject({
      status: 'CONFIRMATION_REQUIRED',
    });
    await refused(client.signIn({ username, password: this.password }), 'user_not_confirmed');
    const first = await this.gatehouse.code(address);
    await refused(client.confirmSignUp({ username, code: other(first) }), 'code_mismatch');
    await client.resendCode({ username });
    const code = await this.gatehouse.code(address);
    expect(await client.confirmSignUp({ username, code })).toEqual({ status: 'CONFIRMED' });
    await this.takesAlias();
  }

  /** A preferred username can be taken once the account is confirmed. */
  private async takesAlias(): Promise<void> {
    const { username, name } = this.person;
    if (this.settings.signsInWith !== 'alias preferred_username') return;
    const client = this.client();
    await client.signIn({ username, password: this.password });
    const attributes = { preferred_username: name };
    await client.call('patch', '/v1/users/me', { body: { attributes } });
  }

  /** Signs in by password under the name that is typed, in any spelling that the pool takes; the profile is the one of the sign-up. */
  async signsIn(): Promise<void> {
    const { name, respelled, attributes } = this.person;
    const client = this.client();
    await refused(client.signIn({ username: name, password: 'Wrong-Horse-7' }), 'invalid_credentials');
    expect(await client.signIn({ username: name, password: this.password })).toMatchObject(SIGNED_IN);
    const me = await client.call('get', '/v1/users/me', {});
    expect(me.attributes).toMatchObject({ ...attributes, [`${this.contact}_verified`]: true });
    await client.signOut();
    expect(await client.accessToken()).toBeUndefined();
    if (respelled === undefined) return;
    const attempt = client.signIn({ username: respelled, password: this.password });
    if (this.settings.caseSensitive) await refused(attempt, 'invalid_credentials');
    else expect(await attempt).toMatchObject(SIGNED_IN);
  }

  /** Signs in without sending the password, and has the device remembered where the pool does that. */
  async signsInBySrp(): Promise<void> {
    const client = this.client();
    const result = await signInWithSrp(client, { username: this.person.name, password: this.password });
    expect(result).toMatchObject(SIGNED_IN);
    const newDevice = result.status === 'SIGNED_IN' ? result.newDevice : undefined;
    expect(newDevice !== undefined).toBe(this.settings.devices !== 'off');
    if (newDevice === undefined) return;
    this.device = await rememberDevice(client, newDevice, 'laptop');
    const devices = await all(client.list('/v1/users/me/devices', {}));
    expect(devices).toMatchObject([{ deviceKey: newDevice.deviceKey, name: 'laptop', current: true }]);
  }

  /** Sets up an authenticator app; it is asked for from then on, but on the remembered device. */
  async setsUpAnApp(): Promise<void> {
    const client = await this.signedIn();
    const { secretCode } = await client.call('post', '/v1/users/me/mfa/totp', {});
    const enabled = await client.call('post', '/v1/users/me/mfa/totp/verify', {
      body: { code: await this.appCode(secretCode) },
    });
    expect(enabled).toEqual({ enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' });

    const elsewhere = this.client();
    const step = await elsewhere.signIn({ username: this.person.name, password: this.password });
    if (step.status !== 'CHALLENGE' || step.name !== 'SOFTWARE_TOKEN_MFA')
      throw new Error(JSON.stringify(step));
    const code = await this.appCode(secretCode);
    await refused(step.answer({ code: other(code) }), 'code_mismatch');
    expect(await step.answer({ code })).toMatchObject(SIGNED_IN);

    if (this.device !== undefined) {
      const byPassword = await this.client().signIn({
        username: this.person.name,
        password: this.password,
        deviceKey: this.device.deviceKey,
      });
      expect(await withDevice(byPassword, this.device)).toEqual(SIGNED_IN);
    }
    await client.call('put', '/v1/users/me/mfa', { body: { totp: { enabled: false } } });
    expect((await client.call('get', '/v1/users/me', {})).mfa).toEqual({ enabled: [] });
  }

  /** Gets new tokens, as often as wanted. What becomes of the old refresh token is for the rotation to say. */
  async refreshes(): Promise<void> {
    const device = this.device === undefined ? {} : { deviceKey: this.device.deviceKey };
    const body = { username: this.person.name, password: this.password, ...device };
    const { tokens } = (await this.instance.post('/v1/auth/sign-in', body)).body.data;
    const refresh = (refreshToken: string, more: object = device): Promise<Answer> =>
      this.instance.post('/v1/auth/refresh', { refreshToken, ...more });
    if (this.device !== undefined) {
      // A refresh token of a device is worth nothing anywhere else.
      const elsewhere = await refresh(tokens.refreshToken as string, {});
      expect([elsewhere.status, elsewhere.body.code]).toEqual([401, 'invalid_refresh_token']);
    }
    const first = await refresh(tokens.refreshToken as string);
    expect(first.body.data).toMatchObject({ status: 'SIGNED_IN', tokens: { expiresIn: 3600 } });
    const renewed = first.body.data.tokens;
    expect(renewed.refreshToken === tokens.refreshToken).toBe(this.settings.rotation === 'off');
    expect((await this.instance.get('/v1/users/me', renewed.accessToken as string)).status).toBe(200);
    expect((await refresh(renewed.refreshToken as string)).status).toBe(200);

    const again = await refresh(tokens.refreshToken as string);
    const stolen = this.settings.rotation === 'grace 0';
    expect([again.status, again.body.code]).toEqual(
      stolen ? [401, 'refresh_token_reused'] : [200, undefined],
    );
  }

  /** Changes the profile, and moves to another address, which counts once its code has been given. */
  async changes(): Promise<void> {
    const { address, nextAddress } = this.person;
    const client = await this.signedIn();
    const changed = await client.call('patch', '/v1/users/me', {
      body: { attributes: { nickname: 'Countess', name: null, 'custom:team': 'numbers' } },
    });
    expect(changed.attributes).toMatchObject({ nickname: 'Countess', 'custom:team': 'numbers' });
    expect(changed.attributes).not.toHaveProperty('name');
    // Where people sign in with the address, the story goes on under the old one.
    if (this.person.name === address) return;
    const moved = await client.call('patch', '/v1/users/me', {
      body: { attributes: { [this.contact]: nextAddress } },
    });
    expect([moved.attributes[this.contact], moved.deliveries]).toMatchObject([
      address,
      [{ attribute: this.contact }],
    ]);
    await client.call('post', '/v1/users/me/attributes/{name}/verify', {
      path: { name: this.contact },
      body: { code: await this.gatehouse.code(nextAddress) },
    });
    const me = await client.call('get', '/v1/users/me', {});
    expect(me.attributes).toMatchObject({ [this.contact]: nextAddress, [`${this.contact}_verified`]: true });
  }

  /** Forgets the password and chooses another. */
  async recovers(): Promise<void> {
    const { name, address, nextAddress } = this.person;
    const client = this.client();
    await client.forgotPassword({ username: name });
    const code = await this.gatehouse.code(name === address ? address : nextAddress);
    await client.resetPassword({ username: name, code, newPassword: NEXT_PASSWORD });
    await refused(client.signIn({ username: name, password: this.password }), 'invalid_credentials');
    this.password = NEXT_PASSWORD;
    await this.signedIn();
  }

  /** Signs out everywhere: the other sign-ins are over at once. */
  async signsOutEverywhere(): Promise<void> {
    const [one, two] = [await this.signedIn(), await this.signedIn()];
    await one.signOutEverywhere();
    await refused(two.call('get', '/v1/users/me', {}), 'token_revoked');
    expect(await two.accessToken()).toBeUndefined();
  }

  /** Deletes the account. */
  async leaves(): Promise<void> {
    const client = await this.signedIn();
    const token = await client.accessToken();
    await client.call('delete', '/v1/users/me', {});
    const after = await this.instance.get('/v1/auth/session', token);
    expect([after.status, after.body.code]).toEqual([401, 'token_revoked']);
    const gone = this.client().signIn({ username: this.person.name, password: this.password });
    await refused(gone, 'invalid_credentials');
  }

  private client(): GatehouseClient {
    return new GatehouseClient({ baseUrl: this.instance.url });
  }

  private async signedIn(): Promise<GatehouseClient> {
    const client = this.client();
    const result = await client.signIn({ username: this.person.name, password: this.password });
    expect(result).toMatchObject(SIGNED_IN);
    return client;
  }

  /** The app's code at the pool's time. Each code is good for once, so time has to pass first. */
  private async appCode(secret: string): Promise<string> {
    const { now } = (await this.gatehouse.control('clock', { advanceSeconds: 30 })) as { now: string };
    return generateSync({ secret, epoch: Math.floor(Date.parse(now) / 1000) });
  }
}

/** Another code of the same form. */
function other(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

/** Asserts that a call is refused with a code. */
async function refused(call: Promise<unknown>, code: string): Promise<void> {
  const outcome = await call.catch((error: unknown) => error);
  if (!isProblem(outcome)) throw new Error(`expected ${code}`, { cause: outcome });
  expect(outcome.code).toBe(code);
}
