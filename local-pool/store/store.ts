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
}

/** The whole state of the emulator, all pools together. */
export interface Store {
  readonly pools: Collection<PoolRecord>;
  /** Index `pool`. */
  readonly clients: Collection<ClientRecord>;
  /**
   * Indexes: `pool`; `name` = `<poolId>/<every name that signs this user in or is looked up>` (user name, sub, active aliases,
   * user-name attributes, folded to lower case in case-insensitive pools); `group` = `<poolId>/<group>`.
   */
  readonly users: Collection<UserRecord>;
  /** Index `pool`. */
  readonly groups: Collection<GroupRecord>;
  readonly codes: Collection<CodeRecord>;
  readonly sessions: Collection<SessionRecord>;
  /** Indexes `user` (sub) and `refresh` (digest of the token in force and of each rotated one). */
  readonly grants: Collection<GrantRecord>;
  /** Index `pool`. */
  readonly keys: Collection<KeyRecord>;
  readonly messages: Collection<MessageRecord>;
  readonly attempts: Collection<AttemptRecord>;
  /** Resolves when everything put or deleted so far has reached the file (at once for a store in memory). */
  flushed(): Promise<void>;
  close(): Promise<void>;
}
