import { localProvider, offersLocalUsers, providersOf } from '../federation/providers';
import type { Answer } from '../http/answer';
import type { PoolError } from '../pool-error';
import { allowedFactors } from '../pools/sign-in-policy';
import { isUsernameAttribute } from '../users/names';
import type { ClientRecord, PoolRecord } from '../store/records';
import { pageAnswer } from './answers';
import { providerPath } from './authorize';
import type { AuthorizeRequest } from './authorize-request';
import { browserSession } from './browser-session';
import { csrfToken } from './csrf';
import type { Message } from './pages/page';
import { signInPage } from './pages/sign-in-page';
import { parameter, type HostedParts, type HostedRequest } from './request';

/** What one request of the sign-in works with. */
export interface LoginStep {
  readonly parts: HostedParts;
  readonly request: HostedRequest;
  readonly asked: AuthorizeRequest;
}

/** @param refusal of the last try */
export function signInAnswer(step: LoginStep, refusal?: PoolError, message?: Message): Answer {
  const { parts, request, asked } = step;
  const { value, cookie } = csrfToken(request);
  const { client, pool } = asked;
  const query = asked.query.toString();
  const providers = asked.provider === localProvider ? [] : providersOf(parts.context, client);
  const shown = signInPage({
    action: `/login?${query}`,
    csrf: value,
    message: refusal ? { kind: 'bad', text: refusal.message } : message,
    local: offersLocalUsers(client),
    userNameLabel: userNameLabel(pool),
    username: parameter(request.form, 'username') ?? asked.loginHint,
    codes: codesOf(pool),
    providers: providers.map((provider) => [provider.name, providerPath(provider, asked.query)] as const),
    links: linksFor(pool, query, refusal),
    signedInAs: refusal ? undefined : nameSignedIn(step, client),
  });
  return pageAnswer(refusal ? 400 : 200, shown, cookie);
}

/** Codes that the pool takes in place of a password, by the text of their buttons. Passkeys would need a script. */
export function codesOf(pool: PoolRecord): readonly (readonly [text: string, factor: CodeFactor])[] {
  const allowed = allowedFactors(pool);
  return codes.filter(([, factor]) => allowed.has(factor));
}

export type CodeFactor = 'EMAIL_OTP' | 'SMS_OTP';

const codes = [
  ['Sign in with a code by e-mail', 'EMAIL_OTP'],
  ['Sign in with a code by text message', 'SMS_OTP'],
] as const;

/** By what people of this pool sign in. */
export function userNameLabel(pool: PoolRecord): string {
  const email = isUsernameAttribute(pool, 'email');
  const phone = isUsernameAttribute(pool, 'phone_number');
  if (email) return phone ? 'E-mail address or phone number' : 'E-mail address';
  return phone ? 'Phone number' : 'User name';
}

/** Somebody signs in again on purpose: he is not offered what he has. */
function nameSignedIn({ parts, request, asked }: LoginStep, client: ClientRecord): string | undefined {
  if (asked.prompt?.split(' ').includes('login')) return undefined;
  const user = browserSession(parts.context, client, request)?.user;
  return user && (user.attributes['email'] ?? user.username);
}

/** The way out of the state that a refusal tells of comes along with it. */
function linksFor(
  pool: PoolRecord,
  query: string,
  refusal: PoolError | undefined,
): readonly (readonly [string, string])[] {
  const signUp = pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true;
  return [
    ['Forgot your password?', `/forgotPassword?${query}`],
    ...(signUp ? ([['Create an account', `/signup?${query}`]] as const) : []),
    ...(refusal?.type === 'UserNotConfirmedException'
      ? ([['Confirm your account', `/confirmUser?${query}`]] as const)
      : []),
  ];
}
