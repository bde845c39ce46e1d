import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import { createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type CodeDelivery, deliveryFrom } from '../cognito/code-delivery.dto';
import { ENVIRONMENT, type Environment } from '../common/config/environment';
import { AppError, type AppErrorOptions } from '../common/errors/app-error';
import type { ErrorCode } from '../common/errors/error-table';
import { deliveryOfRequest, deliveryTo, type Reachable } from './delivery-of-request';
import { nobodyLike } from './nobody';

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

/** What Cognito says of a code from a message that is not good, depending on the account. */
const OF_CODES: readonly ErrorCode[] = [
  'code_mismatch',
  'code_expired',
  'user_not_confirmed',
  'too_many_attempts',
  'conflict',
];

/** All that is said of it. */
const NOT_GOOD =
  'The code is not the one that was sent, has expired, or was replaced by a newer one. Ask for a new one if in doubt.';

/** Whether public routes may tell who has an account (`ACCOUNT_EXISTENCE`), and how they keep it to themselves. */
@Injectable()
export class AccountExistence {
  /** True unless the operator has chosen `revealed`. */
  readonly hidden: boolean;
  private readonly secret: string | Buffer;

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.hidden = environment.ACCOUNT_EXISTENCE === 'hidden';
    this.secret = environment.SESSION_SECRET ?? environment.COGNITO_CLIENT_SECRET ?? randomBytes(32);
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
   * Runs a step that takes a code from a message as proof; a code that is not good is `code_mismatch`, whatever is wrong with it.
   *
   * Cognito says "expired" or "wrong" by whether a code was ever sent, which depends on the account, and counts guesses for accounts
   * that wait for a code and not for others. Guesses are stopped all the same, by the limits of this service.
   */
  asWrongCode<T>(step: Promise<T>): Promise<T> {
    return this.asFailure(step, 'code_mismatch', { detail: NOT_GOOD }, OF_CODES);
  }

  /**
   * Runs a step that nothing has been proved for. Where it fails in a way that would tell of an account, somebody is asked about who
   * does not exist: what Cognito simulates for them is what it simulates for every unknown name.
   *
   * @param name the name that was given
   * @param instead the same step for the name of nobody
   * @param also further codes that tell at this step
   */
  async orAsNobody<T>(
    name: string,
    step: Promise<T>,
    instead: (nobody: string) => Promise<T>,
    also: readonly ErrorCode[] = [],
  ): Promise<T> {
    try {
      return await step;
    } catch (error) {
      if (!this.tells(error, also)) throw error;
      return instead(nobodyLike(name, createHmac('sha256', this.secret).update(name).digest('hex')));
    }
  }

  /**
   * Where a sign-in code goes, as somebody may know it who has not proved anything.
   *
   * @param name the name that signs in
   * @param told what Cognito says
   */
  signInDelivery(name: string, told: CodeDelivery): CodeDelivery {
    if (!this.hidden) return told;
    const { medium, attribute } = told;
    const named = deliveryTo(name);
    return named?.attribute === attribute ? named : { medium, destination: '***', attribute };
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
