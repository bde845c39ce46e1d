import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from '@swc/core';
import * as ts from 'typescript';
import { freshEmail, Gatehouse } from '../support/gatehouse';
import { type App, Packed } from './packed';

const root = join(__dirname, '..', '..');

let packed: Packed;
beforeAll(async () => {
  packed = await Packed.make();
});
afterAll(() => packed.remove());

it('holds what it needs, and nothing else', async () => {
  const sources = readdirSync(join(root, 'client/src')).map((name) => name.replace('.ts', ''));
  const built = sources.flatMap((name) => [`dist/${name}.d.ts`, `dist/${name}.js`]);
  expect([...packed.files].sort()).toEqual(['LICENSE', 'README.md', ...built.sort(), 'package.json']);
  expect(await packed.read('LICENSE')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'));
  const description = JSON.parse(await packed.read('package.json')) as Record<string, unknown>;
  expect(description).not.toHaveProperty('dependencies');
  expect(description).toMatchObject({ type: 'module', sideEffects: false, engines: { node: '>=20.19' } });
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(description['peerDependencies']).toEqual({
    'cognito-srp-helper': `^${devDependencies['cognito-srp-helper'] ?? ''}`,
  });
});

describe('in an app of its own', () => {
  const entries = `
    const names = async (entry) => Object.keys(await import(entry)).sort();
    const entries = ['gatehouse-client', 'gatehouse-client/passkeys', 'gatehouse-client/srp'];
    const loaded = await Promise.all(entries.map((entry) => names(entry).catch(({ code, message }) => [code, message])));
    console.log(JSON.stringify(loaded));
  `;
  const main = [
    'GatehouseClient',
    'GatehouseProblem',
    'GatehouseUnreachable',
    'isProblem',
    'memoryStore',
    'storageStore',
  ];
  const passkeys = ['answerWithPasskey', 'createPasskey', 'passkeysSupported'];

  it('only the entry for SRP needs the library for SRP', async () => {
    const app = await packed.app('plain');
    const missing = [
      'ERR_MODULE_NOT_FOUND',
      expect.stringContaining("Cannot find package 'cognito-srp-helper'"),
    ];
    expect(await app.run(entries)).toEqual([main, passkeys, missing]);
  });

  it('the entry for SRP has it where it is installed', async () => {
    const app = await packed.app('srp', {}, ['cognito-srp-helper']);
    const srp = ['answerWithSrp', 'rememberDevice', 'signInWithSrp', 'withDevice'];
    expect(await app.run(entries)).toEqual([main, passkeys, srp]);
  });

  it('the main entry is as small as the README says', async () => {
    const names = new Set<string>();
    const modules: string[] = [];
    const load = async (name: string): Promise<void> => {
      if (names.has(name)) return;
      names.add(name);
      const text = await packed.read(`dist/${name}`);
      for (const [, next] of text.matchAll(/from ["']\.\/([^"']+)["']/g)) await load(next ?? '');
      modules.push(text);
    };
    await load('index.js');
    expect([...names].filter((name) => /srp|passkeys|webauthn/.test(name))).toEqual([]);
    const { code } = await minify(
      modules.map((text) => text.replace(/^(import|export) .*from .*$/gm, '')).join('\n'),
      {
        ...{ module: true, compress: true, mangle: true },
      },
    );
    const [, most] = /less than (\d) kB/.exec(await packed.read('README.md')) ?? [];
    expect(gzipSync(code).length).toBeLessThan(Number(most) * 1024);
  });
});

const BROWSER: ts.CompilerOptions = {
  ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
};
/** React Native, a worker, another engine: the language alone. */
const LANGUAGE: ts.CompilerOptions = {
  ...{ module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  lib: ['lib.es2022.d.ts'],
};
describe('its types', () => {
  it.each([
    ['a browser and a bundler', BROWSER, ['usage.ts', 'fetch.ts']],
    ['the language alone', LANGUAGE, ['usage.ts']],
  ])('hold for %s', async (name, options, files) => {
    const usage = readFileSync(join(__dirname, 'usage.ts'), 'utf8');
    const app = await packed.app(`types of ${name}`, {
      'usage.ts': usage.replace('../../client/src/index.ts', 'gatehouse-client'),
      'fetch.ts': USES_FETCH,
    });
    expect(app.check(files, options)).toEqual([]);
  });
});

const USES_FETCH = `
  import { GatehouseClient } from 'gatehouse-client';
  const client = new GatehouseClient({ baseUrl: '', fetch: (url, init) => fetch(url, init) });
  new GatehouseClient({ baseUrl: '', fetch });
  await client.call('get', '/v1/users/me', { signal: new AbortController().signal });
  // @ts-expect-error not a signal
  await client.call('get', '/v1/users/me', { signal: {} });
`;

/** What React Native and other engines lack, or have in part. */
const ABSENT = [
  ...['URL', 'URLSearchParams', 'structuredClone', 'crypto', 'DOMException', 'navigator', 'queueMicrotask'],
  ...['TextEncoder', 'TextDecoder', 'atob', 'btoa', 'Buffer', 'Event', 'EventTarget', 'performance'],
];

describe('in front of a service', () => {
  let gatehouse: Gatehouse;
  let readme: App;
  beforeAll(async () => {
    gatehouse = await Gatehouse.start();
    const blocks = [...(await packed.read('README.md')).matchAll(/^```ts\n(.*?)^```$/gms)];
    const source = blocks
      .map(([, block]) => block)
      .join('\n')
      .replaceAll('http://127.0.0.1:3000', gatehouse.url);
    readme = await packed.app(
      'readme',
      {
        'app.ts': source,
        'app.js': ts.transpile(source, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }),
        'node_modules/expo-secure-store/package.json': '{"type":"module","exports":"./index.js"}',
        'node_modules/expo-secure-store/index.js': SECURE_STORE,
        'node_modules/expo-secure-store/index.d.ts': SECURE_STORE_TYPES,
      },
      ['cognito-srp-helper'],
    );
  });
  afterAll(() => gatehouse.close());

  it('every example of the README compiles', () => {
    expect(readme.check(['app.ts'], { ...BROWSER, skipLibCheck: true })).toEqual([]);
  });

  it('the examples of the README do what they say', async () => {
    const story = await readme.run(STORY, {
      INBOX: `${gatehouse.pool.url}/_local/inbox`,
      NAME: freshEmail(),
    });
    expect(story).toEqual({
      told: [
        'The password does not meet the policy',
        'The code is not right',
        expect.stringMatching(/ is Ada$/),
        'You are signed out: signed_out',
      ],
      passwords: ['That is not your password.', 'Your new password is set.'],
      removed: false,
      device: null,
      keychain: ['gatehouse', 'string', null],
    });
  });

  it('needs nothing of the platform that React Native lacks', async () => {
    const app = await packed.app('bare');
    const username = await gatehouse.user({ name: 'Ada' });
    const script = `
      import { request } from 'node:http';
      const { log } = console;
      // In place of Node's own fetch, which needs some of what is taken away.
      globalThis.fetch = (url, { method, headers, body }) =>
        new Promise((resolve, reject) => {
          const sent = request(url, { method, headers }, async (answer) => {
            const { statusCode: status, headers } = answer;
            let text = '';
            for await (const chunk of answer) text += chunk;
            resolve({ status, ok: status < 300, headers: { get: (name) => headers[name] ?? null }, text: async () => text });
          });
          sent.on('error', reject).end(body);
        });
      for (const name of ${JSON.stringify(ABSENT)}) delete globalThis[name];
      const { GatehouseClient, storageStore } = await import('gatehouse-client');
      const items = new Map();
      const store = storageStore({
        getItem: async (key) => items.get(key) ?? null,
        setItem: async (key, value) => void items.set(key, value),
        removeItem: async (key) => void items.delete(key),
      });
      const ends = [];
      const client = new GatehouseClient({ baseUrl: '${gatehouse.url}', store, onSessionEnd: (reason) => ends.push(reason) });
      const { status } = await client.signIn({ username: '${username}', password: 'Correct-Horse-7' });
      items.set('gatehouse', JSON.stringify({ ...JSON.parse(items.get('gatehouse')), expiresAt: 0 }));
      const { attributes } = await client.call('get', '/v1/users/me');
      const refused = await client.call('put', '/v1/users/me/password', { body: { newPassword: 'x' } }).catch(({ code }) => code);
      await client.signOut();
      const left = ${JSON.stringify(ABSENT)}.filter((name) => name in globalThis);
      log(JSON.stringify({ status, name: attributes.name, refused, ends, items: [...items], left }));
    `;
    expect(await app.run(script)).toEqual({
      ...{
        status: 'SIGNED_IN',
        name: 'Ada',
        refused: expect.any(String),
        ends: ['signed_out'],
        items: [],
        left: [],
      },
    });
  });
});

const SECURE_STORE = `
  const items = new Map();
  export const getItemAsync = async (key) => items.get(key) ?? null;
  export const setItemAsync = async (key, value) => void items.set(key, value);
  export const deleteItemAsync = async (key) => void items.delete(key);
`;

const SECURE_STORE_TYPES = `
  export function getItemAsync(key: string): Promise<string | null>;
  export function setItemAsync(key: string, value: string): Promise<void>;
  export function deleteItemAsync(key: string): Promise<void>;
`;

/** A person who makes an account, signs in in several ways, and makes mistakes. */
const STORY = `
  const { INBOX, NAME } = process.env;
  const told = [];
  const codes = [];
  const newPasswords = ['Another-Horse-7'];
  const inbox = async () => {
    const { messages } = await (await fetch(INBOX + '?to=' + encodeURIComponent(NAME))).json();
    return messages.find(({ code }) => code !== undefined).code;
  };
  globalThis.tell = (text) => told.push(text);
  globalThis.choose = async (choices) => choices.find((name) => name === 'EMAIL_OTP') ?? choices[0];
  globalThis.ask = async (question) => {
    if (question === 'New password') return newPasswords.shift();
    return codes.shift() ?? inbox();
  };
  globalThis.localStorage = {};
  const app = await import('./app.js');

  await app.signUp(NAME, 'short').catch(({ title }) => told.push(title));
  await app.signUp(NAME, 'Correct-Horse-7');
  await app.client.signOut();
  told.pop();
  codes.push('00000000');
  await app.finish(await app.client.signIn({ username: NAME, method: 'choice' }));
  await app.rename('Ada');
  const passwords = [
    await app.changePassword('Wrong-Horse-7', 'Another-Horse-7'),
    await app.changePassword('Correct-Horse-7', 'Another-Horse-7'),
  ];
  const removed = await app.removePasskey('My laptop');
  newPasswords[0] = 'Third-Horse-7';
  await app.resetPassword(NAME);
  const device = (await app.signInHere(NAME, 'Third-Horse-7')) ?? null;
  await app.addPasskey();
  await app.client.signOut();

  await app.keychain.set({ accessToken: 'gatehouse' });
  const kept = await app.keychain.get();
  await app.keychain.clear();
  const keychain = [kept.accessToken, typeof kept.accessToken, await app.keychain.get()];
  console.log(JSON.stringify({ told, passwords, removed, device, keychain }));
`;
