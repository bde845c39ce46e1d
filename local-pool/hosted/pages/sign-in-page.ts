import { markup, type Markup } from '../../http/markup';
import { button, field, form, links, messageBox, page, type Field, type Message } from './page';

/** The field that asks for a code in place of the password. */
export const codeField = 'code_by';

/** What the sign-in page offers. */
export interface SignInOptions {
  /** Path and query of the sign-in form. */
  readonly action: string;
  readonly csrf: string;
  readonly message?: Message | undefined;
  /** Whether the pool's own users can sign in. */
  readonly local: boolean;
  readonly userNameLabel: string;
  readonly username: string | undefined;
  /** First factors other than a password, by the text of their buttons. */
  readonly codes: readonly (readonly [text: string, factor: string])[];
  /** Names of external providers with the address of each. */
  readonly providers: readonly (readonly [name: string, href: string])[];
  readonly links: readonly (readonly [text: string, href: string])[];
  /** Who is signed in with this browser already. */
  readonly signedInAs: string | undefined;
}

export function signInPage(options: SignInOptions): Markup {
  return page(
    'Sign in',
    messageBox(options.message),
    continueForm(options),
    ...options.providers.map(providerLink),
    options.local && options.providers.length > 0 ? markup`<p class="or">or</p>` : markup``,
    options.local ? passwordForm(options) : markup``,
    options.local ? links(options.links) : markup``,
  );
}

function continueForm({ action, csrf, signedInAs }: SignInOptions): Markup {
  if (signedInAs === undefined) return markup``;
  return markup`<p>You are signed in as <strong>${signedInAs}</strong>.</p>
    ${form({ action, csrf, hidden: { continue: 'yes' } }, button(`Continue as ${signedInAs}`))}
    <p class="or">or as somebody else</p>`;
}

function providerLink([name, href]: readonly [string, string]): Markup {
  // A link, not a form: nothing has happened yet.
  return markup`<p><a class="provider" href="${href}">Continue with ${name}</a></p>`;
}

function passwordForm({ action, csrf, userNameLabel, username, codes }: SignInOptions): Markup {
  const name: Field = { name: 'username', label: userNameLabel, autocomplete: 'username', value: username };
  const password: Field = {
    name: 'password',
    label: 'Password',
    type: 'password',
    autocomplete: 'current-password',
  };
  const buttons = codes.map(([text, factor]) => button(text, codeField, factor));
  return form({ action, csrf }, field(name), field(password), button('Sign in'), ...buttons);
}
