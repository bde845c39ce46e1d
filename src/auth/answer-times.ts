import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../common/config/environment';
import { AppError } from '../common/errors/app-error';
import { Metrics } from '../common/observability/metrics';

/** Two calls to Cognito in a row end within this many milliseconds nearly always, also where one of them sends a message. */
const DEFAULT = 500;

/**
 * When answers leave that must not tell by their time who has an account.
 *
 * How long Cognito takes depends on the account: a message is sent or not, a password compared or not, and an account that it refuses
 * is asked about a second time as nobody. So such answers leave at the next multiple of `HIDDEN_ANSWER_MS` after the step was begun.
 * The figure is fixed, since one that followed what was measured could be lowered by whoever asks about unknown names for a while.
 */
@Injectable()
export class AnswerTimes {
  /** Milliseconds; 0 where answers leave at once. */
  private readonly step: number;

  constructor(
    @Inject(ENVIRONMENT) { ACCOUNT_EXISTENCE, HIDDEN_ANSWER_MS = DEFAULT }: Environment,
    private readonly metrics: Metrics,
  ) {
    this.step = ACCOUNT_EXISTENCE === 'hidden' ? HIDDEN_ANSWER_MS : 0;
  }

  /**
   * Takes a step and gives what it comes to, a failure as well, when the next even time has come.
   *
   * Faults (5xx) are given at once: they say that something is broken, and deadlines are held.
   *
   * @param take begins the step
   * @param proves whether an answer is for the owner of the account only, who need not wait
   */
  async even<T>(take: () => Promise<T>, proves: (answer: T) => boolean = () => false): Promise<T> {
    if (this.step === 0) return take();
    const begun = performance.now();
    try {
      const answer = await take();
      if (!proves(answer)) await this.nextAfter(begun);
      return answer;
    } catch (error) {
      if (error instanceof AppError && error.status < 500) await this.nextAfter(begun);
      throw error;
    }
  }

  /**
   * What is done besides, and decides nothing of the answer: goes on after it where that leaves at an even time.
   *
   * @param work must not fail
   */
  async besides(work: Promise<void>): Promise<void> {
    if (this.step === 0) await work;
  }

  private async nextAfter(begun: number): Promise<void> {
    const taken = performance.now() - begun;
    if (taken > this.step) this.metrics.count('gatehouse_hidden_answers_late_total', {});
    await pause(this.step - (taken % this.step));
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
