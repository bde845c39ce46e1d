import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import { Inject, Injectable } from '@nestjs/common';
import { type CodeDelivery, deliveryFrom } from '../cognito/code-delivery.dto';
import { ENVIRONMENT, type Environment } from '../common/config/environment';
import { AppError, type AppErrorOptions } from '../common/errors/app-error';
import type { ErrorCode } from '../common/errors/error-table';
import { deliveryOfRequest, type Reachable } from './delivery-of-request';

/**
 * The failures that would tell a stranger that an account exists, and in which state it is. A route that hides accounts answers all of
 * them alike: each flow says how.
 */
const TELLING: ReadonlySet<ErrorCode> = new Set([
  'user_not_found',
  'user_disabled',
  'password_reset_required',
  'temporary_password_expired',
  'password_cannot_be_reset',
  'user_already_confirmed',
  'username_exists',
]);

/** Whether public routes may tell who has an account (`ACCOUNT_EXISTENCE`), and how they keep it to themselves. */
@Injectable()
export class AccountExistence {
  /** True unless the operator has chosen `revealed`. */
  readonly hidden: boolean;

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.hidden = environment.ACCOUNT_EXISTENCE === 'hidden';
  }

  /**
   * Runs a step; failures that would tell of an account become one ordinary failure, with the original as its cause.
   *
   * @param also further codes that tell at this step
   */
  async asFailure<T>(
    step: Promise<T>,
    code: ErrorCode,
    options: Pick<AppErrorOptions, 'detail'> = {},
    also: readonly ErrorCode[] = [],
  ): Promise<T> {
    try {
      return await step;
    } catch (error) {
      throw this.tells(error, also) ? new AppError(code, { ...options, cause: error }) : error;
    }
  }

  /**
   * Runs a step that a stranger sees succeed whoever the account belongs to: failures that would tell of it give `undefined`.
   *
   * @param also further codes that tell at this step
   */
  async asSuccess<T>(step: Promise<T>, also: readonly ErrorCode[] = []): Promise<T | undefined> {
    try {
      return await step;
    } catch (error) {
      // Not a failure to whoever asks: the answer must be the one that an ordinary account gets.
      if (this.tells(error, also)) return undefined;
      throw error;
    }
  }

  /**
   * Where a code goes, as whoever asked may know it.
   *
   * @param details what Cognito answered; undefined when it refused and that is hidden
   */
  delivery(request: Reachable, details: CodeDeliveryDetailsType | undefined): CodeDelivery {
    return (this.hidden ? undefined : deliveryFrom(details)) ?? deliveryOfRequest(request);
  }

  private tells(error: unknown, also: readonly ErrorCode[]): boolean {
    return this.hidden && error instanceof AppError && (TELLING.has(error.code) || also.includes(error.code));
  }
}
