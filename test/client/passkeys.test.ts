import WebAuthnEmulator, {
  AuthenticatorEmulator,
  parseCreationOptionsFromJSON,
  parseRequestOptionsFromJSON,
} from 'nid-webauthn-emulator';
import { GatehouseClient, type SignInResult } from '../../client/src/index.ts';
import { answerWithPasskey, createPasskey, passkeysSupported } from '../../client/src/passkeys.ts';
import { type PoolServer, startPoolServer } from '../auth/ways-in/pool-server';
import { Site } from '../auth/ways-in/site';
import { PASSWORD } from '../support/gatehouse';

const ORIGIN = 'https://app.example.com';

let server: PoolServer;
let site: Site;
beforeAll(async () => {
  server = await startPoolServer();
  site = await Site.open(server);
});
afterAll(async () => {
  await site.close();
  await server.pool.close();
});

const globals = ['navigator', 'PublicKeyCredential'] as const;
const present = globals.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
afterEach(() => {
  globals.forEach((name, index) => {
    Reflect.deleteProperty(globalThis, name);
    const before = present[index];
    if (before !== undefined) Object.defineProperty(globalThis, name, before);
  });
});

type Asked = { signal?: AbortSignal } & Record<string, any>;

/** A browser with an authenticator: what it was asked. */
class Browser {
  readonly asked: Asked[] = [];

  /**
   * @param statics what its PublicKeyCredential has
   * @param change what becomes of a credential before the page gets it
   */
  constructor(statics: object, change: (credential: any) => unknown = (credential) => credential) {
    const emulator = new WebAuthnEmulator(new AuthenticatorEmulator());
    const credentials = {
      create: (options: Asked) =>
        this.answer(options, () => change(emulator.create(ORIGIN, options, [ORIGIN]))),
      get: (options: Asked) => this.answer(options, () => change(emulator.get(ORIGIN, options, [ORIGIN]))),
    };
    const PublicKeyCredential = Object.assign(() => undefined, statics);
    for (const [name, value] of Object.entries({ navigator: { credentials }, PublicKeyCredential })) {
      Object.defineProperty(globalThis, name, { configurable: true, value });
    }
  }

  private answer(options: Asked, by: () => unknown): Promise<unknown> {
    this.asked.push(options);
    return new Promise((resolve) => {
      resolve(by());
    });
  }
}

const MODERN = { parseCreationOptionsFromJSON, parseRequestOptionsFromJSON };
/** As of before 2024. */
const withoutJson = (credential: object): object => Object.assign(credential, { toJSON: undefined });
/** As password managers make them: with a `toJSON` that does not know the object. */
const foreign = (credential: object): object =>
  Object.assign(credential, {
    toJSON: () => {
      throw new TypeError('Illegal invocation');
    },
  });

async function signedIn(): Promise<{ client: GatehouseClient; username: string }> {
  const { username } = await site.person();
  const client = new GatehouseClient({ baseUrl: site.instance.url });
  await client.signIn({ username, password: PASSWORD });
  return { client, username };
}

function at<Name extends string>(step: SignInResult, name: Name): Extract<SignInResult, { name: Name }> {
  expect(step).toMatchObject({ status: 'CHALLENGE', name });
  return step as Extract<SignInResult, { name: Name }>;
}

describe.each<[string, object, ((credential: any) => unknown) | undefined]>([
  ['a browser that knows JSON', MODERN, undefined],
  ['a browser that does not', {}, withoutJson],
  ['a browser with a password manager', MODERN, foreign],
])('with %s', (_, statics, change) => {
  it('a passkey is made, signs in, and does so out of a choice', async () => {
    const browser = new Browser(statics, change);
    expect(passkeysSupported()).toBe(true);
    const { client, username } = await signedIn();
    await createPasskey(client);
    expect(await client.call('get', '/v1/users/me/passkeys')).toHaveLength(1);
    await client.signOut();

    const step = at(await client.signIn({ username, method: 'passkey' }), 'WEB_AUTHN');
    expect(await answerWithPasskey(step)).toEqual({ status: 'SIGNED_IN' });
    const choice = at(await client.signIn({ username, method: 'choice' }), 'SELECT_CHALLENGE');
    expect(choice.parameters.choices).toContain('WEB_AUTHN');
    expect(await answerWithPasskey(choice)).toEqual({ status: 'SIGNED_IN' });
    // A second passkey on the same authenticator: the browser has to be told of the first.
    await expect(createPasskey(client)).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(browser.asked).toHaveLength(4);
  });
});

it('binary members are bytes, and the rest is as it came', async () => {
  const browser = new Browser({}, withoutJson);
  const { client, username } = await signedIn();
  await createPasskey(client);
  const [created] = browser.asked;
  expect(created?.['publicKey']).toMatchObject({
    rp: { id: 'app.example.com' },
    user: { name: username, displayName: username },
    excludeCredentials: [],
  });
  for (const bytes of [created?.['publicKey'].challenge, created?.['publicKey'].user.id]) {
    expect(Object.prototype.toString.call(bytes)).toBe('[object Uint8Array]');
  }
});

it('the app can end the question of the browser', async () => {
  const browser = new Browser(MODERN);
  const { client, username } = await signedIn();
  const { signal } = new AbortController();
  await createPasskey(client, { signal });
  const step = await client.signIn({ username, method: 'choice' });
  await answerWithPasskey(at(step, 'SELECT_CHALLENGE'), { signal });
  expect(browser.asked.map((asked) => asked.signal)).toEqual([signal, signal]);
});

it('what the person declines is thrown as the browser says it, and the step can be taken again', async () => {
  const { client, username } = await signedIn();
  let declines = false;
  new Browser(MODERN, (credential) => {
    if (declines) throw Object.assign(new Error('declined'), { name: 'NotAllowedError' });
    return credential;
  });
  await createPasskey(client);
  const step = at(await client.signIn({ username, method: 'passkey' }), 'WEB_AUTHN');
  declines = true;
  await expect(answerWithPasskey(step)).rejects.toMatchObject({ name: 'NotAllowedError' });
  declines = false;
  expect(await answerWithPasskey(step)).toEqual({ status: 'SIGNED_IN' });
});

it('who has none comes to the next step, and a browser that gives nothing is a mistake', async () => {
  new Browser(MODERN, () => null);
  const { client } = await signedIn();
  await expect(createPasskey(client)).rejects.toThrow('The browser gave no passkey');
});

it('are not there outside of browsers', () => {
  expect(passkeysSupported()).toBe(false);
});
