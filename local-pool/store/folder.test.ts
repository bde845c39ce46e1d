import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from './open-store';
import type { MessageRecord, PoolRecord, UserRecord } from './records';
import type { Store } from './store';

let folder: string;
let store: Store | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pool-'));
});
afterEach(async () => {
  await store?.close();
  store = undefined;
  rmSync(folder, { recursive: true });
});

async function reopen(): Promise<Store> {
  await store?.close();
  store = await openStore(folder);
  return store;
}

const pool: PoolRecord = {
  id: 'us-east-1_a',
  region: 'us-east-1',
  settings: { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
  schema: [],
  mfa: { mode: 'OFF' },
  createdAt: 1,
  updatedAt: 1,
};

function user(sub: string, changes: Partial<UserRecord> = {}): UserRecord {
  return {
    sub,
    poolId: pool.id,
    username: sub,
    attributes: { email: `${sub}@Example.com`, name: 'Zoë 😀' },
    status: 'CONFIRMED',
    enabled: true,
    groups: ['staff'],
    passwordHistory: [],
    failedPasswords: { count: 0, lastAt: 0, lockedUntil: 0 },
    pendingAttributes: {},
    mfa: { enabled: [] },
    createdAt: 1,
    updatedAt: 1,
    ...changes,
  };
}

const journal = (): string => join(folder, 'journal.jsonl');
const lines = (): number => readFileSync(journal(), 'utf8').split('\n').length - 1;

describe('a data folder', () => {
  it('gives back what was put, changed and deleted, indexes included', async () => {
    const before = await reopen();
    before.pools.put(pool);
    before.users.put(user('one'));
    before.users.put(user('two'));
    before.users.put(user('two', { groups: [], attributes: { email: 'new@example.com' } }));
    before.users.put(user('three'));
    before.users.delete('three');
    const after = await reopen();
    expect([...after.pools.values()]).toEqual([pool]);
    expect([...after.users.values()]).toEqual([
      user('one'),
      user('two', { groups: [], attributes: { email: 'new@example.com' } }),
    ]);
    expect(after.users.by('name', `${pool.id}/one@example.com`)).toEqual([user('one')]);
    expect(after.users.by('name', `${pool.id}/two@example.com`)).toEqual([]);
    expect(after.users.by('name', `${pool.id}/new@example.com`).map(({ sub }) => sub)).toEqual(['two']);
    expect(after.users.by('group', `${pool.id}/staff`).map(({ sub }) => sub)).toEqual(['one']);
  });

  it('holds everything put before flushed() resolved, without being closed', async () => {
    const open = await reopen();
    for (let index = 0; index < 50; index++) open.users.put(user(`u${index}`));
    await open.flushed();
    expect(lines()).toBe(50);
    open.users.put(user('later'));
    await open.flushed();
    expect(lines()).toBe(51);
  });

  it.each([
    '["users","two",{"sub":"tw',
    '[',
    '["users","two",{"sub":"two"}]',
    '["users","two",{"name":"\u00eb',
  ])('forgets a torn last line: %s', async (torn) => {
    const before = await reopen();
    before.users.put(user('one'));
    await before.close();
    appendFileSync(journal(), torn);
    const after = await reopen();
    expect([...after.users.values()]).toEqual([user('one')]);
    after.users.put(user('three'));
    expect([...(await reopen()).users.values()]).toEqual([user('one'), user('three')]);
  });

  it('refuses a journal that is damaged in the middle', async () => {
    writeFileSync(journal(), '["users","one",{"sub":"one"}]\nnonsense\n["users","one"]\n');
    await expect(openStore(folder)).rejects.toThrow(`${journal()} is damaged at line 2`);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('is nobody else’s while it is in use', async () => {
    await reopen();
    await expect(openStore(folder)).rejects.toThrow(`${folder} is in use by process ${process.pid}`);
    await reopen();
  });

  it.each([
    ['a process that is gone', '999999999 12345\n'],
    ['an earlier process of the same number', `${process.pid} 1\n`],
    ['nobody at all', 'garbage\n'],
  ])('is taken over from %s', async (_, lock) => {
    writeFileSync(join(folder, 'lock'), lock);
    await reopen();
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    await store?.close();
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
  });
});

describe('a journal full of history', () => {
  it('is rewritten without losing what changes meanwhile', async () => {
    const open = await reopen();
    open.pools.put(pool);
    for (let index = 0; index < 3000; index++) open.users.put(user(`u${index}`));
    for (let round = 0; round < 4; round++) {
      for (let index = 0; index < 2000; index++) open.users.put(user(`u${index}`, { updatedAt: round }));
      await open.flushed();
    }
    const changed = user('u0', { username: 'changed' });
    for (let turn = 0; turn < 50; turn++) {
      open.users.put(user(`new${turn}`));
      await open.flushed();
    }
    open.users.put(changed);
    open.users.delete('u1');
    await open.close();
    expect(lines()).toBeLessThan(9000);
    expect(existsSync(`${journal()}.new`)).toBe(false);
    const after = await reopen();
    expect(after.users.size).toBe(3000 + 50 - 1);
    expect(after.users.get('u0')).toEqual(changed);
    expect(after.users.get('u2')).toEqual(user('u2', { updatedAt: 3 }));
    expect(after.users.get('u2500')).toEqual(user('u2500'));
  });

  it('ignores a rewrite that a crash cut short', async () => {
    const open = await reopen();
    open.users.put(user('one'));
    await open.close();
    writeFileSync(`${journal()}.new`, '["users","one"]\n');
    expect([...(await reopen()).users.values()]).toEqual([user('one')]);
    expect(existsSync(`${journal()}.new`)).toBe(false);
  });
});

describe('what piles up', () => {
  const message = (id: string): MessageRecord => ({
    id,
    at: 0,
    poolId: pool.id,
    username: 'ada',
    to: 'ada@example.com',
    medium: 'EMAIL',
    kind: 'SignUp',
    body: '',
  });

  it('is 10,000 messages, the newest', async () => {
    const memory = await openStore('memory');
    for (let index = 0; index < 10_005; index++) memory.messages.put(message(String(index)));
    expect([memory.messages.size, memory.messages.values().next().value?.id]).toEqual([10_000, '5']);
  });

  it('is dropped an hour after its end', async () => {
    const hour = 3_600_000;
    const memory = await openStore('memory');
    const poolId = pool.id;
    for (const expiresAt of [1000, 2000]) {
      const id = String(expiresAt);
      const of = { id, poolId, clientId: 'c', expiresAt };
      memory.sessions.put({ ...of, username: 'a', api: 'public', challenge: 'x', state: {}, progress: {} });
      memory.codes.put({ ...of, purpose: 'sign-up', delivery: {}, destination: '', wrongAttempts: 0 });
      memory.grants.put({
        ...of,
        sub: 's',
        authTime: 0,
        eventId: 'e',
        scope: '',
        refreshDigest: id,
        rotated: [],
        refreshExpiresAt: expiresAt,
        createdAt: 0,
      });
      memory.attempts.put({ id, at: [0, expiresAt] });
    }
    const { sessions, codes, grants, attempts } = memory;
    const left = () =>
      [sessions, codes, grants, attempts].map((collection) => [...collection.values()].map(({ id }) => id));
    memory.sweep(1500 + hour);
    expect(left()).toEqual([['2000'], ['2000'], ['1000', '2000'], ['2000']]);
    // An access token made just before its refresh token ended lives for up to a day.
    memory.sweep(1500 + 25 * hour);
    expect(left()).toEqual([[], [], ['2000'], []]);
  });
});
