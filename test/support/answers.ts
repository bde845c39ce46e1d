import { type ErrorCode, errorTable } from '../../src/common/errors/error-table';
import type { Answer } from './gatehouse';

const UUID_FORM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const text = expect.any(String) as string;

/** An ISO date with milliseconds, as all dates of the API. */
export const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

/** An identifier in the form of a UUID. */
export const UUID = expect.stringMatching(UUID_FORM) as string;

/** `data` of a finished sign-in. */
export const SIGNED_IN = {
  status: 'SIGNED_IN',
  tokens: { accessToken: text, idToken: text, refreshToken: text, tokenType: 'Bearer', expiresIn: 3600 },
};

/** Headers that every answer has, whatever it says. */
const FIXED_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-request-id': UUID,
};

/** The whole of a success: nothing may be in it that is not named here. */
export function expectData(answer: Answer, status: number, data: unknown, meta: object = {}): void {
  expectBody(answer, status, { data, meta: { requestId: answer.headers.get('x-request-id'), ...meta } });
  expectHeaders(answer, { 'content-type': 'application/json; charset=utf-8' });
}

/** A success without a body. */
export function expectDone(answer: Answer): void {
  expectBody(answer, 204, '');
  expectHeaders(answer, {});
}

/**
 * The whole of a problem document: nothing may be in it that is not named here.
 *
 * @param more what this occurrence adds or words in its own way: `errors`, `detail`, `retryAfter`
 */
export function expectProblem(answer: Answer, status: number, code: ErrorCode, more: object = {}): void {
  expectBody(answer, status, {
    type: `/errors/${code}`,
    title: errorTable[code].title,
    status,
    code,
    detail: text,
    instance: expect.stringMatching(asDeclared(answer.path)) as string,
    requestId: answer.headers.get('x-request-id'),
    ...more,
  });
  expectHeaders(answer, { 'content-type': 'application/problem+json; charset=utf-8' });
  const challenge = answer.headers.get('www-authenticate');
  if (status === 401 || code === 'insufficient_scope') expect(challenge).toMatch(/^Bearer /);
  else expect(challenge).toBeNull();
}

/** A `validation_failed` about one field. */
export function expectFieldFault(answer: Answer, field: string): void {
  expectProblem(answer, 400, 'validation_failed', { errors: [fault(field)] });
}

/** A fault of one field, with its message left open. */
export function fault(field: string): object {
  return { field, message: text };
}

function expectBody(answer: Answer, status: number, body: unknown): void {
  expect({ status: answer.status, body: answer.body as unknown }).toEqual({ status, body });
}

function expectHeaders(answer: Answer, more: Record<string, string>): void {
  expect(Object.fromEntries(answer.headers)).toMatchObject({ ...FIXED_HEADERS, ...more });
}

/** The path as a problem document may repeat it: parts that were filled in are blanked, and those of a person always. */
function asDeclared(path: string): RegExp {
  const parts = path.split('/').map((part) => {
    const plain = part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
    return /@|%40|^(\+|%2B)?\d+$/i.test(part) ? '\\*{3}' : `(${plain}|\\*{3})`;
  });
  return new RegExp(`^(${parts.join('/')}|/\\*{3})$`);
}
