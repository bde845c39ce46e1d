import type { IdentityProviderTypeType } from '@aws-sdk/client-cognito-identity-provider';
import type { ProviderClaims } from '../federation/mapping';
import { subjectClaim } from '../federation/providers';
import type { IdentityProviderRecord } from '../federation/records';
import { federatedSignIn } from '../federation/sign-in';
import { markup } from '../http/markup';
import { pageAnswer } from './answers';
import { withAuthorizeRequest } from './authorize';
import type { AuthorizeRequest } from './authorize-request';
import { asRedirect, completeSignIn } from './complete';
import { checkCsrf, csrfToken } from './csrf';
import { objectIn } from './json-object';
import { RedirectError } from './oauth-error';
import { button, field, form, page, type Message } from './pages/page';
import type { HostedHandler, HostedRequest } from './request';

/** Where SAML's usual attributes are found. */
const samlClaims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';

/** `GET /provider`: stands for an external provider's own sign-in page, and asks who it shall say that you are. */
export const showProvider: HostedHandler = ({ context }, request) =>
  withAuthorizeRequest(context, request, (asked) => providerAnswer(request, asked));

/**
 * `POST /oauth2/idpresponse`: what comes back from the provider. Refusals are told to the application, as on AWS.
 *
 * @throws PageError
 */
export const providerResponse: HostedHandler = ({ context }, request) =>
  withAuthorizeRequest(context, request, async (asked) => {
    checkCsrf(request);
    const provider = requireProvider(asked);
    const { pool, client } = asked;
    if (request.form.has('cancel'))
      throw new RedirectError('access_denied', 'The user cancelled the sign-in');
    const claims = claimsIn(provider, request.form);
    if (!claims) {
      return providerAnswer(request, asked, {
        kind: 'bad',
        text: 'Further claims must be a JSON object, and the subject must not be empty.',
      });
    }
    const signIn = { pool, client, provider, claims, caller: request.caller };
    const user = await asRedirect(() => federatedSignIn(context, signIn));
    return completeSignIn(context, asked, { user, provider: provider.name });
  });

function providerAnswer(request: HostedRequest, asked: AuthorizeRequest, message?: Message) {
  const { name, settings } = requireProvider(asked);
  const { value, cookie } = csrfToken(request);
  const fields = request.form;
  const target = { action: `/oauth2/idpresponse?${asked.query.toString()}`, csrf: value };
  const shown = page(
    `Sign in with ${name}`,
    markup`<p>
      This page stands in for the real provider (${settings.ProviderType}). Say who it should report.
    </p>`,
    message ? markup`<p class="message bad" role="alert">${message.text}</p>` : markup``,
    form(
      target,
      field({
        name: 'subject',
        label: 'Subject',
        autocomplete: 'off',
        value: fields.get('subject') ?? '',
        hint: `The provider's own id of the account, its claim "${subjectClaim(typeOf(settings.ProviderType))}".`,
      }),
      field({
        name: 'email',
        label: 'E-mail address',
        type: 'email',
        autocomplete: 'email',
        value: fields.get('email') ?? asked.loginHint ?? '',
        optional: true,
      }),
      field({
        name: 'name',
        label: 'Name',
        autocomplete: 'name',
        value: fields.get('name') ?? '',
        optional: true,
      }),
      markup`<div class="field">
        <label for="claims">Further claims</label>
        <textarea id="claims" name="claims" spellcheck="false" aria-describedby="claims-hint">
${fields.get('claims') ?? ''}</textarea>
        <p class="hint" id="claims-hint">Optional: a JSON object, such as {"email_verified": true}</p>
      </div>`,
      button('Sign in'),
    ),
    form(
      { ...target, hidden: { cancel: 'yes' } },
      markup`<button type="submit" class="other">Cancel</button>`,
    ),
  );
  return pageAnswer(message ? 400 : 200, shown, cookie);
}

function requireProvider({ provider }: AuthorizeRequest): IdentityProviderRecord {
  if (typeof provider === 'object') return provider;
  throw new RedirectError('invalid_request', 'Login option is not available. Please try another one');
}

/** @returns undefined for a form that makes no answer of a provider */
function claimsIn(provider: IdentityProviderRecord, fields: URLSearchParams): ProviderClaims | undefined {
  const further = furtherClaims(fields.get('claims') ?? '');
  const subject = (fields.get('subject') ?? '').trim();
  if (!further || subject === '') return undefined;
  const type = typeOf(provider.settings.ProviderType);
  const usual = ['email', 'name'].flatMap((name): [string, string][] => {
    const value = (fields.get(name) ?? '').trim();
    const samlName = `${samlClaims}${name === 'email' ? 'emailaddress' : name}`;
    if (value === '') return [];
    return type === 'SAML'
      ? [
          [name, value],
          [samlName, value],
        ]
      : [[name, value]];
  });
  return { ...Object.fromEntries(usual), ...further, [subjectClaim(type)]: subject };
}

/** Values that are no text become JSON, as Cognito makes text of them. */
function furtherClaims(text: string): ProviderClaims | undefined {
  const value = objectIn(text.trim() === '' ? '{}' : text);
  const entries = Object.entries(value ?? {}).map(([name, claim]): [string, string] => [
    name,
    typeof claim === 'string' ? claim : JSON.stringify(claim),
  ]);
  return value && Object.fromEntries(entries);
}

function typeOf(type: IdentityProviderTypeType | undefined): IdentityProviderTypeType {
  return type ?? 'OIDC';
}
