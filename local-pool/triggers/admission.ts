import { whoSignsIn } from '../auth/phantom';
import { hidesExistence } from '../auth/existence';
import type { AuthOutcome, AuthStart } from '../auth/sign-in';
import type { PoolContext } from '../operation';
import { digestOf } from '../tokens/refresh-token';
import { findUser } from '../users/find-user';
import { preAuthentication } from './authentication';
import { migrateUser } from './migration';

/** The first step of a flow. */
type Begin = (context: PoolContext, start: AuthStart) => Promise<AuthOutcome>;

/**
 * A flow's first step behind the triggers that come before a sign-in: an unknown user is brought over where there is a password in
 * clear, and everybody needs the leave to try. ClientMetadata of the first request is for these triggers alone (SDK
 * InitiateAuthRequest.ClientMetadata).
 */
export function admitted(begin: Begin): Begin {
  return async (context, start) => {
    const { pool, client, parameters, clientMetadata } = start;
    const username = parameters['USERNAME'];
    if (username !== undefined) {
      const password = clearPassword(start);
      if (password !== undefined)
        await migrateUser(context, { pool, client, clientMetadata, username, password });
      if (findUser(context, pool, username) ?? hidesExistence(client)) {
        await preAuthentication(context, { ...start, ...whoSignsIn(context, start, username) });
      }
    }
    return begin(context, { ...start, clientMetadata: {} });
  };
}

/** The same for a sign-in right after confirmation, whose Session says who it is. */
export function admittedAfterSignUp(begin: Begin): Begin {
  return async (context, start) => {
    const { users, sessions } = context.store;
    const session = start.session === undefined ? undefined : sessions.get(digestOf(start.session));
    const user = session?.clientId === start.client.id ? users.get(session.sub ?? '') : undefined;
    if (user) await preAuthentication(context, { ...start, user, known: true });
    return begin(context, { ...start, clientMetadata: {} });
  };
}

/** The password that a sign-in brings in clear, if it is going to be looked at. */
function clearPassword({ flow, parameters }: AuthStart): string | undefined {
  const chosen = flow !== 'USER_AUTH' || parameters['PREFERRED_CHALLENGE'] === 'PASSWORD';
  return chosen && flow !== 'USER_SRP_AUTH' && flow !== 'CUSTOM_AUTH' ? parameters['PASSWORD'] : undefined;
}
