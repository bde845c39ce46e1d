import { randomUUID } from 'node:crypto';
import { sha256 } from '../auth/srp-group';
import type { Caller, PoolContext } from '../operation';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { openGrant, revokeGrant } from '../tokens/grants';
import { digestOf } from '../tokens/refresh-token';
import type { AuthorizeRequest } from './authorize-request';
import type { BrowserSession } from './browser-session';
import { OAuthError } from './oauth-error';
import type { HostedRecord } from './records';

/** How long a code may be on its way, in ms. */
const life = 5 * 60 * 1000;

/** What a code stands for. */
interface CodeState {
  readonly session: Omit<BrowserSession, 'user'>;
  readonly clientId: string;
  readonly sub: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly nonce?: string;
  readonly codeChallenge?: string;
  /** When the code was made, ms. */
  readonly issuedAt: number;
  /** The tokens' family, once it was redeemed. */
  readonly grantId?: string;
}

/** What a client shows along with a code. */
export interface CodeRedemption {
  readonly code: string;
  readonly redirectUri: string | undefined;
  readonly codeVerifier: string | undefined;
  /** Where the code comes back from. */
  readonly caller: Caller;
}

/** A redeemed code: the new family of tokens. */
export type Redeemed = ReturnType<typeof openGrant> & { readonly nonce: string | undefined };

/** Makes the code that a client exchanges for a user's tokens: good for five minutes and one try. */
export function issueAuthorizationCode(
  context: PoolContext,
  request: AuthorizeRequest,
  { user, ...session }: BrowserSession,
): string {
  // The form of Cognito's codes, and 122 random bits.
  const code = randomUUID();
  const { pool, client, redirectUri, scope, nonce, codeChallenge } = request;
  const now = context.clock.now();
  const state: CodeState = {
    session,
    clientId: client.id,
    sub: user.sub,
    redirectUri,
    scope,
    ...(nonce === undefined ? {} : { nonce }),
    ...(codeChallenge === undefined ? {} : { codeChallenge }),
    // Later than any sign-out so far, so that a code of the same millisecond is not taken for an older one.
    issuedAt: Math.max(now, (user.tokensRevokedAt ?? 0) + 1),
  };
  putCode(context, { id: codeId(code), poolId: pool.id, kind: 'code', expiresAt: now + life }, state);
  return code;
}

/**
 * Exchanges a code. Synchronous, so that of two calls in a race one gets tokens and the other revokes them.
 *
 * @throws OAuthError invalid_grant. A code that comes a second time has been copied: what the first one got is revoked (RFC 6749,
 *   section 4.1.2). One that comes with the wrong verifier or address is used up
 */
export function redeemCode(
  context: PoolContext,
  pool: PoolRecord,
  client: ClientRecord,
  redemption: CodeRedemption,
): Redeemed {
  const record = context.store.hosted.get(codeId(redemption.code));
  const state = record?.state as CodeState | undefined;
  if (!record || state?.clientId !== client.id) throw invalidGrant();
  if (record.usedAt !== undefined) {
    const grant = context.store.grants.get(state.grantId ?? '');
    if (grant) revokeGrant(context, grant);
    throw invalidGrant();
  }
  if (record.expiresAt <= context.clock.now()) throw invalidGrant();
  const user = userOf(context, state);
  if (!user || redemption.redirectUri !== state.redirectUri || !isVerified(state, redemption.codeVerifier)) {
    useCode(context, record, state);
    throw invalidGrant();
  }
  const { scope, session } = state;
  const { caller } = redemption;
  const opened = openGrant(context, {
    ...{ ...session, pool, client, user, scope, caller },
    hostedSince: session.since,
  });
  useCode(context, record, { ...state, grantId: opened.grant.id });
  return { ...opened, nonce: state.nonce };
}

/** Undefined for somebody who was deleted or disabled, or signed out everywhere since. */
function userOf(context: PoolContext, { sub, issuedAt }: CodeState): UserRecord | undefined {
  const user = context.store.users.get(sub);
  return user?.enabled && (user.tokensRevokedAt ?? -1) < issuedAt ? user : undefined;
}

/** A verifier for a code that was asked for without a challenge is refused, too (RFC 9700, section 2.1.1). */
function isVerified({ codeChallenge }: CodeState, verifier: string | undefined): boolean {
  if (codeChallenge === undefined || verifier === undefined) return codeChallenge === verifier;
  return sha256(verifier).toString('base64url') === codeChallenge;
}

function useCode(context: PoolContext, record: HostedRecord, state: CodeState): void {
  putCode(context, { ...record, usedAt: context.clock.now() }, state);
}

function putCode(context: PoolContext, record: Omit<HostedRecord, 'state'>, state: CodeState): void {
  context.store.hosted.put({ ...record, state: { ...state } });
}

function codeId(code: string): string {
  return `code/${digestOf(code)}`;
}

function invalidGrant(): OAuthError {
  return new OAuthError('invalid_grant');
}
