import type { Answer } from '../http/answer';
import { PoolError } from '../pool-error';
import { openGrant } from '../tokens/grants';
import { issueTokens } from '../tokens/issue';
import type { PoolContext } from '../operation';
import { redirectAnswer } from './answers';
import { issueAuthorizationCode } from './authorization-codes';
import { answerLocation, type AuthorizeRequest } from './authorize-request';
import { openBrowserSession, type BrowserSession } from './browser-session';
import { RedirectError } from './oauth-error';

/** Grants an authorization request to somebody who has just signed in, and remembers him in his browser. */
export function completeSignIn(
  context: PoolContext,
  request: AuthorizeRequest,
  who: Omit<BrowserSession, 'since'>,
): Promise<Answer> {
  const session: BrowserSession = { ...who, since: context.clock.seconds() };
  return complete(context, request, session, openBrowserSession(context, request.pool, session));
}

/**
 * Grants an authorization request: sends the browser back to the application with a code, or with tokens in the implicit flow.
 *
 * @param cookie a Set-Cookie header
 * @throws RedirectError for a trigger that refuses the tokens
 */
export async function complete(
  context: PoolContext,
  request: AuthorizeRequest,
  session: BrowserSession,
  cookie?: string,
): Promise<Answer> {
  if (request.responseType === 'code') {
    const code = issueAuthorizationCode(context, request, session);
    return redirectAnswer(answerLocation(request, { code }), cookie);
  }
  const { pool, client, scope, nonce } = request;
  // No refresh token comes of it: that of the grant is given to nobody.
  const opened = openGrant(context, { ...session, pool, client, scope, hostedSince: session.since });
  const tokens = await asRedirect(() =>
    issueTokens(context, opened, { reason: 'HostedAuth', nonce, clientMetadata: {} }),
  );
  const parameters = {
    id_token: tokens.IdToken,
    access_token: tokens.AccessToken,
    expires_in: tokens.ExpiresIn,
    token_type: 'Bearer',
  };
  return redirectAnswer(answerLocation(request, parameters), cookie);
}

/** Tells the application about a refusal of the pool, as Cognito does: invalid_request, with the exception's words. */
export async function asRedirect<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof PoolError) throw new RedirectError('invalid_request', error.message);
    throw error;
  }
}
