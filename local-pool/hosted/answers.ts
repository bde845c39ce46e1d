import { createHash } from 'node:crypto';
import { htmlAnswer, jsonAnswer, type Answer } from '../http/answer';
import type { Markup } from '../http/markup';
import { style } from './pages/style';

/** Nothing that managed login says may be kept by a browser or a proxy: codes, tokens and forms are in it. */
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };
/** Endpoints that applications in browsers call by themselves, from their own origins. */
const openToBrowsers = { 'access-control-allow-origin': '*' };

/**
 * No script, no other origin, no frame around it. There is no `form-action`: browsers apply it to where a form's answer leads as
 * well, which is the application and whatever that redirects to.
 */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  ...noStore,
  'content-security-policy': policy,
  // Not `no-referrer`: forms would then be sent without their origin, which is checked.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** @param cookie a Set-Cookie header */
export function pageAnswer(status: number, page: Markup, cookie?: string): Answer {
  const { headers, body } = htmlAnswer(status, page.text);
  return { status, headers: { ...headers, ...pageHeaders, ...withCookie(cookie) }, body };
}

/** @param cookie a Set-Cookie header */
export function redirectAnswer(location: string, cookie?: string): Answer {
  // A registered address may have letters that no header can.
  const ascii = location.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  return {
    status: 302,
    headers: { ...noStore, location: ascii, 'referrer-policy': 'no-referrer', ...withCookie(cookie) },
    body: '',
  };
}

/** JSON of an endpoint that programs call. */
export function endpointAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return jsonAnswer(status, value, { ...noStore, ...openToBrowsers, ...headers });
}

/** The path with parameters; those without a value are left out. */
export function withParameters(
  uri: string,
  parameters: Readonly<Record<string, string | number | undefined>>,
  separator: '?' | '#' = '?',
): string {
  const given = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const text = new URLSearchParams(given).toString();
  // A registered URI is used as it is, and may have parameters of its own.
  return `${uri}${uri.includes(separator) ? '&' : separator}${text}`;
}

function withCookie(cookie: string | undefined): Readonly<Record<string, string>> {
  return cookie === undefined ? {} : { 'set-cookie': cookie };
}
