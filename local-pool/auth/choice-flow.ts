import type { PoolContext } from '../operation';
import { finish } from './next-step';
import { notAuthorized } from './refusals';
import { invalidSession } from './sessions';
import type { AuthOutcome, AuthStart, Progress } from './sign-in';
import { takeSignUpSession } from './sign-up-session';

/**
 * USER_AUTH with the Session of a confirmation: tokens, without a further factor and without a second one (guide "MFA": the first
 * sign-in right after sign-up). AuthParameters are ignored, as on AWS. Without a Session the flow is not built yet.
 *
 * @throws PoolError NotAuthorizedException
 */
export async function beginByChoice(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { api, pool, client, clientMetadata, caller } = start;
  const session = takeSignUpSession(context, start.session, client, 'CONFIRMED_SIGN_UP');
  const user = session?.sub === undefined ? undefined : context.store.users.get(session.sub);
  if (user?.poolId !== pool.id) throw invalidSession();
  if (user.status !== 'CONFIRMED') throw notAuthorized('Invalid session for the user, session is expired.');
  const progress: Progress = { flow: 'USER_AUTH', asked: user.username, passed: [] };
  return finish(context, { api, pool, client, clientMetadata, caller, user, known: true, progress });
}
