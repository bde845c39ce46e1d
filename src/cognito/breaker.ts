import { AppError } from '../common/errors/app-error';
import type { Log } from '../common/observability/log';
import type { Metrics } from '../common/observability/metrics';
import { Circuit, type CircuitState } from './circuit';

/** Why a call was not sent: the cause of a failure that costs Cognito nothing. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/**
 * Faults of Cognito or of the way to it. Refusals, throttling and faults of triggers are answers: they come from a Cognito that works.
 */
const FAULTS: ReadonlySet<string> = new Set([
  'upstream_timeout',
  'upstream_unavailable',
  'upstream_invalid_response',
]);

/**
 * One operation may be ill alone, such as one whose trigger hangs: the others go on. While some of its calls are answered, each caller
 * is better off trying.
 */
const OPERATION = { share: 0.8, operations: 1 };
/** Cognito as a whole is gone when several operations fail and nothing has been answered any more. */
const ENDPOINT = { share: 1, operations: 2 };

const STATES: Readonly<Record<CircuitState, number>> = { closed: 0, half_open: 1, open: 2 };

/**
 * Keeps calls from a Cognito that is down: after some faults they fail at once, and every two seconds one of them tries. A circuit for
 * Cognito as a whole, and one for each operation.
 */
export class Breaker {
  private readonly endpoint: Circuit;
  private readonly operations = new Map<string, Circuit>();

  /**
   * @param faults that open a circuit, within ten seconds; 0 never opens one
   * @param log told when a circuit opens and closes
   * @param clock monotonic milliseconds
   */
  constructor(
    private readonly faults: number,
    private readonly metrics: Metrics,
    private readonly log: Log | undefined,
    private readonly clock: () => number = () => performance.now(),
  ) {
    this.endpoint = this.circuit(ENDPOINT, {});
    metrics.watch('gatehouse_upstream_breaker_state', {}, () => STATES[this.state]);
  }

  /**
   * Whether a call may be sent now.
   *
   * @throws AppError `upstream_unavailable` when it may not, with NotSent as its cause
   */
  admit(operation: string): void {
    const wait = Math.max(this.endpoint.wait(), this.ofOperation(operation).wait());
    if (wait === 0) return;
    const retryAfter = Math.ceil(wait / 1000);
    throw new AppError('upstream_unavailable', { retryAfter, cause: new NotSent('the circuit is open') });
  }

  /**
   * Sends a call, unless Cognito is known not to answer.
   *
   * @param call fails with an AppError only
   * @throws AppError as `admit`, and whatever `call` fails with
   */
  async run<T>(operation: string, call: () => Promise<T>): Promise<T> {
    if (this.faults === 0) return call();
    this.admit(operation);
    const own = this.ofOperation(operation);
    const [epoch, ownEpoch] = [this.endpoint.begin(), own.begin()];
    let fault = false;
    try {
      return await call();
    } catch (error) {
      fault = error instanceof AppError && FAULTS.has(error.code);
      throw error;
    } finally {
      this.endpoint.end(epoch, operation, fault);
      own.end(ownEpoch, operation, fault);
    }
  }

  /** The worst there is. */
  private get state(): CircuitState {
    const states = [this.endpoint, ...this.operations.values()].map(({ current }) => current);
    return (
      states.find((state) => state === 'open') ?? states.find((state) => state === 'half_open') ?? 'closed'
    );
  }

  private ofOperation(operation: string): Circuit {
    let circuit = this.operations.get(operation);
    if (circuit === undefined) {
      circuit = this.circuit(OPERATION, { operation });
      this.operations.set(operation, circuit);
    }
    return circuit;
  }

  /** @param which members of log lines */
  private circuit(tripping: typeof OPERATION, which: object): Circuit {
    const changed = (state: CircuitState, before: CircuitState): void => {
      this.metrics.count('gatehouse_upstream_breaker_transitions_total', { state });
      if (before === 'closed') this.log?.warn(which, 'Cognito does not answer, calls are refused');
      if (state === 'closed') this.log?.warn(which, 'Cognito answers again');
    };
    return new Circuit({ ...tripping, faults: this.faults }, changed, this.clock);
  }
}
