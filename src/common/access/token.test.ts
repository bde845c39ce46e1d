import { generateKeyPairSync } from 'node:crypto';
import { callerFrom } from './claims';
import { hasDuplicateMembers } from './json-members';
import { acceptableKeys } from './jwk-policy';
import { presentedToken } from './token';
import { TokenFault } from './token-fault';

// The checks that need no signature, one by one.

const NOW = 1_800_000_000;
const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const tokenOf = (header: unknown, payload: unknown = {}): string => `${part(header)}.${part(payload)}.AAAA`;
const expected = { issuer: 'https://issuer.example', clientId: 'client', clockAhead: 300 };
const claims = {
  sub: 'sub',
  username: 'ada',
  jti: 'jti',
  iss: expected.issuer,
  client_id: 'client',
  token_use: 'access',
  auth_time: NOW - 60,
  iat: NOW - 60,
  exp: NOW + 60,
};

describe('the form of a token', () => {
  it('gives the kid', () => {
    expect(presentedToken(tokenOf({ alg: 'RS256', kid: 'aB3+/-_=' }))).toMatchObject({ kid: 'aB3+/-_=' });
  });

  it.each(['none', 'HS256', 'RS384', 'PS256', 'ES256', 'rs256', null])('has no algorithm %j', (alg) => {
    expect(() => presentedToken(tokenOf({ alg, kid: 'kid' }))).toThrow('the algorithm is not RS256');
  });

  it.each(['../keys', 'http://127.0.0.1', "' OR 1=1", 'a b', 'kid\u0000', 'x'.repeat(129)])(
    'has no kid %j, so that it cannot cause a fetch',
    (kid) => {
      expect(() => presentedToken(tokenOf({ alg: 'RS256', kid }))).toThrow('the kid is not one of Cognito');
    },
  );

  it.each([null, 7, true, ['kid'], { kid: 'kid' }, undefined])('has no kid %j', (kid) => {
    expect(() => presentedToken(tokenOf({ alg: 'RS256', kid }))).toThrow('the kid is not one of Cognito');
  });

  it.each(['', 'H', 'H.P', 'H.P.S.S', '.P.S', 'H..S', 'H.P.', '..', '.H.P.S', 'H.P.S.'])(
    'is not %j',
    (parts) => {
      const [header = '', payload = '', signature = ''] = tokenOf({ alg: 'RS256', kid: 'kid' }).split('.');
      const token = parts.replace('H', header).replace('P', payload).replaceAll('S', signature);
      expect(() => presentedToken(token)).toThrow('the token has not three parts');
    },
  );

  it.each(['[]', '[{}]', '1', '"text"', 'null', 'true'])('is not one with %s as a part', (json) => {
    const reason = 'a part is not a JSON object';
    expect(() => presentedToken(tokenOf(json))).toThrow(reason);
    expect(() => presentedToken(tokenOf({ alg: 'RS256', kid: 'kid' }, json))).toThrow(reason);
  });

  it('has no byte order mark', () => {
    expect(() => presentedToken(tokenOf({ alg: 'RS256', kid: 'kid' }, '\ufeff{}'))).toThrow(
      'a part is not JSON',
    );
  });

  it('ends at 8 KB', () => {
    const header = part({ alg: 'RS256', kid: 'kid' });
    const filled = (length: number): string => {
      const frame = `${header}..AAAA`.length;
      const json = JSON.stringify({ x: 'x'.repeat(Math.floor(((length - frame) * 3) / 4) - 8) });
      return `${header}.${part(json)}.AAAA`;
    };
    expect(filled(8192).length).toBeLessThanOrEqual(8192);
    expect(() => presentedToken(filled(8192))).not.toThrow();
    expect(() => presentedToken(filled(8198))).toThrow('the token is too long');
  });
});

