import type { ErrorCode } from '../../src/common/errors/error-table';

type Reasons = Readonly<Partial<Record<ErrorCode, string>>>;

/**
 * Documented failures that no request can provoke, neither through the embedded pool nor by a planted answer of Cognito: by route and
 * code, with the reason and the test that has them. There are none.
 */
export const notProvokable: Readonly<Record<string, Reasons>> = {};
