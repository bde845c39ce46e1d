import { AppError } from '../common/errors/app-error';
import type { LabelsOf } from '../common/observability/metric-table';
import type { Metrics } from '../common/observability/metrics';
import { NotSent } from './breaker';

type Outcome = LabelsOf<'gatehouse_upstream_calls_total'>['outcome'];

/** Failures that are not answers about the request; all other codes are. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  upstream_throttled: 'throttled',
  upstream_timeout: 'timeout',
  upstream_unavailable: 'unavailable',
  upstream_invalid_response: 'invalid',
  upstream_refused: 'misconfigured',
  service_misconfigured: 'misconfigured',
  internal_error: 'failed',
};

/** Counts calls to Cognito by operation and outcome, and how long they take. */
export class CallMetrics {
  private inFlight = 0;

  /** @param watched whether the number of calls under way is shown: of one door, since two readings would overwrite each other */
  constructor(
    private readonly metrics: Metrics,
    watched = true,
  ) {
    if (!watched) return;
    metrics.watch('gatehouse_upstream_in_flight', {}, () => this.inFlight);
  }

  /** Runs one call, from the wish to the checked answer. */
  async count<T>(command: string, call: () => Promise<T>): Promise<T> {
    if (!this.metrics.on) return call();
    const operation = operationOf(command);
    const begin = performance.now();
    this.inFlight += 1;
    let outcome: Outcome = 'ok';
    try {
      return await call();
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      this.inFlight -= 1;
      const seconds = (performance.now() - begin) / 1000;
      this.metrics.count('gatehouse_upstream_calls_total', { operation, outcome });
      this.metrics.observe('gatehouse_upstream_call_duration_seconds', { operation }, seconds);
    }
  }

  /** Notes that a call is sent once more. */
  repeated(command: string): void {
    this.metrics.count('gatehouse_upstream_retries_total', { operation: operationOf(command) });
  }
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof AppError)) return 'failed';
  if (error.cause instanceof NotSent) return 'not_sent';
  return OUTCOMES[error.code] ?? 'refused';
}

/** `InitiateAuth` of `InitiateAuthCommand`. */
export const operationOf = (command: string): string => command.replace(/Command$/, '');