describe('the claims of a token', () => {
  const reading = (members: object) => () => callerFrom({ ...claims, ...members }, 'token', expected, NOW);

  it.each<[object, string]>([
    [{ iss: 'https://other.example' }, 'the issuer is another one'],
    [{ iss: [expected.issuer] }, 'the issuer is another one'],
    [{ exp: NOW }, 'it has expired'],
    [{ exp: NOW - 1 }, 'it has expired'],
    [{ nbf: NOW + 1 }, 'it is not valid yet'],
    [{ auth_time: NOW + 301 }, 'it is older than its sign-in'],
    [{ iat: NOW + 301, exp: NOW + 900 }, 'it comes from the future'],
    [{ sub: 'a\u0000' }, 'sub is not a text'],
    [{ username: 'a\ud800' }, 'username is not a text'],
    [{ jti: 'x'.repeat(2049) }, 'jti is not a text'],
    [{ exp: NOW - 60 + 86_401 }, 'it lives longer than Cognito allows'],
  ])('%j are refused', (members, reason) => {
    expect(reading(members)).toThrow(new TokenFault(reason));
  });

  it.each<[string, object]>([
    ['one second before the end', { exp: NOW + 1 }],
    ['a start at this second', { nbf: NOW }],
    ['a clock of Cognito that is minutes ahead', { iat: NOW + 300, exp: NOW + 3900, auth_time: NOW + 300 }],
    ['a life of exactly a day', { exp: NOW - 60 + 86_400 }],
    ['the longest name', { jti: 'x'.repeat(2048) }],
  ])('%s is taken', (_case, members) => {
    expect(reading(members)()).toMatchObject({ sub: 'sub', username: 'ada', groups: [], scope: '' });
  });

  const caller = {
    ...{ sub: 'sub', username: 'ada', groups: [], scope: '', clientId: 'client', jti: 'jti' },
    ...{ authTime: NOW - 60, issuedAt: NOW - 60, expiresAt: NOW + 60, accessToken: 'token' },
  };

  it('make the caller, with nothing that they do not say', () => {
    expect(reading({})()).toStrictEqual(caller);
    const more = {
      'cognito:groups': ['a', 'b'],
      scope: 's',
      origin_jti: 'o',
      device_key: 'd',
      'custom:account_id': 'c',
    };
    expect(reading({ ...more, 'custom:tier': 'x', email: 'ada@example.com' })()).toStrictEqual({
      ...caller,
      ...{ groups: ['a', 'b'], scope: 's', originJti: 'o', deviceKey: 'd', accountId: 'c' },
    });
  });

  it('may come from the future when the pool’s clock can be moved', () => {
    const far = { iat: NOW + 10 * 86_400, exp: NOW + 10 * 86_400 + 3600 };
    const read = callerFrom({ ...claims, ...far }, 'token', { ...expected, clockAhead: Infinity }, NOW);
    expect(read.issuedAt).toBe(far.iat);
  });

  it('of a prototype count for nothing', () => {
    const polluted = JSON.parse('{"__proto__":{"sub":"root","username":"root"}}') as object;
    const rest: object = { ...claims };
    Reflect.deleteProperty(rest, 'sub');
    expect(() => callerFrom({ ...rest, ...polluted }, 'token', expected, NOW)).toThrow('sub is not a text');
  });
});

