import { mkdirSync } from 'node:fs';
import type { DeviceRecord } from '../devices/device-record';
import { historyLife, type AuthEventRecord } from '../events/event-record';
import type { DomainRecord, IdentityProviderRecord, ResourceServerRecord } from '../federation/records';
import type { HostedRecord } from '../hosted/records';
import type { ImportJobRecord, ImportLogRecord } from '../imports/import-job-record';
import type { PasskeyRecord } from '../passkeys/passkey-record';
import { identityKeysOf } from '../federation/identities';
import { attributeKeysOf, namesOf } from '../users/names';
import { lockFolder } from './folder-lock';
import { Journal, type Change } from './journal';
import { MemoryCollection, type ChangeListener, type CollectionDefinition } from './memory-collection';
import type {
  AttemptRecord,
  ClientRecord,
  CodeRecord,
  GrantRecord,
  GroupRecord,
  KeyRecord,
  MessageRecord,
  PoolRecord,
  SessionRecord,
  UserRecord,
} from './records';
import type { Store } from './store';
import { FolderUploads, MemoryUploads, type Uploads } from './uploads';

/** Most messages the inbox keeps. */
const inboxCap = 10_000;
/** Most sign-in events that are kept. */
const eventCap = 100_000;
/** How long something expired is still told apart from something that never was, in ms. */
const afterlife = 60 * 60 * 1000;
/** How long the last access token of a refresh token can outlive it, in ms: it may be made at the last moment and live a day. */
const longestAccess = 24 * 60 * 60 * 1000;
/** Attempt windows are one hour long. */
const attemptWindow = 60 * 60 * 1000;
/** A journal below this many lines is never rewritten. */
const smallJournal = 10_000;

/**
 * Opens the pool's memory.
 *
 * @param data a folder, made when missing, which outlives the process; or `memory`
 * @param log told when the journal could not be rewritten, which loses nothing
 * @throws Error when another process uses the folder, or its journal is damaged
 */
export async function openStore(data: string, log: (line: string) => void = () => undefined): Promise<Store> {
  if (data === 'memory') return new CollectionStore(new MemoryUploads());
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(data);
  try {
    const store = new CollectionStore(new FolderUploads(data));
    await store.attach(data, unlock, log);
    return store;
  } catch (error) {
    unlock();
    throw error;
  }
}

const ofPoolAndUser = {
  pool: byPool,
  user: ({ sub }: { readonly sub: string }): readonly string[] => [sub],
};

class CollectionStore implements Store {
  private readonly all = new Map<string, MemoryCollection<unknown>>();
  private journal: Journal | undefined;
  private unlock: () => void = () => undefined;
  private log: (line: string) => void = () => undefined;
  private compaction: Promise<void> | undefined;

  readonly pools = this.collection<PoolRecord>('pools', { key: (pool) => pool.id });
  readonly clients = this.collection<ClientRecord>('clients', { key: byId, indexes: { pool: byPool } });
  readonly users = this.collection<UserRecord>('users', {
    key: (user) => user.sub,
    indexes: {
      pool: byPool,
      name: (user) => namesOf(user, this.pools.get(user.poolId)),
      group: (user) => user.groups.map((group) => `${user.poolId}/${group}`),
      attribute: attributeKeysOf,
      identity: identityKeysOf,
    },
  });
  readonly groups = this.collection<GroupRecord>('groups', { key: byId, indexes: { pool: byPool } });
  readonly codes = this.collection<CodeRecord>('codes', { key: byId, indexes: { pool: byPool } });
  readonly sessions = this.collection<SessionRecord>('sessions', { key: byId, indexes: { pool: byPool } });
  readonly grants = this.collection<GrantRecord>('grants', {
    key: byId,
    indexes: {
      pool: byPool,
      user: (grant) => [grant.sub],
      refresh: (grant) => [grant.refreshDigest, ...grant.rotated.map(({ digest }) => digest)],
    },
  });
  readonly keys = this.collection<KeyRecord>('keys', { key: byId, indexes: { pool: byPool } });
  readonly messages = this.collection<MessageRecord>('messages', {
    key: byId,
    indexes: { pool: byPool },
    cap: inboxCap,
  });
  readonly attempts = this.collection<AttemptRecord>('attempts', { key: byId });
  readonly devices = this.collection<DeviceRecord>('devices', { key: byId, indexes: ofPoolAndUser });
  readonly passkeys = this.collection<PasskeyRecord>('passkeys', {
    key: byId,
    indexes: { ...ofPoolAndUser, credential: (key) => [`${key.poolId}/${key.credentialId}`] },
  });
  readonly importJobs = this.collection<ImportJobRecord>('importJobs', {
    key: byId,
    indexes: { pool: byPool },
  });
  readonly importLogs = this.collection<ImportLogRecord>('importLogs', {
    key: byId,
    indexes: { pool: byPool, job: (log) => [log.jobId] },
  });
  readonly events = this.collection<AuthEventRecord>('events', {
    key: byId,
    indexes: ofPoolAndUser,
    cap: eventCap,
  });
  readonly identityProviders = this.collection<IdentityProviderRecord>('identityProviders', {
    key: byId,
    indexes: { pool: byPool },
  });
  readonly resourceServers = this.collection<ResourceServerRecord>('resourceServers', {
    key: byId,
    indexes: { pool: byPool },
  });
  readonly domains = this.collection<DomainRecord>('domains', { key: byId, indexes: { pool: byPool } });
  readonly hosted = this.collection<HostedRecord>('hosted', { key: byId, indexes: { pool: byPool } });

