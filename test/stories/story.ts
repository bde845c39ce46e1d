import { generateSync } from 'otplib';
import { GatehouseClient } from '../../client/src/index.ts';
import { type RememberedDevice, rememberDevice, signInWithSrp, withDevice } from '../../client/src/srp.ts';
import type { Recorder } from '../canary/recorder';
import { type AnotherPool, anotherPool } from '../support/another-pool';
import { Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { newPerson, type Person, respelled } from './person';
import { tellRefreshes } from './refreshes';
import { contactOf, type Settings, shapeOf } from './settings';
import { all, at, other, refused, SIGNED_IN } from './steps';

const NEXT_PASSWORD = 'Better-Battery-8';

/** The life of an account in one user pool, told through the typed client. Each method is a chapter and asserts what it tells. */
export class Story {
  private readonly contact: 'email' | 'phone_number';
  private readonly person: Person;
  /** What is typed at sign-ins now. */
  private name: string;
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
    this.name = this.person.name;
  }

  /**
   * A pool of the settings with an instance of the service in front of it.
   *
   * @param recorder takes down what the instance prints and answers
   */
  static async begin(gatehouse: Gatehouse, settings: Settings, recorder: Recorder): Promise<Story> {
    const pool = await anotherPool(gatehouse, shapeOf(settings));
    const changes = { ...pool.changes, LOG_LEVEL: 'trace' as const };
    recorder.learn(changes);
    const instance = await startInstance(gatehouse, changes, recorder.options);
    return new Story(gatehouse, instance, pool, settings);
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
      signInMethods: ['password', 'srp', 'choice'],
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
    const { status, session } = await client.signUp({ username, password: this.password, attributes });
    expect([status, typeof session]).toEqual(['CONFIRMATION_REQUIRED', 'string']);
    await refused(client.signIn({ username, password: this.password }), 'user_not_confirmed');
    const first = await this.gatehouse.code(address);
    const confirmation = { username, signIn: true, ...(session === undefined ? {} : { session }) };
    await refused(client.confirmSignUp({ ...confirmation, code: other(first) }), 'code_mismatch');
    await client.resendCode({ username });
    const code = await this.gatehouse.code(address);
    expect(await client.confirmSignUp({ ...confirmation, code })).toMatchObject(SIGNED_IN);
    const me = await client.call('get', '/v1/users/me');
    // What is a number in the schema is one in answers.
    const rank = { 'custom:rank': 1 };
    expect(me.attributes).toEqual({ ...attributes, ...rank, [`${this.contact}_verified`]: true });
    // It can be taken once the account is confirmed.
    if (this.settings.signsInWith === 'alias preferred_username') {
      const body = { attributes: { preferred_username: this.name } };
      await client.call('patch', '/v1/users/me', { body });
    }
    await client.signOut();
    expect(await client.accessToken()).toBeUndefined();
  }

  /** Signs in by password under the name that is typed, and in any spelling that the pool takes. */
  async signsIn(): Promise<void> {
    const { name } = this;
    await refused(this.client().signIn({ username: name, password: 'Wrong-Horse-7' }), 'invalid_credentials');
    await this.signedIn();
    const spelling = respelled(name);
    if (spelling === undefined) return;
    const attempt = this.client().signIn({ username: spelling, password: this.password });
    if (this.settings.caseSensitive) await refused(attempt, 'invalid_credentials');
    else expect(await attempt).toMatchObject(SIGNED_IN);
  }

  /** Signs in without sending the password, and has the device remembered where the pool does that. */
  async signsInBySrp(): Promise<void> {
    const client = this.client();
    const result = await signInWithSrp(client, { username: this.name, password: this.password });
    expect(result).toMatchObject(SIGNED_IN);
    const newDevice = result.status === 'SIGNED_IN' ? result.newDevice : undefined;
    expect(newDevice !== undefined).toBe(this.settings.devices !== 'off');
    if (newDevice === undefined) return;
    this.device = await rememberDevice(client, newDevice, 'laptop');
    const devices = await all(client.list('/v1/users/me/devices'));
    expect(devices).toMatchObject([{ deviceKey: newDevice.deviceKey, name: 'laptop', current: true }]);
  }

  /** Sets up an authenticator app; it is asked for from then on, but on the remembered device. */
  async setsUpAnApp(): Promise<void> {
    const client = await this.signedIn();
    const { secretCode } = await client.call('post', '/v1/users/me/mfa/totp');
    const enabled = await client.call('post', '/v1/users/me/mfa/totp/verify', {
      body: { code: await this.appCode(secretCode) },
    });
    expect(enabled).toEqual({ enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' });

    const elsewhere = this.client();
    const credentials = { username: this.name, password: this.password };
    const step = at(await elsewhere.signIn(credentials), 'SOFTWARE_TOKEN_MFA');
    const code = await this.appCode(secretCode);
    await refused(step.answer({ code: other(code) }), 'code_mismatch');
    expect(await step.answer({ code })).toMatchObject(SIGNED_IN);

    if (this.device !== undefined) {
      const { deviceKey } = this.device;
      const byPassword = await this.client().signIn({ ...credentials, deviceKey });
      expect(byPassword).toMatchObject({ name: 'DEVICE_SRP_AUTH' });
      expect(await withDevice(byPassword, this.device)).toEqual(SIGNED_IN);
    }
    await client.call('put', '/v1/users/me/mfa', { body: { totp: { enabled: false } } });
    expect((await client.call('get', '/v1/users/me')).mfa).toEqual({ enabled: [] });
  }

  /** Gets new tokens, as often as wanted. */
  async refreshes(): Promise<void> {
    const device = this.device === undefined ? {} : { deviceKey: this.device.deviceKey };
    const credentials = { username: this.name, password: this.password, ...device };
    await tellRefreshes(this.gatehouse, this.instance, this.settings.rotation, credentials);
  }

  /** Changes the profile, and moves to another address. */
  async changes(): Promise<void> {
    const client = await this.signedIn();
    const body = {
      attributes: { nickname: 'Countess', name: null, 'custom:team': 'numbers', 'custom:rank': '2' },
    };
    const changed = await client.call('patch', '/v1/users/me', { body });
    const now = { nickname: 'Countess', 'custom:team': 'numbers', 'custom:rank': 2 };
    expect(changed.attributes).toMatchObject(now);
    expect(changed.attributes).not.toHaveProperty('name');
    const beyond = { attributes: { 'custom:rank': '10' } };
    await refused(client.call('patch', '/v1/users/me', { body: beyond }), 'invalid_attributes');
    expect((await client.call('get', '/v1/users/me')).attributes).toEqual(changed.attributes);
    await this.moves(client);
  }

  /** Moves to another address, which counts once its code has been given, or at once. Whoever signs in with it does so from then on. */
  private async moves(client: GatehouseClient): Promise<void> {
    const { contact } = this;
    const { address, nextAddress } = this.person;
    const verified = `${contact}_verified`;
    const moved = await client.call('patch', '/v1/users/me', {
      body: { attributes: { [contact]: nextAddress } },
    });
    const atOnce = this.settings.newAddresses === 'count at once';
    expect(moved.deliveries).toMatchObject([{ attribute: contact }]);
    expect(moved.attributes).toMatchObject(
      atOnce ? { [contact]: nextAddress, [verified]: false } : { [contact]: address, [verified]: true },
    );
    if (!atOnce) await this.signedIn();
    const path = { name: contact };
    const code = await this.gatehouse.code(nextAddress);
    const verify = (given: string): Promise<unknown> =>
      client.call('post', '/v1/users/me/attributes/{name}/verify', { path, body: { code: given } });
    await refused(verify(other(code)), 'code_mismatch');
    await verify(code);
    const me = await client.call('get', '/v1/users/me');
    expect(me.attributes).toMatchObject({ [contact]: nextAddress, [verified]: true });
    if (this.name !== address) return;
    await refused(
      this.client().signIn({ username: address, password: this.password }),
      'invalid_credentials',
    );
    this.name = nextAddress;
    await this.signedIn();
  }

  /** Forgets the password and chooses another, by any spelling of the name that the pool takes. */
  async recovers(): Promise<void> {
    const username = this.settings.caseSensitive ? this.name : (respelled(this.name) ?? this.name);
    const client = this.client();
    await client.forgotPassword({ username });
    const code = await this.gatehouse.code(this.person.nextAddress);
    const reset = { username, newPassword: NEXT_PASSWORD };
    await refused(client.resetPassword({ ...reset, code: other(code) }), 'code_mismatch');
    await client.resetPassword({ ...reset, code });
    await refused(client.signIn({ username: this.name, password: this.password }), 'invalid_credentials');
    this.password = NEXT_PASSWORD;
    await this.signedIn();
  }

  /** Signs out everywhere: the other sign-ins are over at once. */
  async signsOutEverywhere(): Promise<void> {
    const [one, two] = [await this.signedIn(), await this.signedIn()];
    await one.signOutEverywhere();
    await refused(two.call('get', '/v1/users/me'), 'token_revoked');
    expect(await two.accessToken()).toBeUndefined();
  }

  /** Deletes the account. */
  async leaves(): Promise<void> {
    const client = await this.signedIn();
    const token = await client.accessToken();
    await client.call('delete', '/v1/users/me');
    const after = await this.instance.get('/v1/auth/session', token);
    expect([after.status, after.body.code]).toEqual([401, 'token_revoked']);
    const gone = this.client().signIn({ username: this.name, password: this.password });
    await refused(gone, 'invalid_credentials');
  }

  private client(): GatehouseClient {
    return new GatehouseClient({ baseUrl: this.instance.url });
  }

  private async signedIn(): Promise<GatehouseClient> {
    const client = this.client();
    const result = await client.signIn({ username: this.name, password: this.password });
    expect(result).toMatchObject(SIGNED_IN);
    return client;
  }

  /** The app's code at the pool's time. Each code is good for once, so time has to pass first. */
  private async appCode(secret: string): Promise<string> {
    const { now } = (await this.gatehouse.control('clock', { advanceSeconds: 30 })) as { now: string };
    return generateSync({ secret, epoch: Math.floor(Date.parse(now) / 1000) });
  }
}
