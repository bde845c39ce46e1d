import { randomBytes } from 'node:crypto';
import type { SignedIn } from '../auth/sign-in';
import { localProvider, offersLocalUsers, providersOf } from '../federation/providers';
import type { PoolContext } from '../operation';
import type { ClientRecord, PoolRecord } from '../store/records';
import { digestOf } from '../tokens/refresh-token';
import type { HostedRecord } from './records';
import type { HostedRequest } from './request';

/** How long a browser stays signed in, in seconds; fixed on AWS, too. */
const life = 3600;

/** Somebody whose browser is signed in, and by what he has proved it. */
export interface BrowserSession extends SignedIn {
  /** `COGNITO`, or the external provider he came from. */
  readonly provider: string;
  /** When he proved who he is, epoch seconds. */
  readonly since: number;
}

type State = Omit<BrowserSession, 'user'> & { readonly sub: string };

/**
 * Remembers who signed in with this browser, for an hour.
 *
 * @returns the Set-Cookie header; its secret is new, so that nobody can have planted it
 */
export function openBrowserSession(
  context: PoolContext,
  pool: PoolRecord,
  { user, ...session }: BrowserSession,
): string {
  const secret = randomBytes(32).toString('base64url');
  const state: State = { sub: user.sub, ...session };
  context.store.hosted.put({
    id: recordId(secret),
    poolId: pool.id,
    kind: 'browser',
    state: { ...state },
    expiresAt: context.clock.now() + life * 1000,
  });
  return cookie(pool, secret, life);
}

/**
 * Who is signed in with this browser at a client's pool.
 *
 * @returns undefined for nobody, for a user who may not sign in any more, and when the client does not offer his provider
 */
export function browserSession(
  context: PoolContext,
  client: ClientRecord,
  request: HostedRequest,
): BrowserSession | undefined {
  const record = recordOf(context, client.poolId, request);
  if (!record || record.expiresAt <= context.clock.now()) return undefined;
  const { sub, ...session } = record.state as unknown as State;
  const { provider } = session;
  const user = context.store.users.get(sub);
  const local = provider === localProvider;
  const offered = local
    ? offersLocalUsers(client)
    : providersOf(context, client).some(({ name }) => name === provider);
  if (!user?.enabled || !offered || (local && user.status !== 'CONFIRMED')) return undefined;
  return { user, ...session };
}

/**
 * Signs a browser out of a pool. Tokens live on, as on AWS.
 *
 * @returns the Set-Cookie header
 */
export function closeBrowserSession(context: PoolContext, pool: PoolRecord, request: HostedRequest): string {
  const record = recordOf(context, pool.id, request);
  if (record) context.store.hosted.delete(record.id);
  return cookie(pool, '', 0);
}

function recordOf(
  context: PoolContext,
  poolId: string,
  { cookies }: HostedRequest,
): HostedRecord | undefined {
  const secret = cookies.get(cookieName(poolId));
  const record = secret === undefined ? undefined : context.store.hosted.get(recordId(secret));
  return record?.poolId === poolId ? record : undefined;
}

function recordId(secret: string): string {
  return `browser/${digestOf(secret)}`;
}

/** On AWS every pool has a domain of its own and the cookie is `cognito`; here they share one. */
function cookieName(poolId: string): string {
  return `cognito-${poolId}`;
}

/** Lax: applications of other sites send their users here by a link, and must find them signed in. */
function cookie({ id }: PoolRecord, value: string, seconds: number): string {
  return `${cookieName(id)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
}
