import { AppError } from '../common/errors/app-error';
import { appErrorOf } from '../common/errors/problem';
import type { StreamedExchange } from '../common/http/streamed-exchange';

/** Ends something that takes long: when the caller goes, when the service stops, when there is no room for more, or for another reason, whichever comes first. */
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
  private readonly full = (): void => {
    this.because(new AppError('not_ready', { detail: 'One answer cannot tell more. Another can go on.' }));
  };

  constructor(
    private readonly exchange: Pick<StreamedExchange, 'signal' | 'enough'>,
    private readonly service: AbortSignal,
  ) {
    if (service.aborted) this.stopping();
    if (exchange.signal.aborted) this.gone();
    if (exchange.enough.aborted) this.full();
    exchange.signal.addEventListener('abort', this.gone);
    exchange.enough.addEventListener('abort', this.full);
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
    this.exchange.signal.removeEventListener('abort', this.gone);
    this.exchange.enough.removeEventListener('abort', this.full);
    this.service.removeEventListener('abort', this.stopping);
  }
}
