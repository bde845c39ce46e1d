import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../errors/app-error';
import type { ErrorCode } from '../errors/error-table';
import type { Caller } from './caller';
import { Revocations } from './revocations';

/** Asks Cognito about a token; the part of `cognito/` that the guard needs. */
export interface LiveCheck {
  /**
   * @returns whether Cognito takes the token, or says no more of it than that it is over by Cognito's clock
   * @throws AppError with what Cognito says, or that it does not answer
   */
  check(accessToken: string): Promise<'taken' | 'expired'>;
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
   * Asks Cognito. A token that is over by Cognito's clock and not by ours passes: its end is the guard's to judge.
   *
   * @throws AppError `token_revoked`, `unauthorized`, `insufficient_scope`; of a fault of Cognito what it means
   */
  async confirm(caller: Caller): Promise<void> {
    await this.check(caller);
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

  private async check(caller: Caller): Promise<'taken' | 'expired'> {
    try {
      return await this.cognito.check(caller.accessToken);
    } catch (error) {
      if (!(error instanceof AppError) || AS_IT_IS.has(error.code) || error.status >= 500) throw error;
      // Nobody need ask again. What else Cognito says against the user, the next sign-in will say as well.
      if (error.code === 'token_revoked')
        await this.revocations.revokeSession(caller.originJti ?? caller.jti);
      throw new AppError('token_revoked', { cause: error });
    }
  }

  private ask(key: string, caller: Caller): Promise<void> {
    const question = this.check(caller)
      .then((answer) => {
        if (answer === 'expired') throw new AppError('token_revoked');
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
