import type { Answer } from '../http/answer';
import { markup } from '../http/markup';
import { pageAnswer, redirectAnswer, withParameters } from './answers';
import type { PageError, PageErrorCode } from './oauth-error';
import { page } from './pages/page';
import type { HostedHandler } from './request';

/** What the page says. Nothing that comes with a request is shown: anybody can make a link to this page. */
const texts: Readonly<Record<PageErrorCode, string>> = {
  invalid_request:
    'The request is not complete: client_id and a registered redirect_uri or logout_uri are needed.',
  invalid_client: 'Client does not exist.',
  redirect_mismatch: 'The address to return to is not registered for this client.',
  csrf: 'This form was not sent from its own page, or cookies are switched off. Go back and try again.',
  unavailable: 'Login pages unavailable. Please contact an administrator.',
};

/** Sends the browser to the error page, as Cognito does. */
export function errorRedirect({ code, clientId }: PageError): Answer {
  return redirectAnswer(withParameters('/error', { error: code, client_id: clientId }));
}

/** `GET /error`. */
export const showError: HostedHandler = (_, { query }) => {
  const code = query.get('error') ?? '';
  const known = Object.hasOwn(texts, code);
  const shown = page(
    'An error was encountered with the requested page.',
    markup`<p>${known ? texts[code as PageErrorCode] : 'Something went wrong.'}</p>`,
    known ? markup`<p class="hint">${code}</p>` : markup``,
  );
  return pageAnswer(400, shown);
};
