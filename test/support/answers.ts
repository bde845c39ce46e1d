import { type ErrorCode, errorTable } from '../../src/common/errors/error-table';
import type { Answer } from './gatehouse';

/** An ISO date with milliseconds, as all dates of the API. */
export const DATE = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** An identifier in the form of a UUID. */
export const ID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** The whole of a success: nothing may be in it that is not named here. */
export function expectData(answer: Answer, status: number, data: unknown, meta: object = {}): void {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: { data, meta: { requestId: answer.headers.get('x-request-id'), ...meta } },
  });
}

/** A success without a body. */
export function expectDone(answer: Answer): void {
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 204, body: '' });
}

/**
 * The whole of a problem document.
 *
 * @param more what this occurrence adds or words in its own way: `errors`, `detail`, `retryAfter`
 */
export function expectProblem(answer: Answer, status: number, code: ErrorCode, more: object = {}): void {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: {
      type: `/errors/${code}`,
      title: errorTable[code].title,
      status,
      code,
      detail: expect.any(String),
      instance: expect.stringMatching(/^\/v1\//),
      requestId: answer.headers.get('x-request-id'),
      ...more,
    },
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('www-authenticate') !== null).toBe(status === 401);
}

/** A `validation_failed` about one field. */
export function expectFieldFault(answer: Answer, field: string): void {
  expectProblem(answer, 400, 'validation_failed', { errors: [{ field, message: expect.any(String) }] });
}
