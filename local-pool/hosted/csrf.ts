import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '../auth/srp-group';
import { PageError } from './oauth-error';
import type { HostedRequest } from './request';

/** Cookie and field are called as in Cognito, since scripts that fill in its pages look for them. */
const cookieName = 'XSRF-TOKEN';
export const csrfField = '_csrf';
/** Applications on other ports of this host share its cookies, and some call one of their own like that. */
const ours = /^[\w-]{43}$/u;

/** The token for a page's forms, with the Set-Cookie header that has to go with it. */
export interface CsrfToken {
  readonly value: string;
  readonly cookie: string;
}

/** The browser's token, or a new one. Several pages may be open at a time. */
export function csrfToken({ cookies }: HostedRequest): CsrfToken {
  const known = cookies.get(cookieName) ?? '';
  const value = ours.test(known) ? known : randomBytes(32).toString('base64url');
  return { value, cookie: `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Lax` };
}

/**
 * Makes sure that a form was filled in on one of these pages: another site can make a browser send one, but can neither read the
 * cookie nor say that it is this origin.
 *
 * @throws PageError
 */
export function checkCsrf({ cookies, form, headers }: HostedRequest): void {
  const { origin, host } = headers;
  const expected = cookies.get(cookieName);
  const given = form.get(csrfField);
  const here = origin === undefined || origin === `http://${host ?? ''}`;
  const same = expected && given && timingSafeEqual(sha256(expected), sha256(given));
  if (!here || !same) throw new PageError('csrf');
}
