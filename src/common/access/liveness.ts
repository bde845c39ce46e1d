import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error';
import type { ErrorCode } from '../errors/error-table';
import type { Caller } from './caller';
import { Revocations } from './revocations';

/** Asks Cognito about a token; the part of `cognito/` that the guard needs. */
export interface LiveCheck {
  /**
   * Resolves when Cognito still takes the token.
   *
   * @throws AppError with what Cognito says, or that it does not answer
   */
  check(accessToken: string): Promise<void>;
}

/** Injection token of the LiveCheck. */
export const LIVE_CHECK = Symbol('live check');

/** What Cognito says of a token and not of its user. */
const AS_IT_IS: ReadonlySet<ErrorCode> = new Set(['unauthorized', 'insufficient_scope']);

/** Whether Cognito still takes a token that is good by itself. Nobody passes while Cognito does not answer. */
@Injectable()
export class Liveness {
  /** Questions under way, by token. */
  private readonly asking = new Map<string, Promise<void>>();

  constructor(
    @Inject(LIVE_CHECK) private readonly cognito: LiveCheck,
    private readonly revocations: Revocations,
  ) {}

  /**
   * Asks Cognito.
   *
   * @throws AppError `token_revoked`, `unauthorized`, `insufficient_scope`; of a fault of Cognito what it means
   */
  async confirm(caller: Caller): Promise<void> {
    try {
      await this.cognito.check(caller.accessToken);
    } catch (error) {
      if (!(error instanceof AppError) || AS_IT_IS.has(error.code) || error.status >= 500) throw error;
      // Nobody need ask again. What else Cognito says against the user, the next sign-in will say as well.
      if (error.code === 'token_revoked')
        await this.revocations.revokeSession(caller.originJti ?? caller.jti);
      throw new AppError('token_revoked', { cause: error });
    }
  }

  /**
   * Asks Cognito about a token in doubt, once for each sign-in.
   *
   * @throws AppError `token_revoked`; of a fault of Cognito what it means
   */
  async resolve(caller: Caller): Promise<void> {
    const key = caller.jti;
    const question = this.asking.get(key) ?? this.ask(key, caller);
    await question;
  }

  private ask(key: string, caller: Caller): Promise<void> {
    const question = this.confirm(caller)
      .then(() => {
        this.revocations.clear(caller);
      })
      .catch((error: unknown) => {
        // Without the scope Cognito does not say whether the sign-in goes on: a new token will.
        const refused = error instanceof AppError && error.status < 500;
        throw refused ? new AppError('token_revoked', { cause: error }) : error;
      })
      .finally(() => this.asking.delete(key));
    this.asking.set(key, question);
    return question;
  }
}
