import type { Caller } from './caller';
import { ExpiringMap } from './expiring-map';
import { Revocations } from './revocations';

const NOW = 1_800_000_000;
const DAY = 86_400;
let revocations: Revocations;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW * 1000 });
  revocations = new Revocations();
});
afterEach(() => {
  jest.useRealTimers();
});
const at = (second: number): void => {
  jest.setSystemTime(second * 1000);
};

const callerWith = (members: Partial<Caller>): Caller => ({
  sub: 'ada',
  username: 'ada',
  groups: [],
  scope: '',
  clientId: 'client',
  authTime: NOW - 60,
  issuedAt: NOW - 60,
  expiresAt: NOW + 3540,
  jti: 'jti-1',
  originJti: 'origin-1',
  accessToken: 'x.y.z',
  ...members,
});
const ended = (members: Partial<Caller>): boolean => revocations.has(callerWith(members));

/** What Cognito answers with; nobody checks the signature here. */
function tokens(refreshToken: string, claims: Record<string, unknown>) {
  const payload = { sub: 'ada', iat: NOW, exp: NOW + 3600, ...claims };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return { refreshToken, accessToken: `${part({ alg: 'RS256' })}.${part(payload)}.AAAA` };
}

it('a revoked session ends all its tokens and no other', async () => {
  await revocations.revokeSession('origin-1');
  expect(ended({})).toBe(true);
  expect(ended({ jti: 'jti-2', issuedAt: NOW + 100 })).toBe(true);
  expect(ended({ originJti: 'origin-2' })).toBe(false);
});

it('a revocation by session lasts as long as a token can', async () => {
  await revocations.revokeSession('origin-1');
  at(NOW + DAY - 1);
  expect(ended({})).toBe(true);
  at(NOW + DAY + 1);
  expect(ended({})).toBe(false);
});

it('a token without origin_jti is ended by its jti', async () => {
  await revocations.revokeSession('jti-1');
  const caller = callerWith({});
  Reflect.deleteProperty(caller, 'originJti');
  expect(revocations.has(caller)).toBe(true);
  expect(revocations.has({ ...caller, jti: 'jti-2' })).toBe(false);
});

it('a revoked user has no token left that was issued until then, by either clock', async () => {
  await revocations.revokeUser('ada');
  expect(ended({})).toBe(true);
  expect(ended({ issuedAt: NOW })).toBe(true);
  expect(ended({ issuedAt: NOW + 5 })).toBe(true);
  expect(ended({ sub: 'bob' })).toBe(false);
  at(NOW + 6);
  expect(ended({ issuedAt: NOW + 5 })).toBe(true);
  expect(ended({ issuedAt: NOW + 6 })).toBe(false);
});

it('a revoked user has no token left that was issued by a clock far ahead, but for those handed out since', async () => {
  const ahead = { issuedAt: NOW + DAY };
  await revocations.revokeUser('ada');
  expect(ended(ahead)).toBe(true);
  revocations.remember(tokens('refresh', { jti: 'jti-new', iat: NOW + DAY, exp: NOW + DAY + 3600 }));
  expect(ended({ ...ahead, jti: 'jti-new' })).toBe(false);
});

it('a sign-in in the second of the revocation is good, and older tokens of the same session are not', async () => {
  await revocations.revokeUser('ada');
  revocations.remember(tokens('refresh', { jti: 'jti-new', origin_jti: 'origin-1' }));
  expect(ended({ jti: 'jti-new', issuedAt: NOW })).toBe(false);
  expect(ended({ jti: 'jti-old', issuedAt: NOW })).toBe(true);
});

it('a second revocation ends what the first had spared', async () => {
  await revocations.revokeUser('ada');
  revocations.remember(tokens('refresh', { jti: 'jti-new', origin_jti: 'origin-1' }));
  await revocations.revokeUser('ada');
  expect(ended({ jti: 'jti-new', issuedAt: NOW })).toBe(true);
});

it('a later revocation by an earlier clock takes nothing back', async () => {
  await revocations.revokeUser('ada', NOW + 200);
  await revocations.revokeUser('ada');
  expect(ended({ issuedAt: NOW + 100 })).toBe(true);
});

it('a refresh token ends the access tokens of its sign-in', async () => {
  revocations.remember(tokens('refresh-1', { jti: 'jti-1', origin_jti: 'origin-1' }));
  await revocations.revokeByRefreshToken('refresh-2');
  expect(ended({})).toBe(false);
  await revocations.revokeByRefreshToken('refresh-1');
  expect(ended({})).toBe(true);
});

it('a rotated refresh token ends the same session', async () => {
  revocations.remember(tokens('refresh-1', { jti: 'jti-1', origin_jti: 'origin-1' }));
  revocations.remember(tokens('refresh-2', { jti: 'jti-2', origin_jti: 'origin-1' }));
  await revocations.revokeByRefreshToken('refresh-2');
  expect(ended({})).toBe(true);
});

it('refresh tokens are not kept', () => {
  revocations.remember(tokens('refresh-secret', { jti: 'jti-1', origin_jti: 'origin-1' }));
  const held: unknown[] = [];
  const collect = (value: unknown): void => {
    if (value instanceof Map) for (const entry of value as Map<unknown, unknown>) entry.forEach(collect);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    else held.push(value);
  };
  collect(revocations);
  expect(held).toContain('origin-1');
  expect(JSON.stringify(held)).not.toContain('refresh-secret');
});

describe('an expiring map', () => {
  it('forgets what has ended', () => {
    const map = new ExpiringMap<string>(10);
    map.set('a', 'value', 100, 0);
    expect([map.get('a', 99), map.get('a', 100)]).toEqual(['value', undefined]);
  });

  it('never holds more than its capacity, and lets the oldest go', () => {
    const map = new ExpiringMap<number>(100);
    for (let i = 0; i < 1000; i++) map.set(String(i), i, 10_000, 0);
    expect(map.size).toBe(100);
    expect([map.get('899', 1), map.get('900', 1), map.get('999', 1)]).toEqual([undefined, 900, 999]);
  });

  it('shrinks again once entries have ended', () => {
    const map = new ExpiringMap<number>(1000);
    for (let i = 0; i < 500; i++) map.set(`old-${i}`, i, 10, 0);
    for (let i = 0; i < 300; i++) map.set(`new-${i}`, i, 100, 20);
    expect(map.size).toBe(300);
  });

  it('keeps an entry that is written again', () => {
    const map = new ExpiringMap<number>(2);
    map.set('a', 1, 100, 0);
    map.set('b', 1, 100, 0);
    map.set('a', 2, 100, 0);
    map.set('c', 1, 100, 0);
    expect([map.get('a', 1), map.get('b', 1), map.get('c', 1)]).toEqual([2, undefined, 1]);
  });
});
