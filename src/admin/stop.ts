import { AppError } from '../common/errors/app-error';
import { appErrorOf } from '../common/errors/problem';

/** Ends something that takes long: when the caller goes, when the service stops, or for another reason, whichever comes first. */
export class Stop {
  private readonly controller = new AbortController();
  private why: AppError | undefined;
  private readonly gone = (): void => {
    this.because(new AppError('request_timeout'));
  };
  private readonly stopping = (): void => {
    this.because(
      new AppError('not_ready', { detail: 'The service is stopping. Another instance can go on.' }),
    );
  };

  constructor(
    private readonly exchange: AbortSignal,
    private readonly service: AbortSignal,
  ) {
    if (service.aborted) this.stopping();
    if (exchange.aborted) this.gone();
    exchange.addEventListener('abort', this.gone);
    service.addEventListener('abort', this.stopping);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get reason(): AppError | undefined {
    return this.why;
  }

  because(error: unknown): void {
    this.why ??= appErrorOf(error);
    this.controller.abort();
  }

  /** The service outlives the run, and must not keep it. */
  over(): void {
    this.exchange.removeEventListener('abort', this.gone);
    this.service.removeEventListener('abort', this.stopping);
  }
}
