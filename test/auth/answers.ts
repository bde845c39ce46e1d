import type { Answer } from '../support/gatehouse';

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Headers that every answer has, whatever it says. */
const FIXED_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

/** The whole of a success: nothing may be in it that is not named here. */
export function expectData(answer: Answer, status: number, data: unknown): void {
  const requestId = answer.headers.get('x-request-id');
  expect(requestId).toMatch(UUID);
  expect({ status: answer.status, body: answer.body as unknown }).toEqual({
    status,
    body: { data, meta: { requestId } },
  });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    ...FIXED_HEADERS,
    'content-type': 'application/json; charset=utf-8',
  });
}

/** A success without a body. */
export function expectDone(answer: Answer): void {
  expect({ status: answer.status, body: answer.body as unknown }).toEqual({ status: 204, body: '' });
  expect(Object.fromEntries(answer.headers)).toMatchObject(FIXED_HEADERS);
}

/** The whole of a problem document: nothing may be in it that is not named here. */
export function expectProblem(answer: Answer, status: number, code: string, more: object = {}): void {
  expect({ status: answer.status, body: answer.body as unknown }).toEqual({
    status,
    body: {
      type: `/errors/${code}`,
      title: expect.any(String) as string,
      status,
      code,
      detail: expect.any(String) as string,
      instance: expect.stringMatching(/^\/v1\/auth\//) as string,
      requestId: answer.headers.get('x-request-id'),
      ...more,
    },
  });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    ...FIXED_HEADERS,
    'content-type': 'application/problem+json; charset=utf-8',
    ...(status === 401 ? { 'www-authenticate': expect.stringMatching(/^Bearer /) as string } : {}),
  });
}

/** A fault of one field, with its message left open. */
export const fault = (field: string): object => ({ field, message: expect.any(String) as string });

const text = expect.any(String) as string;

/** `data` of a finished sign-in. */
export const SIGNED_IN = {
  status: 'SIGNED_IN',
  tokens: { accessToken: text, idToken: text, refreshToken: text, tokenType: 'Bearer', expiresIn: 3600 },
};
