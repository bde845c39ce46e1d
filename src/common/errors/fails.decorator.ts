import { SetMetadata } from '@nestjs/common';
import type { ErrorCode } from './error-table';

export const FAILS = 'gatehouse:fails';

/**
 * Declares which failures a route has of its own. The OpenAPI document shows them, and a policy test fails on a route without
 * this decorator. Failures that every route of a kind shares (validation, missing token, rate limit, Cognito being down) are
 * added by the document builder and need not be repeated.
 */
export const Fails = (...codes: ErrorCode[]) => SetMetadata(FAILS, codes);
