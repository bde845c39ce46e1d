import { localProvider, offersLocalUsers, providersOf } from '../federation/providers';
import type { IdentityProviderRecord } from '../federation/records';
import type { Answer } from '../http/answer';
import type { PoolContext } from '../operation';
import { redirectAnswer } from './answers';
import { answerLocation, applicationOf, authorizeRequest, type AuthorizeRequest } from './authorize-request';
import { browserSession, type BrowserSession } from './browser-session';
import { complete } from './complete';
import { PageError, RedirectError } from './oauth-error';
import type { HostedHandler, HostedRequest } from './request';

/**
 * `GET /oauth2/authorize`: grants at once when the browser is signed in, and sends it on to a page to sign in otherwise.
 *
 * @throws PageError
 */
export const authorize: HostedHandler = ({ context }, request) =>
  withAuthorizeRequest(context, request, (asked) => {
    const session = sessionFor(context, asked, request);
    if (session) return complete(context, asked, session);
    if (asked.prompt === 'none') throw new RedirectError('login_required');
    const provider = onlyProvider(context, asked);
    return redirectAnswer(
      provider ? providerPath(provider, asked.query) : `/login?${asked.query.toString()}`,
    );
  });

/**
 * Answers a request that carries the parameters of an authorization request. What is wrong with them is told to the application,
 * once it is certain which one that is.
 *
 * @throws PageError before that
 */
export async function withAuthorizeRequest(
  context: PoolContext,
  { query }: HostedRequest,
  act: (asked: AuthorizeRequest) => Answer | Promise<Answer>,
): Promise<Answer> {
  const application = applicationOf(context, query);
  try {
    return await act(authorizeRequest(context, application));
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error;
    const { error: code, description } = error;
    return redirectAnswer(answerLocation(application, { error: code, error_description: description }));
  }
}

/** The address of the page that pretends to be a provider. */
export function providerPath({ name }: IdentityProviderRecord, query: URLSearchParams): string {
  const parameters = new URLSearchParams(query);
  parameters.delete('idp_identifier');
  parameters.set('identity_provider', name);
  return `/provider?${parameters.toString()}`;
}

/** The browser's session, unless somebody is to sign in again or comes from another provider than the one asked for. */
function sessionFor(
  context: PoolContext,
  asked: AuthorizeRequest,
  request: HostedRequest,
): BrowserSession | undefined {
  const again = ['login', 'select_account'].some((value) => asked.prompt?.split(' ').includes(value));
  const session = again ? undefined : browserSession(context, asked.client, request);
  const wanted = typeof asked.provider === 'object' ? asked.provider.name : asked.provider;
  return wanted === undefined || wanted === session?.provider ? session : undefined;
}

/** The provider that was asked for, or the one there is when there is no choice. */
function onlyProvider(context: PoolContext, asked: AuthorizeRequest): IdentityProviderRecord | undefined {
  if (typeof asked.provider === 'object') return asked.provider;
  const local = asked.provider === localProvider || offersLocalUsers(asked.client);
  const providers = providersOf(context, asked.client);
  if (!local && providers.length === 0) throw new PageError('unavailable', asked.client.id);
  return !local && providers.length === 1 ? providers[0] : undefined;
}
