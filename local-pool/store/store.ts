import type { DeviceRecord } from '../devices/device-record';
import type { AuthEventRecord } from '../events/event-record';
import type { DomainRecord, IdentityProviderRecord, ResourceServerRecord } from '../federation/records';
import type { HostedRecord } from '../hosted/records';
import type { ImportJobRecord, ImportLogRecord } from '../imports/import-job-record';
import type { PasskeyRecord } from '../passkeys/passkey-record';
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
import type { Uploads } from './uploads';

/** Where a record stands in an index that is read in the order of its values. */
export interface Position {
  readonly value: string;
  readonly key: string;
}

export interface Positioned<T> {
  readonly record: T;
  readonly position: Position;
}

/** Records of one kind by their key. All of it is in memory; changes go to the journal before an answer leaves. */
export interface Collection<T> {
  get(key: string): T | undefined;
  /** Inserts or replaces. Synchronous, so that "look, decide, put" without an await between is atomic. */
  put(record: T): void;
  delete(key: string): void;
  values(): IterableIterator<T>;
  readonly size: number;
  /** All records whose index value equals `value`, e.g. `users.by('poolUsername', …)`; the names are the collection's own. */
  by(index: string, value: string): readonly T[];
  /** How many records have this index value. Flat cost. */
  count(index: string, value: string): number;
  /**
   * Up to `limit` records with this index value in the order of their keys, beginning after the key `after`. The cost does not
   * grow with the number of records, so that a page of a pool of 100,000 users is as quick as one of ten.
   */
  page(index: string, value: string, after: string | undefined, limit: number): readonly T[];
  /**
   * Up to `limit` records with an index value that begins with `prefix`, in the order of value and key, beginning after `after`. The
   * first such search of a group of values (those alike up to `=`) sorts it; from then on the cost is that of the page.
   */
  pageStartingWith(
    index: string,
    prefix: string,
    after: Position | undefined,
    limit: number,
  ): readonly Positioned<T>[];
}

/** The whole state of the emulator, all pools together. */
export interface Store {
  readonly pools: Collection<PoolRecord>;
  /** Index `pool`. */
  readonly clients: Collection<ClientRecord>;
  /**
   * Indexes: `pool`; `name` = `<poolId>/<every name that signs this user in or is looked up>` (user name, sub, active aliases,
   * user-name attributes, folded to lower case in case-insensitive pools); `group` = `<poolId>/<group>`; `attribute` =
   * `<poolId>/<name>=<value in lower case>` for the user name and the attributes ListUsers can search; `identity` = external identities
   * (federation/identities.ts).
   */
  readonly users: Collection<UserRecord>;
  /** Index `pool`. */
  readonly groups: Collection<GroupRecord>;
  /** Index `pool`. */
  readonly codes: Collection<CodeRecord>;
  /** Index `pool`. */
  readonly sessions: Collection<SessionRecord>;
  /** Indexes `pool`, `user` (sub) and `refresh` (digest of the token in force and of each rotated one). */
  readonly grants: Collection<GrantRecord>;
  /** Index `pool`. */
  readonly keys: Collection<KeyRecord>;
  /** Index `pool`. Holds the newest 10,000: the oldest go when more arrive. */
  readonly messages: Collection<MessageRecord>;
  readonly attempts: Collection<AttemptRecord>;
  /** Indexes `pool` and `user`. */
  readonly devices: Collection<DeviceRecord>;
  /** Indexes `pool`, `user` and `credential` (`<poolId>/<credential id>`). */
  readonly passkeys: Collection<PasskeyRecord>;
  /** Index `pool`. */
  readonly importJobs: Collection<ImportJobRecord>;
  /** Indexes `pool` and `job`. */
  readonly importLogs: Collection<ImportLogRecord>;
  /** Indexes `pool` and `user`. Holds the newest 100,000. */
  readonly events: Collection<AuthEventRecord>;
  /** Index `pool`. */
  readonly identityProviders: Collection<IdentityProviderRecord>;
  /** Index `pool`. */
  readonly resourceServers: Collection<ResourceServerRecord>;
  /** Index `pool`. */
  readonly domains: Collection<DomainRecord>;
  /** Index `pool`. Ended ones are swept. */
  readonly hosted: Collection<HostedRecord>;
  /** The files of imports. */
  readonly uploads: Uploads;
  /** Resolves when everything put or deleted so far has reached the file (at once for a store in memory). */
  flushed(): Promise<void>;
  /** Drops what no answer can depend on any more at `now` (ms): sessions, codes, grants, events and attempts long past their end. */
  sweep(now: number): void;
  close(): Promise<void>;
}
