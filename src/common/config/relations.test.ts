import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentError } from './environment-error';
import { loadEnvironment } from './load-environment';
import { doubts } from './relations';
import { listenFault, poolFault } from './start-faults';

const POOL = { COGNITO_USER_POOL_ID: 'eu-west-1_AbCdEfGhI', COGNITO_CLIENT_ID: '1example23456789' };
const PRODUCTION = { ...POOL, NODE_ENV: 'production' };
const SECRET = 'p8Vb3mZqLw0sXy7KcTnRf2HdGj5Ua9Ei';

/** The names that are at fault. */
function namesAtFault(variables: Record<string, string>): string[] {
  try {
    loadEnvironment(variables);
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.faults.map((fault) => fault.slice(0, fault.indexOf(':')));
  }
}

describe('production', () => {
  it.each<[string, Record<string, string>]>([
    ['COGNITO_USER_POOL_ID', { COGNITO_USER_POOL_ID: '', COGNITO_CLIENT_ID: '' }],
    ['LOCAL_POOL_CONTROL', { LOCAL_POOL_CONTROL: 'on' }],
    ['COGNITO_ENDPOINT', { COGNITO_ENDPOINT: 'http://pool.example.com' }],
    ['COGNITO_ISSUER', { COGNITO_ISSUER: 'http://pool.example.com/x' }],
    ['COGNITO_JWKS_URI', { COGNITO_JWKS_URI: 'http://10.0.0.1/jwks.json' }],
    ['COGNITO_JWKS_URI', { COGNITO_JWKS_URI: 'http://localhost.example.com/jwks.json' }],
    ['CORS_ORIGINS', { CORS_ORIGINS: 'https://a.example,http://b.example' }],
  ])('does not start with an unsafe %s: %j', (name, variables) => {
    expect(namesAtFault({ ...PRODUCTION, ...variables })).toEqual([name]);
  });

  it.each([
    { COGNITO_ENDPOINT: 'http://127.0.0.1:9229' },
    { COGNITO_JWKS_URI: 'http://[::1]:9229/jwks.json', CORS_ORIGINS: 'http://localhost:5173' },
    { COGNITO_ENDPOINT: 'https://pool.example.com', LOCAL_POOL_CONTROL: 'off' },
  ])('starts with %j', (variables) => {
    expect(namesAtFault({ ...PRODUCTION, ...variables })).toEqual([]);
  });

  it('serves the documents only where that was asked for', () => {
    expect(loadEnvironment(PRODUCTION).DOCS).toBe('off');
    expect(loadEnvironment({ ...PRODUCTION, DOCS: 'on' }).DOCS).toBe('on');
    expect(loadEnvironment(POOL).DOCS).toBe('on');
  });

  it.each([
    ['RATE_LIMITS', 'off'],
    ['DOCS', 'on'],
    ['ACCOUNT_EXISTENCE', 'revealed'],
    ['HIDDEN_ANSWER_MS', '0'],
  ])('says what %s=%s gives up, and development does not', (name, value) => {
    expect(doubts(loadEnvironment({ ...PRODUCTION, [name]: value }))).toEqual([
      expect.stringMatching(new RegExp(`^${name} is ${value}: `)),
    ]);
    expect(doubts(loadEnvironment({ ...POOL, [name]: value }))).toEqual([]);
    expect(doubts(loadEnvironment(PRODUCTION))).toEqual([]);
  });
});