describe('a key', () => {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const n = String(jwk.n);
  /** Of so many bits, and odd. */
  const modulus = (bits: number): string => {
    const bytes = Buffer.alloc(Math.ceil(bits / 8));
    bytes[0] = 1 << ((bits - 1) % 8);
    bytes[bytes.length - 1] = 1;
    return bytes.toString('base64url');
  };
  const accepted = (members: object): number =>
    acceptableKeys({ keys: [{ ...jwk, kid: 'kid', ...members }] }).length;

  it('is taken as Cognito publishes it, without what goes beyond the key', () => {
    expect(
      acceptableKeys({ keys: [{ ...jwk, kid: 'kid', alg: 'RS256', use: 'sig', x5u: 'http://x' }] }),
    ).toEqual([{ ...jwk, kid: 'kid', alg: 'RS256', use: 'sig' }]);
  });

  it.each<[string, object]>([
    ['another type', { kty: 'EC' }],
    ['exponent 1', { e: 'AQ' }],
    ['exponent 3', { e: 'Aw' }],
    ['an even exponent', { e: 'AQAA' }],
    ['a padded exponent', { e: 'AAEAAQ' }],
    ['no exponent', { e: undefined }],
    ['no modulus', { n: undefined }],
    ['a short modulus', { n: n.slice(0, 171) }],
    [
      'a modulus that only looks long',
      {
        n: Buffer.concat([Buffer.alloc(128), Buffer.from(n, 'base64url').subarray(128)]).toString(
          'base64url',
        ),
      },
    ],
    [
      'an even modulus',
      {
        n: Buffer.concat([Buffer.from(n, 'base64url').subarray(0, 255), Buffer.from([2])]).toString(
          'base64url',
        ),
      },
    ],
    ['an enormous modulus', { n: Buffer.alloc(4096, 0xff).toString('base64url') }],
    ['a modulus in another alphabet', { n: `${n}=` }],
    ['no kid', { kid: undefined }],
    ['an empty kid', { kid: '' }],
    ['a kid that is no text', { kid: 1 }],
    ['an empty use', { use: '' }],
    ['no use at all, said', { use: null }],
    ['its algorithm said to be none', { alg: 'none' }],
  ])('with %s is left out', (_case, members) => {
    expect(accepted(members)).toBe(0);
  });

  it.each<[string, object]>([
    ['without use and algorithm', {}],
    ['with verifying among its operations', { key_ops: ['sign', 'verify'] }],
    ['of just 2,048 bits', { n: modulus(2048) }],
    ['of just 8,192 bits', { n: modulus(8192) }],
  ])('is good %s', (_case, members) => {
    expect(accepted(members)).toBe(1);
  });

  it.each([2047, 8193])('of %i bits is left out', (bits) => {
    expect(accepted({ n: modulus(bits) })).toBe(0);
  });

  it.each<[string, object]>([
    ['no list', { key_ops: 'verify' }],
    ['an empty list', { key_ops: [] }],
    ['nothing', { key_ops: null }],
  ])('with %s of operations is left out', (_case, members) => {
    expect(accepted(members)).toBe(0);
  });

  it('is one of 64 at most', () => {
    const set = (length: number) => ({
      keys: Array.from({ length }, (_, i) => ({ ...jwk, kid: `kid-${i}` })),
    });
    expect(acceptableKeys(set(64))).toHaveLength(64);
    expect(() => acceptableKeys(set(65))).toThrow('the answer is not a key set');
  });

  it('is left out with all others of its kid, and those alone', () => {
    const keys = ['a', 'b', 'b', 'c', 'b'].map((kid) => ({ ...jwk, kid }));
    expect(acceptableKeys({ keys }).map(({ kid }) => kid)).toEqual(['a', 'c']);
  });

  it.each([null, 1, 'text', [], {}, undefined])('is taken beside what is none: %j', (other) => {
    expect(acceptableKeys({ keys: [other, { ...jwk, kid: 'kid' }] })).toHaveLength(1);
  });

  it.each([null, 1, 'text', [], {}, { keys: {} }, { keys: { length: 1 } }, { keys: 'x' }])(
    'is not looked for in %j',
    (document) => {
      expect(() => acceptableKeys(document)).toThrow(new Error('the answer is not a key set'));
    },
  );
});

describe('members of one name', () => {
  it.each([
    ['{"a":1,"a":2}', true],
    ['{"a":{"b":1,"b":2}}', true],
    ['[{"a":1},{"a":1,"b":[{"c":1,"c":2}]}]', true],
    ['{"a" :1, "a"\n:2}', true],
    ['{"a"\r:1, "a":2}', true],
    ['{"a"\t:1, "a":2}', true],
    ['{"a" \t\r\n :1, "a":2}', true],
    ['{"\\u0061":1,"a":2}', true],
    ['{"a\\"":1,"a\\"":2}', true],
    ['{"":1,"":2}', true],
    ['{"__proto__":1,"__proto__":2}', true],
    ['{"a":1,"A":2}', false],
    ['{"a":{"a":{"a":1}}}', false],
    ['{"a":"a","b":"a"}', false],
    ['{"a":"\\"b\\":","b":1}', false],
    ['{"a":"{\\"b\\":1,\\"b\\":2}"}', false],
    ['{"a":"\\\\","b":"\\\\"}', false],
    ['[{"a":1},{"a":1}]', false],
    ['{"constructor":1,"hasOwnProperty":2}', false],
    ['"text"', false],
    ['1', false],
  ])('in %s: %s', (json, found) => {
    expect(() => JSON.parse(json) as unknown).not.toThrow();
    expect(hasDuplicateMembers(json)).toBe(found);
  });
});
