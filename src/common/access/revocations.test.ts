import type { Caller } from './caller';
import { ExpiringMap } from './expiring-map';
import { RevocationList } from './revocation-list';
import type { Revocations } from './revocations';
import { revocationsAlone } from '../../../test/support/revocations';

const NOW = 1_800_000_000;
const DAY = 86_400;
let revocations: Revocations;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW * 1000 });
  revocations = revocationsAlone();
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
  at(NOW + DAY + 6);
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
  await revocations.remember(
    tokens('refresh', { jti: 'jti-new', iat: NOW + DAY, exp: NOW + DAY + 3600 }),
    'refresh',
  );
  expect(ended({ ...ahead, jti: 'jti-new' })).toBe(false);
});

it('a sign-in in the second of the revocation is good, and older tokens of the same session are not', async () => {
  await revocations.revokeUser('ada');
  await revocations.remember(tokens('refresh', { jti: 'jti-new', origin_jti: 'origin-1' }), 'refresh');
  expect(ended({ jti: 'jti-new', issuedAt: NOW })).toBe(false);
  expect(ended({ jti: 'jti-old', issuedAt: NOW })).toBe(true);
});

it('a second revocation ends what the first had spared', async () => {
  await revocations.revokeUser('ada');
  await revocations.remember(tokens('refresh', { jti: 'jti-new', origin_jti: 'origin-1' }), 'refresh');
  await revocations.revokeUser('ada');
  expect(ended({ jti: 'jti-new', issuedAt: NOW })).toBe(true);
});

it('a later revocation by an earlier clock takes nothing back', async () => {
  await revocations.revokeUser('ada', NOW + 200);
  await revocations.revokeUser('ada');
  expect(ended({ issuedAt: NOW + 100 })).toBe(true);
});

it('a refresh token ends the access tokens of its sign-in', async () => {
  await revocations.remember(tokens('refresh-1', { jti: 'jti-1', origin_jti: 'origin-1' }), 'refresh');
  await revocations.revokeByRefreshToken('refresh-2');
  expect(ended({})).toBe(false);
  await revocations.revokeByRefreshToken('refresh-1');
  expect(ended({})).toBe(true);
});

it('a rotated refresh token ends the same session', async () => {
  await revocations.remember(tokens('refresh-1', { jti: 'jti-1', origin_jti: 'origin-1' }), 'refresh');
  await revocations.remember(tokens('refresh-2', { jti: 'jti-2', origin_jti: 'origin-1' }), 'refresh');
  await revocations.revokeByRefreshToken('refresh-2');
  expect(ended({})).toBe(true);
});

it('refresh tokens are not kept', async () => {
  await revocations.remember(tokens('refresh-secret', { jti: 'jti-1', origin_jti: 'origin-1' }), 'refresh');
  const held: unknown[] = [];
  const seen = new Set<unknown>();
  const collect = (value: unknown): void => {
    if (seen.has(value)) return;
    seen.add(value);
    if (value instanceof Map) for (const entry of value as Map<unknown, unknown>) entry.forEach(collect);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    else held.push(value);
  };
  collect(revocations);
  expect(held).toContain('origin-1');
  expect(JSON.stringify(held)).not.toContain('refresh-secret');
});

describe('all sign-ins but one', () => {
  const keep = (members: Partial<Caller> = {}): Promise<void> =>
    revocations.revokeOtherSignIns(callerWith(members));

  it('end, with whatever tokens they are refreshed to', async () => {
    await keep();
    expect(ended({ originJti: 'origin-2' })).toBe(true);
    at(NOW + 3600);
    const refreshed = { originJti: 'origin-2', jti: 'jti-9', issuedAt: NOW + 3600 };
    await revocations.remember(
      tokens('refresh', { jti: 'jti-9', origin_jti: 'origin-2', iat: NOW + 3600, auth_time: NOW - 60 }),
      'refresh',
    );
    expect(ended(refreshed)).toBe(true);
    expect(ended({ ...refreshed, sub: 'bob' })).toBe(false);
  });

  it('but that one goes on, and is refreshed', async () => {
    await keep();
    expect(ended({})).toBe(false);
    at(NOW + 3600);
    expect(ended({ jti: 'jti-9', issuedAt: NOW + 3600 })).toBe(false);
  });

  it('and later ones are good, also in the same second', async () => {
    await keep();
    const claims = { jti: 'jti-3', origin_jti: 'origin-3', auth_time: NOW };
    await revocations.remember(tokens('refresh', claims), 'sign-in');
    expect(ended({ originJti: 'origin-3', jti: 'jti-3', authTime: NOW, issuedAt: NOW })).toBe(false);
    at(NOW + 10);
    expect(ended({ originJti: 'origin-4', authTime: NOW + 6, issuedAt: NOW + 6 })).toBe(false);
  });

  it('end a second time, with the one that was kept', async () => {
    await keep();
    await keep({ originJti: 'origin-2' });
    expect([ended({}), ended({ originJti: 'origin-2' })]).toEqual([true, false]);
  });
});

