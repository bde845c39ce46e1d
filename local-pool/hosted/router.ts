import type { IncomingMessage } from 'node:http';
import { jsonAnswer, type Answer } from '../http/answer';
import { markup } from '../http/markup';
import { PoolError } from '../pool-error';
import { endpointAnswer, pageAnswer } from './answers';
import { authorize } from './authorize';
import { errorRedirect, showError } from './error-page';
import { providerResponse, showProvider } from './federation-pages';
import { login, showLogin } from './login';
import { logout } from './logout';
import { OAuthError, PageError } from './oauth-error';
import { page } from './pages/page';
import { confirmForgotPassword, forgotPassword, showForgotPassword } from './password-pages';
import { readRequest, type HostedHandler, type HostedParts } from './request';
import { revoke } from './revoke';
import { confirmUser, showConfirmUser, showSignUp, signUp } from './sign-up-pages';
import { token } from './token';
import { userInfo } from './user-info';

type Routes = Readonly<Record<string, Readonly<Record<string, HostedHandler>>>>;

/** Endpoints for programs: what goes wrong is told in JSON. */
const endpoints: Routes = {
  '/oauth2/token': { POST: token },
  '/oauth2/userInfo': { GET: userInfo, POST: userInfo },
  '/oauth2/revoke': { POST: revoke },
};

/** Pages for people. */
const pages: Routes = {
  '/oauth2/authorize': { GET: authorize },
  '/oauth2/idpresponse': { POST: providerResponse },
  '/provider': { GET: showProvider },
  '/login': { GET: showLogin, POST: login },
  '/signup': { GET: showSignUp, POST: signUp },
  '/confirmUser': { GET: showConfirmUser, POST: confirmUser },
  '/forgotPassword': { GET: showForgotPassword, POST: forgotPassword },
  '/confirmForgotPassword': { POST: confirmForgotPassword },
  '/logout': { GET: logout },
  '/error': { GET: showError },
};

/** Whether a path belongs to managed login. */
export function isHosted(path: string): boolean {
  return Object.hasOwn(endpoints, path) || Object.hasOwn(pages, path);
}

/** Answers a request to managed login. Every change it made is in the journal before. */
export async function hostedAnswer(
  parts: HostedParts,
  method: string,
  url: URL,
  request: IncomingMessage,
): Promise<Answer> {
  const path = url.pathname;
  const methods = endpoints[path] ?? pages[path] ?? {};
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!handler) return notAllowed(methods);
  try {
    const answer = await handler(parts, await readRequest(url, request));
    await parts.context.store.flushed();
    return answer;
  } catch (error) {
    await parts.context.store.flushed();
    return failure(parts, path, error);
  }
}

function failure(parts: HostedParts, path: string, error: unknown): Answer {
  if (error instanceof OAuthError) return oauthFailure(error);
  if (error instanceof PageError) return errorRedirect(error);
  // A refusal of the pool, such as that of a trigger, is the caller's to know.
  const refusal = error instanceof PoolError ? error : undefined;
  if (!refusal) {
    parts.log(`${path} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
  if (Object.hasOwn(endpoints, path)) {
    return refusal
      ? oauthFailure(new OAuthError('invalid_request', refusal.message))
      : oauthFailure(new OAuthError('server_error', undefined, 500));
  }
  const text = refusal?.message ?? 'Something went wrong.';
  return pageAnswer(refusal ? 400 : 500, page('Something went wrong', markup`<p role="alert">${text}</p>`));
}

function oauthFailure({ error, description, status }: OAuthError): Answer {
  return endpointAnswer(status, { error, error_description: description });
}

function notAllowed(methods: Readonly<Record<string, HostedHandler>>): Answer {
  const allow = Object.keys(methods).join(', ');
  return jsonAnswer(405, { message: `Allowed here: ${allow}.` }, { allow });
}
