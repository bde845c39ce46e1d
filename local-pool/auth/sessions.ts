import { randomBytes } from 'node:crypto';
import type { PoolContext } from '../operation';
import type { SessionRecord } from '../store/records';
import { sessionLifetime } from '../tokens/lifetimes';
import { digestOf } from '../tokens/refresh-token';
import { findUser } from '../users/find-user';
import { missingParameter, notAuthorized } from './refusals';
import { required, type AuthAnswer, type SignIn } from './sign-in';

/** How every real Session begins once encoded: `AYABe`. */
const prefix = Buffer.from([0x01, 0x80, 0x01, 0x78]);
/** Makes a Session of 1,000 characters, as long as many a real one. */
const randomLength = 746;

/**
 * Remembers a sign-in between two challenges. The clock starts anew with every challenge.
 *
 * @param state what the challenge has to remember
 * @returns the opaque Session; only its digest is kept
 */
export function openSession(
  context: PoolContext,
  signIn: SignIn,
  challenge: SessionRecord['challenge'],
  state: SessionRecord['state'],
): string {
  const session = Buffer.concat([prefix, randomBytes(randomLength)]).toString('base64url');
  context.store.sessions.put({
    id: digestOf(session),
    poolId: signIn.pool.id,
    clientId: signIn.client.id,
    sub: signIn.user.sub,
    username: signIn.user.username,
    api: signIn.api,
    challenge,
    state: { ...state, passed: signIn.passed },
    expiresAt: context.clock.now() + sessionLifetime(signIn.client),
  });
  return session;
}

/** A sign-in taken up again, with the user as he is now. */
export interface Resumed {
  readonly session: SessionRecord;
  readonly signIn: SignIn;
}

/**
 * The sign-in that an answer continues.
 *
 * @throws PoolError NotAuthorizedException with one of three texts: no such Session for this client, user, challenge and API;
 *   answered before; expired
 */
export function requireSession(context: PoolContext, answer: AuthAnswer): Resumed {
  if (answer.session === undefined) throw missingParameter('Session');
  const { pool, client, api } = answer;
  const session = context.store.sessions.get(digestOf(answer.session));
  const user = findUser(context, pool, required(answer.responses, 'USERNAME'));
  // Without the binding to client, user and API, the Session of one sign-in could finish another one.
  const belongs =
    session?.clientId === client.id && session.api === api && session.challenge === answer.challenge;
  if (!belongs || user?.sub !== session.sub || !user) throw invalidSession();
  if (session.usedAt !== undefined) {
    throw notAuthorized('Invalid session for the user, session can only be used once.');
  }
  if (session.expiresAt <= context.clock.now()) {
    throw notAuthorized('Invalid session for the user, session is expired.');
  }
  const passed = session.state['passed'] as SignIn['passed'];
  return { session, signIn: { api, pool, client, user, passed } };
}

/** A Session is answered successfully once. The record stays for a while, to tell a replay from garbage. */
export function useSession(context: PoolContext, session: SessionRecord): void {
  context.store.sessions.put({ ...session, usedAt: context.clock.now() });
}

/** A Session that no answer can save any more. */
export function dropSession(context: PoolContext, session: SessionRecord): void {
  context.store.sessions.delete(session.id);
}

export function invalidSession(): Error {
  return notAuthorized('Invalid session for the user.');
}
