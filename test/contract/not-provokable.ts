import type { ErrorCode } from '../../src/common/errors/error-table';

/** Documented failures that no request can provoke here, by route and code, with the reason and the test that has them. */
export const notProvokable: Readonly<Record<string, Readonly<Partial<Record<ErrorCode, string>>>>> = {};

/** The same of failures that come before any route. */
export const notProvokableBeforeRoutes: Readonly<Partial<Record<ErrorCode, string>>> = {
  request_timeout: 'takes five seconds of waiting; src/common/http has it',
};