describe('SESSION_SECRET', () => {
  it.each([
    ['short', SECRET.slice(1)],
    ['one character', 'x'.repeat(64)],
    ['two characters', 'ab'.repeat(32)],
    ['one word over and over', 'correct-horse-9!'.repeat(4)],
    ['few characters in disorder', 'abcabdabeabcadbeacbdaebcadeabcdeabdc'],
  ])('is not taken when it is %s', (_, value) => {
    expect(namesAtFault({ SESSION_SECRET: value })).toEqual(['SESSION_SECRET']);
  });

  it.each([SECRET, '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'six random words are a good secret as well'])(
    'may be %s',
    (value) => {
      expect(loadEnvironment({ SESSION_SECRET: value }).SESSION_SECRET).toBe(value);
    },
  );
});

describe('TRUST_PROXY', () => {
  it.each(['1', '99', '10.0.0.1', '10.0.0.0/8, 192.168.0.0/16', 'loopback,fc00::/7', '::1'])(
    'may be %s',
    (value) => {
      expect(loadEnvironment({ TRUST_PROXY: value }).TRUST_PROXY).toBe(value);
    },
  );

  it.each([
    '0',
    '100',
    'true',
    '*',
    '0.0.0.0/0',
    '::/0',
    '128.0.0.0/1',
    '10.0.0.0/33',
    '10.0.0.1/',
    'proxy.example.com',
  ])('is not %s', (value) => {
    expect(namesAtFault({ TRUST_PROXY: value })).toEqual(['TRUST_PROXY']);
  });
});

it.each([
  ['https://a.example/'],
  ['https://a.example/app'],
  ['https://A.example'],
  ['https://a.example:443'],
  ['https://*.a.example'],
  ['https://user@a.example'],
  ['null'],
  ['https://a.example,'],
  ['ws://a.example'],
])('CORS_ORIGINS is not %s: no browser would send it, or too many', (value) => {
  expect(namesAtFault({ CORS_ORIGINS: value })).toEqual(['CORS_ORIGINS']);
});

describe('a secret in a file', () => {
  let folder: string;
  const file = (content: string): string => {
    const path = join(folder, 'secret');
    writeFileSync(path, content);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([SECRET, `${SECRET}\n`, `${SECRET}\r\n`])('is read without its last line end: %j', (content) => {
    expect(loadEnvironment({ SESSION_SECRET_FILE: file(content) }).SESSION_SECRET).toBe(SECRET);
  });

  it.each<[string, () => Record<string, string>, string[]]>([
    ['is not there', () => ({ SESSION_SECRET_FILE: '/nowhere/secret' }), ['SESSION_SECRET_FILE']],
    ['is a folder', () => ({ SESSION_SECRET_FILE: folder }), ['SESSION_SECRET_FILE']],
    ['never ends', () => ({ SESSION_SECRET_FILE: '/dev/zero' }), ['SESSION_SECRET_FILE']],
    ['is empty', () => ({ SESSION_SECRET_FILE: file('\n') }), ['SESSION_SECRET_FILE']],
    ['is something else', () => ({ SESSION_SECRET_FILE: file('x'.repeat(5000)) }), ['SESSION_SECRET_FILE']],
    [
      'comes with the variable',
      () => ({ SESSION_SECRET_FILE: file(SECRET), SESSION_SECRET: SECRET }),
      ['SESSION_SECRET_FILE'],
    ],
    [
      'holds what the variable may not',
      () => ({ SESSION_SECRET_FILE: file('too short') }),
      ['SESSION_SECRET'],
    ],
  ])('that %s is named by its variable', (_, variables, names) => {
    expect(namesAtFault(variables())).toEqual(names);
    expect(() => loadEnvironment(variables())).not.toThrow(/nowhere|zero|too short|gatehouse-/);
  });
});

describe('a start that the system refuses', () => {
  it.each([
    [{ code: 'EADDRINUSE', syscall: 'listen' }, 'PORT: something else listens there already'],
    [{ code: 'EACCES', syscall: 'listen' }, 'PORT: may not be listened on by this user'],
    [{ code: 'EADDRNOTAVAIL', syscall: 'listen' }, 'HOST: is no address of this machine'],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'HOST: is no address of this machine'],
  ])('names the variable for %j', (error, fault) => {
    expect(listenFault(error, 'HOST', 'PORT')).toEqual(new EnvironmentError([fault]));
  });

  it('names the variables of the embedded pool', () => {
    expect(poolFault({ code: 'EADDRINUSE', syscall: 'listen' })).toEqual(
      new EnvironmentError(['LOCAL_POOL_PORT: something else listens there already']),
    );
    expect(poolFault({ code: 'ENOTDIR', syscall: 'mkdir' })).toEqual(
      new EnvironmentError(['LOCAL_POOL_DATA: cannot be used (ENOTDIR)']),
    );
  });

  it('leaves other failures as they are', () => {
    const error = new TypeError('a fault of ours');
    expect([listenFault(error, 'HOST', 'PORT'), poolFault(error)]).toEqual([error, error]);
  });
});
