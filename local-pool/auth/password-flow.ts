import type { PoolContext } from '../operation';
import { findUser } from '../users/find-user';
import { adoptImported } from './imported-password';
import { nextStep } from './next-step';
import { signInByPassword } from './password-check';
import { required, startedSignIn, withFirstFactor, type AuthOutcome, type AuthStart } from './sign-in';

/** First step of USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH. */
export async function beginWithPassword(context: PoolContext, start: AuthStart): Promise<AuthOutcome> {
  const { pool, client, parameters } = start;
  const username = required(parameters, 'USERNAME');
  const password = required(parameters, 'PASSWORD');
  await adoptImported(context, findUser(context, pool, username), password);
  const user = signInByPassword(context, pool, client, username, password);
  const signIn = startedSignIn(start, start.flow ?? 'USER_PASSWORD_AUTH', { user, known: true });
  return nextStep(context, withFirstFactor(signIn, 'PASSWORD'));
}
