import type { RedisClientType } from '@redis/client';

/** A connection to Redis. One that is lost is thrown away, and a new one made. */
export type Redis = RedisClientType;

/** How long a connection may take to come about, with TLS and name resolution, milliseconds. */
const CONNECT_TIMEOUT = 1000;

/**
 * Makes a client for one connection: commands are never kept for later, and it does not connect again by itself, as only a connection
 * that has been brought up to date may be used.
 *
 * RESP3, so that messages of a channel arrive between answers on the same connection.
 *
 * @param url `redis[s]://[[user]:password@]host[:port][/database]`
 * @param lost called when the connection has ended by itself
 */
export async function redisClient(url: string, lost: (reason: unknown) => void): Promise<Redis> {
  // Loaded by who needs it only: without Redis, a start is quicker by its half megabyte.
  const { createClient } = await import('@redis/client');
  const client: Redis = createClient({
    url,
    RESP: 3,
    name: 'gatehouse',
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout: CONNECT_TIMEOUT, reconnectStrategy: false },
  });
  client.on('error', lost);
  return client;
}

/** Ends a connection at once, whatever state it is in. */
export function destroy(client: Redis): void {
  if (client.isOpen) client.destroy();
}

/**
 * Why Redis failed, in a word for the log: Node's code (`ECONNREFUSED`), the first word of Redis's answer (`WRONGPASS`), or the kind of
 * the error. Messages are left out, as they may quote what they are about.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^[A-Z]{3,}(?= )/.exec(error.message)?.[0] ?? error.constructor.name;
}