  constructor(readonly uploads: Uploads) {}

  /** Reads what the folder holds and writes every later change there. */
  async attach(folder: string, unlock: () => void, log: (line: string) => void): Promise<void> {
    this.log = log;
    const journal = await Journal.open(folder, ([name, key, record]) => {
      this.all.get(name)?.restore(key, record);
    });
    for (const collection of this.all.values()) collection.reindex();
    this.journal = journal;
    this.unlock = unlock;
    this.compactWhenWorthwhile();
  }

  async flushed(): Promise<void> {
    await this.journal?.flushed();
  }

  async close(): Promise<void> {
    try {
      await this.compaction;
      await this.journal?.close();
    } finally {
      this.journal = undefined;
      this.unlock();
    }
  }

  sweep(now: number): void {
    drop(this.sessions, byId, (session) => session.expiresAt + afterlife < now);
    drop(this.hosted, byId, (record) => record.expiresAt + afterlife < now);
    drop(this.codes, byId, (code) => code.expiresAt + afterlife < now);
    drop(this.grants, byId, (grant) => grant.refreshExpiresAt + longestAccess + afterlife < now);
    drop(this.events, byId, (event) => event.at + historyLife < now);
    drop(this.attempts, byId, ({ at }) => Math.max(0, ...at) + attemptWindow < now);
  }

  private collection<T>(name: string, definition: CollectionDefinition<T>): MemoryCollection<T> {
    const changed: ChangeListener = (key, record) => {
      if (!this.journal) return;
      this.journal.append(record === undefined ? [name, key] : [name, key, record]);
      this.compactWhenWorthwhile();
    };
    const collection = new MemoryCollection(definition, changed);
    this.all.set(name, collection as MemoryCollection<unknown>);
    return collection;
  }

  /** Rewrites the journal when more than half of it is history. */
  private compactWhenWorthwhile(): void {
    const { journal } = this;
    if (!journal || this.compaction || journal.lines < smallJournal) return;
    if (journal.lines < 2 * this.recordCount()) return;
    this.compaction = journal
      .compact(() => this.snapshot())
      .catch((error: unknown) => {
        this.log(`The journal could not be rewritten: ${String(error)}`);
      })
      .finally(() => {
        this.compaction = undefined;
      });
  }

  private recordCount(): number {
    let count = 0;
    for (const collection of this.all.values()) count += collection.size;
    return count;
  }

  private *snapshot(): Iterable<Change> {
    for (const [name, collection] of this.all) {
      for (const record of collection.values()) yield [name, collection.keyOf(record), record];
    }
  }
}

function byId(record: { readonly id: string }): string {
  return record.id;
}

function byPool(record: { readonly poolId: string }): readonly string[] {
  return [record.poolId];
}

function drop<T>(
  collection: MemoryCollection<T>,
  key: (record: T) => string,
  over: (record: T) => boolean,
): void {
  for (const record of collection.values()) if (over(record)) collection.delete(key(record));
}
