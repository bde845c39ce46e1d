import { offersLocalUsers } from '../federation/providers';
import type { Answer } from '../http/answer';
import type { Markup } from '../http/markup';
import { PoolError } from '../pool-error';
import { secretHashOf } from '../auth/secret-hash';
import { pageAnswer } from './answers';
import { withAuthorizeRequest } from './authorize';
import type { AuthorizeRequest } from './authorize-request';
import { checkCsrf, csrfToken } from './csrf';
import { userNameLabel, type LoginStep } from './login-page';
import { RedirectError } from './oauth-error';
import { callOperation } from './operations';
import { field, form, links, messageBox, page, type Message } from './pages/page';
import { parameter, type HostedHandler } from './request';

/** A page with one form about an account, which is answered by an operation of the API. */
export interface AccountPage {
  readonly title: string;
  readonly path: string;
  readonly content: readonly Markup[];
  readonly message?: Message | undefined;
  readonly links?: readonly (readonly [text: string, href: string])[];
  /** Who it is about, when that is known. */
  readonly username?: string | undefined;
}

/** A handler for GET, which shows the page. */
export function showing(show: (step: LoginStep) => Answer): HostedHandler {
  return (parts, request) =>
    withAuthorizeRequest(parts.context, request, (asked) => {
      requireLocalUsers(asked);
      return show({ parts, request, asked });
    });
}

/**
 * A handler for POST.
 *
 * @param act takes the form
 * @param again shows the page once more, with what the pool had against it
 */
export function taking(
  act: (step: LoginStep) => Promise<Answer>,
  again: (step: LoginStep, message: Message) => Answer,
): HostedHandler {
  return (parts, request) =>
    withAuthorizeRequest(parts.context, request, async (asked) => {
      checkCsrf(request);
      requireLocalUsers(asked);
      const step: LoginStep = { parts, request, asked };
      try {
        return await act(step);
      } catch (error) {
        if (error instanceof PoolError) return again(step, { kind: 'bad', text: error.message });
        throw error;
      }
    });
}

/** @throws RedirectError where only external providers are offered */
function requireLocalUsers({ client }: AuthorizeRequest): void {
  if (!offersLocalUsers(client)) throw new RedirectError('unauthorized_client');
}

export function accountAnswer({ request, asked }: LoginStep, of: AccountPage): Answer {
  const { value, cookie } = csrfToken(request);
  const query = asked.query.toString();
  const hidden = of.username === undefined ? {} : { username: of.username };
  const shown = page(
    of.title,
    messageBox(of.message),
    form({ action: `${of.path}?${query}`, csrf: value, hidden }, ...of.content),
    links([...(of.links ?? []), ['Back to sign-in', `/login?${query}`]]),
  );
  return pageAnswer(of.message?.kind === 'bad' ? 400 : 200, shown, cookie);
}

/** The field for the name, unless the page is about somebody in particular already. */
export function nameField({ asked }: LoginStep, username: string | undefined): readonly Markup[] {
  if (username !== undefined) return [];
  const label = userNameLabel(asked.pool);
  return [field({ name: 'username', label, autocomplete: 'username', value: asked.loginHint })];
}

/** Who a form is about. */
export function nameIn({ request }: LoginStep): string {
  return (parameter(request.form, 'username') ?? '').trim();
}

/**
 * Calls one of the operations that a client calls for somebody without a session, as the client of the request.
 *
 * @throws PoolError
 */
export function callAsClient(
  step: LoginStep,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<object> {
  const { parts, request, asked } = step;
  const Username = nameIn(step);
  return callOperation(parts, request, name, {
    ClientId: asked.client.id,
    Username,
    SecretHash: secretHashOf(asked.client, Username),
    ...input,
  });
}