describe('a group that is gone', () => {
  const member = { groups: ['readers', 'editors'] };

  it('ends the tokens that name it, and no others', async () => {
    await revocations.revokeGroup('editors');
    expect([ended(member), ended({ groups: ['readers'] }), ended({})]).toEqual([true, false, false]);
    at(NOW + 10);
    expect(ended({ ...member, issuedAt: NOW + 6 })).toBe(false);
  });

  it('may come back: tokens that are handed out then are good', async () => {
    await revocations.revokeGroup('editors');
    await revocations.remember(tokens('refresh', { jti: 'jti-2', 'cognito:groups': ['editors'] }), 'refresh');
    expect(ended({ ...member, jti: 'jti-2', issuedAt: NOW })).toBe(false);
    expect(ended({ ...member, issuedAt: NOW })).toBe(true);
  });
});

describe('a doubt', () => {
  const doubts = (members: Partial<Caller>): boolean => revocations.doubts(callerWith(members));

  it('is about older tokens of the user, but not of the sign-in that asked', async () => {
    await revocations.doubtUser(callerWith({}));
    expect(doubts({})).toBe(false);
    expect(doubts({ originJti: 'origin-2' })).toBe(true);
    expect(doubts({ originJti: 'origin-2', sub: 'bob' })).toBe(false);
    at(NOW + 10);
    expect(doubts({ originJti: 'origin-2', issuedAt: NOW + 6 })).toBe(false);
  });

  it('is over when Cognito has vouched for the sign-in, until the next one', async () => {
    const other = callerWith({ originJti: 'origin-2' });
    await revocations.doubtUser(callerWith({}));
    revocations.clear(other);
    expect(revocations.doubts(other)).toBe(false);
    await revocations.doubtUser(callerWith({}));
    expect(revocations.doubts(other)).toBe(true);
  });

  it('ends nothing by itself, and lifts no other revocation', async () => {
    await revocations.doubtUser(callerWith({}));
    expect(ended({ originJti: 'origin-2' })).toBe(false);
    await revocations.revokeUser('ada');
    revocations.clear(callerWith({}));
    expect(ended({})).toBe(true);
  });
});

describe('a full list', () => {
  const list = new RevocationList({ session: 2 });
  const session = (id: string, second: number) => ({ kind: 'session', id, at: second * 1000 }) as const;

  it('has no floor while there is room, or what goes is over', () => {
    list.add(session('a', NOW - DAY), (NOW - DAY) * 1000);
    list.add(session('b', NOW), NOW * 1000);
    list.add(session('c', NOW), NOW * 1000);
    expect(list.floorAt(NOW * 1000)).toBeUndefined();
  });

  it('refuses everything that is as old as what had to go', () => {
    list.add(session('d', NOW + 100), (NOW + 100) * 1000);
    expect(list.at('session', 'b', NOW * 1000)).toBeUndefined();
    expect(list.floorAt((NOW + 100) * 1000)).toBe(NOW * 1000);
    expect(list.floorAt((NOW + DAY + 1) * 1000)).toBeUndefined();
  });

  it('lets new tokens pass, and those of everybody after a refresh', async () => {
    const store = (revocations as unknown as { store: { list: RevocationList } }).store;
    store.list.raiseFloor(NOW * 1000 + 1000);
    expect([ended({}), ended({ issuedAt: NOW + 1 }), ended({ issuedAt: NOW + 2 })]).toEqual([
      true,
      true,
      false,
    ]);
    await revocations.remember(tokens('refresh', { jti: 'jti-2' }), 'refresh');
    expect(ended({ issuedAt: NOW, jti: 'jti-2' })).toBe(false);
  });
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

  it('tells of what it drops before its time, and of nothing else', () => {
    const dropped: number[] = [];
    const map = new ExpiringMap<number>(2, (value) => dropped.push(value));
    map.set('a', 1, 10, 0);
    map.set('b', 2, 100, 0);
    map.set('c', 3, 100, 20);
    map.set('d', 4, 100, 20);
    expect(dropped).toEqual([2]);
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
