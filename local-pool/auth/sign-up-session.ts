import type { PoolContext } from '../operation';
import type { ClientRecord, PoolRecord, SessionRecord, UserRecord } from '../store/records';
import { digestOf } from '../tokens/refresh-token';
import type { ContactAttribute } from '../users/attributes';
import { canSignInByCode } from './choice/available';
import { openSession, useSession } from './sessions';
import type { Progress } from './sign-in';

/** What a Session from sign-up waits for, in the place where others have a challenge. */
type Stage = 'SIGN_UP' | 'CONFIRMED_SIGN_UP';

/** Whom a Session of a stage is for. */
interface Holder {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  readonly user: UserRecord;
}

/**
 * The Session that SignUp and ConfirmSignUp answer with, so that the person who has just proved an address is signed in without a
 * further factor (guide "Authentication flows", sign-in after confirmation; SDK InitiateAuthRequest.Session).
 *
 * @returns undefined unless the client has choice-based sign-in, which takes it
 */
export function openSignUpSession(context: PoolContext, holder: Holder, stage: Stage): string | undefined {
  if (holder.client.settings.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH') !== true) return undefined;
  const progress: Progress = { flow: 'USER_AUTH', asked: holder.user.username, passed: [] };
  return openSession(context, { api: 'public', known: true, progress, ...holder }, stage, {});
}

/**
 * Takes a Session of a stage, once.
 *
 * @returns undefined for one that is not good for this client, user or stage, that was used or that has expired
 */
export function takeSignUpSession(
  context: PoolContext,
  session: string | undefined,
  client: ClientRecord,
  stage: Stage,
): SessionRecord | undefined {
  const record = session === undefined ? undefined : context.store.sessions.get(digestOf(session));
  if (record?.clientId !== client.id || record.challenge !== stage) return undefined;
  if (record.usedAt !== undefined || record.expiresAt <= context.clock.now()) return undefined;
  useSession(context, record);
  return record;
}

/**
 * Whether a confirmation leads on to a sign-in: with the Session of the sign-up, and without one where the code alone could have
 * signed the user in (AWS's own client, aws-amplify, sends no Session here and expects one back).
 *
 * @param session one that is not good costs the sign-in, not the confirmation: the code has proved who it is
 * @param proved the attribute that the code has proved
 */
export function mayGoOnToSignIn(
  context: PoolContext,
  { pool, client, user }: Holder,
  session: string | undefined,
  proved: ContactAttribute | undefined,
): boolean {
  if (session !== undefined) return takeSignUpSession(context, session, client, 'SIGN_UP')?.sub === user.sub;
  return proved !== undefined && canSignInByCode(context, { pool, user }, proved);
}
