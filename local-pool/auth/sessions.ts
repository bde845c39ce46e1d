import { randomBytes } from 'node:crypto';
import type { PoolContext } from '../operation';
import type { SessionRecord } from '../store/records';
import { sessionLifetime } from '../tokens/lifetimes';
import { digestOf } from '../tokens/refresh-token';
import { findUser } from '../users/find-user';
import { foldName } from '../users/names';
import { phantomUser } from './phantom';
import { missingParameter, notAuthorized } from './refusals';
import { required, type AuthAnswer, type Progress, type SignIn } from './sign-in';

/** How every real Session begins once encoded: `AYABe`. */
const prefix = Buffer.from([0x01, 0x80, 0x01, 0x78]);
/** Makes a Session of 1,000 characters, as long as many a real one. */
const randomLength = 746;
/** Answers to these bring their Session as PASSWORD_CLAIM_SECRET_BLOCK. */
const verifiers: ReadonlySet<string> = new Set(['PASSWORD_VERIFIER', 'DEVICE_PASSWORD_VERIFIER']);
/** Challenges that may be answered without having been chosen first. */
const choices: ReadonlySet<string> = new Set(['PASSWORD', 'PASSWORD_SRP']);

/** What a Session is opened for. */
export type SessionHolder = Pick<SignIn, 'api' | 'pool' | 'client' | 'user' | 'known' | 'progress'>;

/**
 * Remembers a sign-in between two challenges. The clock starts anew with every challenge.
 *
 * @param state what the challenge has to remember
 * @param encoding Base64 for a Session that serves as SECRET_BLOCK, which SRP clients decode
 * @returns the opaque Session; only its digest is kept
 */
export function openSession(
  context: PoolContext,
  holder: SessionHolder,
  challenge: SessionRecord['challenge'],
  state: SessionRecord['state'],
  encoding: 'base64' | 'base64url' = 'base64url',
): string {
  const { pool, client, user, known, api, progress } = holder;
  const session = Buffer.concat([prefix, randomBytes(randomLength)]).toString(encoding);
  context.store.sessions.put({
    id: digestOf(session),
    poolId: pool.id,
    clientId: client.id,
    ...(known ? { sub: user.sub } : {}),
    username: user.username,
    api,
    challenge,
    state,
    progress: { ...progress },
    expiresAt: context.clock.now() + sessionLifetime(client),
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
  const { pool, client, api, clientMetadata, caller } = answer;
  const session = context.store.sessions.get(digestOf(sessionOf(answer)));
  // Without the binding to client and API, the Session of one sign-in could finish another one.
  const belongs =
    session?.clientId === client.id && session.api === api && isAnsweredBy(session, answer.challenge);
  if (!belongs) throw invalidSession();
  const who = whoAnswers(context, answer, session);
  checkInForce(context, session);
  const progress = session.progress as unknown as Progress;
  return { session, signIn: { api, pool, client, clientMetadata, caller, ...who, progress } };
}

/** @throws PoolError NotAuthorizedException for a Session that was answered before or has expired */
export function checkInForce(context: PoolContext, session: SessionRecord): void {
  if (session.usedAt !== undefined) {
    throw notAuthorized('Invalid session for the user, session can only be used once.');
  }
  if (session.expiresAt <= context.clock.now()) {
    throw notAuthorized('Invalid session for the user, session is expired.');
  }
}

/** A choice may be answered by the chosen challenge itself, as the examples of the API reference do. */
function isAnsweredBy({ challenge }: SessionRecord, name: AuthAnswer['challenge']): boolean {
  return name === challenge || (challenge === 'SELECT_CHALLENGE' && name !== undefined && choices.has(name));
}

/** A SECRET_BLOCK is a Session; a client that is given both has to send both. */
function sessionOf({ challenge, session, responses }: AuthAnswer): string {
  if (challenge === undefined || !verifiers.has(challenge)) {
    if (session === undefined) throw missingParameter('Session');
    return session;
  }
  const block = required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK');
  if (session !== undefined && session !== block) throw invalidSession();
  return block;
}

/** The user must be the one who began. */
function whoAnswers(
  context: PoolContext,
  { pool, responses }: AuthAnswer,
  session: SessionRecord,
): Pick<SignIn, 'user' | 'known'> {
  const name = required(responses, 'USERNAME');
  const user = findUser(context, pool, name);
  if (session.sub !== undefined) {
    if (user?.sub !== session.sub) throw invalidSession();
    return { user, known: true };
  }
  const { asked } = session.progress as unknown as Progress;
  const phantom = phantomUser(context, pool, asked);
  const names = [phantom.sub, asked].map((known) => foldName(pool, known));
  if (user || !names.includes(foldName(pool, name))) throw invalidSession();
  return { user: phantom, known: false };
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
