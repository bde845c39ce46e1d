import { Injectable } from '@nestjs/common';
import type { Redis } from '../shared-state/redis';
import { type Sharer, SharedState } from '../shared-state/shared-state';
import { within } from '../shared-state/within';
import { CAPACITY, isRevocationKind, LIFE, type Revocation, RevocationList } from './revocation-list';

/** How long whoever revokes waits for Redis, milliseconds. After that it is told all the same, but nobody waits. */
const PATIENCE = 20;
/** Entries that are written or read at a time. */
const TOGETHER = 1000;

/**
 * Writes entries into the list that all instances share, and tells them of what is new.
 *
 * A sorted set by the moment until which an entry holds: what is older than any token goes, and when there are too many the oldest go and
 * the moment of the last of them becomes the floor.
 *
 * KEYS: list, floor. ARGV: channel, capacity, life in milliseconds, then moments and members in turn.
 */
const RECORD = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 4, #ARGV, 2 do
  if redis.call('ZADD', KEYS[1], 'GT', 'CH', ARGV[i], ARGV[i + 1]) == 1 then
    redis.call('PUBLISH', ARGV[1], ARGV[i] .. ' ' .. ARGV[i + 1])
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
redis.call('PEXPIRE', KEYS[1], 2 * ARGV[3])
local excess = redis.call('ZCARD', KEYS[1]) - ARGV[2]
if excess > 0 then
  local gone = redis.call('ZPOPMIN', KEYS[1], excess)
  local floor = gone[#gone]
  if tonumber(floor) > tonumber(redis.call('GET', KEYS[2]) or 0) then
    redis.call('SET', KEYS[2], floor, 'PX', ARGV[3])
    redis.call('PUBLISH', ARGV[1], floor .. ' floor:')
  end
end
return 1`;

/**
 * The revocations that this instance knows, in step with those of the others. A message of Redis brings what another instance writes; an
 * instance that is new, or was cut off, reads the whole list.
 */
@Injectable()
export class RevocationStore implements Sharer {
  readonly list = new RevocationList();
  private readonly listKey: string;
  private readonly floorKey: string;
  private readonly channel: string;
  private subscribed: Redis | undefined;

  constructor(private readonly state: SharedState) {
    this.listKey = `${state.prefix}revocations`;
    this.floorKey = `${state.prefix}revocations-floor`;
    this.channel = `${state.prefix}revocations`;
    state.join(this);
  }

  /** Writes an entry down: here at once, and for the others before it resolves, if Redis is quick. */
  async write(entry: Revocation): Promise<void> {
    this.list.add(entry, Date.now());
    if (!this.state.configured) return;
    const told = this.state.tell('revoke', `revoke ${memberOf(entry)}`, (redis) =>
      this.record(redis, [entry]),
    );
    await within(PATIENCE, told).catch(() => undefined);
  }

  async synchronise(redis: Redis, all: boolean): Promise<void> {
    // First the messages, then the list: what is written meanwhile comes twice rather than never.
    await this.subscribe(redis);
    await this.load(redis);
    if (all) await this.recordAll(redis);
  }

  private async subscribe(redis: Redis): Promise<void> {
    if (this.subscribed === redis) return;
    await redis.subscribe(this.channel, (message) => {
      this.receive(message);
    });
    this.subscribed = redis;
  }

  private async load(redis: Redis): Promise<void> {
    this.list.raiseFloor(Number((await redis.get(this.floorKey)) ?? 0));
    let cursor = '0';
    do {
      const page = await redis.zScan(this.listKey, cursor, { COUNT: TOGETHER });
      for (const { value, score } of page.members) this.take(value, score);
      cursor = page.cursor;
    } while (cursor !== '0');
  }

  private async recordAll(redis: Redis): Promise<void> {
    const entries = [...this.list.current(Date.now())];
    for (let i = 0; i < entries.length; i += TOGETHER)
      await this.record(redis, entries.slice(i, i + TOGETHER));
  }

  private async record(redis: Redis, entries: readonly Revocation[]): Promise<void> {
    const pairs = entries.flatMap((entry) => [String(entry.at), memberOf(entry)]);
    await redis.eval(RECORD, {
      keys: [this.listKey, this.floorKey],
      arguments: [this.channel, String(CAPACITY), String(LIFE), ...pairs],
    });
  }

  /** A message is `<moment> <kind>:<id>`; others are not ours. */
  private receive(message: string): void {
    const space = message.indexOf(' ');
    this.take(message.slice(space + 1), Number(message.slice(0, space)));
  }

  private take(member: string, at: number): void {
    const colon = member.indexOf(':');
    const kind = member.slice(0, colon);
    if (!Number.isSafeInteger(at)) return;
    if (kind === 'floor') this.list.raiseFloor(at);
    if (isRevocationKind(kind)) this.list.add({ kind, id: member.slice(colon + 1), at }, Date.now());
  }
}

const memberOf = ({ kind, id }: Revocation): string => `${kind}:${id}`;
