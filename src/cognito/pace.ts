import type { QuotaCategory } from '../common/config/quota-categories';
import { AppError } from '../common/errors/app-error';
import type { Metrics } from '../common/observability/metrics';
import { Allowance } from './allowance';
import { NotSent } from './breaker';
import { ANSWERS, answers, categoryOf, defaultQuotas, PER_OPERATION, perOperation } from './quotas';

/** Calls a second by category, as far as they differ from Cognito's defaults. */
export type Quotas = Readonly<Partial<Record<QuotaCategory, number>>>;

/** Whether Cognito refused a call for its number, without looking at it: it may be sent again, whatever it does. */
export const isThrottled = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'upstream_throttled';

interface Waiting {
  readonly since: number;
  readonly go: () => void;
  readonly fail: (error: Error) => void;
}

/** Calls under the same allowances, first come first served. */
interface Line {
  readonly category: QuotaCategory;
  readonly allowances: readonly Allowance[];
  readonly waiting: Waiting[];
  timer: NodeJS.Timeout | undefined;
}

/** Milliseconds that a bulk call waits for its turn, at most. */
const PATIENCE = 60_000;

/**
 * Shares Cognito's request quotas between people and bulk runs: interactive calls are sent at once, bulk calls get what they leave.
 */
export class Pace {
  private readonly allowances = new Map<string, Allowance>();
  private readonly lines = new Map<string, Line>();
  /** Inputs of bulk calls: options of a call would switch the SDK's cached middleware off. */
  private readonly bulk = new WeakSet();
  /** Of these, those whose turn has come, until they are sent. */
  private readonly turns = new WeakSet();
  /** What ends each pause. */
  private readonly pauses = new Set<() => void>();
  private stopped = false;

  /**
   * @param quotas calls a second where they differ from the defaults
   * @param share what this instance may use of them, 0 to 1
   * @param clock monotonic milliseconds
   */
  constructor(
    private readonly quotas: Quotas,
    private readonly share: number,
    private readonly metrics: Metrics,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Whether the service stops: nobody waits any longer. */
  get closed(): boolean {
    return this.stopped;
  }

  /** Says that calls with this very input are for nobody who waits. */
  markBulk(input: object): void {
    this.bulk.add(input);
  }

  isBulk(input: object): boolean {
    return this.bulk.has(input);
  }

  /** A call is sent; one whose turn has come has been counted. */
  spend(operation: string, input: object): void {
    if (this.turns.delete(input)) return;
    const now = this.clock();
    for (const allowance of this.lineOf(operation, input)?.allowances ?? []) allowance.spend(now);
  }

  /**
   * Waits for the turn of a bulk call.
   *
   * @throws AppError `upstream_throttled` when it does not come for a minute, `upstream_unavailable` when the service stops
   */
  async turn(operation: string, input: object): Promise<void> {
    const line = this.lineOf(operation, input);
    if (line === undefined) return;
    const since = this.clock();
    await new Promise<void>((go, fail) => {
      line.waiting.push({ since, go, fail });
      this.serve(line);
    });
    this.turns.add(input);
    this.metrics.observe(
      'gatehouse_upstream_pace_wait_seconds',
      { category: line.category },
      (this.clock() - since) / 1000,
    );
  }

  /** Cognito has throttled this call. */
  throttled(operation: string, input: object): void {
    const now = this.clock();
    const person = !this.bulk.has(input);
    for (const allowance of this.lineOf(operation, input)?.allowances ?? []) allowance.throttled(now, person);
  }

  /** Waits so many milliseconds, or until the service stops. */
  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.pauses.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.pauses.add(end);
    });
  }

  /** Lets nobody wait any longer. */
  close(): void {
    this.stopped = true;
    for (const end of this.pauses) end();
    for (const line of this.lines.values()) this.serve(line);
  }

  private serve(line: Line): void {
    clearTimeout(line.timer);
    const now = this.clock();
    for (let next = line.waiting[0]; next !== undefined; next = line.waiting[0]) {
      const left = next.since + PATIENCE - now;
      const wait = Math.max(...line.allowances.map((allowance) => allowance.wait(now)));
      if (this.stopped) next.fail(notSent('upstream_unavailable', 'the service stops'));
      else if (wait === 0) {
        for (const allowance of line.allowances) allowance.take();
        next.go();
      } else if (left <= 0) next.fail(notSent('upstream_throttled', 'the quota has no room'));
      else {
        line.timer = setTimeout(
          () => {
            this.serve(line);
          },
          Math.ceil(Math.min(wait, left)),
        );
        return;
      }
      line.waiting.shift();
    }
  }

  private lineOf(operation: string, input: object): Line | undefined {
    const category = categoryOf(operation, input);
    if (category === undefined) return undefined;
    const alone = perOperation.has(category);
    const answersOf = category === 'UserAuthentication' && answers.has(operation);
    const key = alone ? operation : answersOf ? 'answers' : category;
    return this.lines.get(key) ?? this.open(key, category, alone, answersOf);
  }

  private open(key: string, category: QuotaCategory, alone: boolean, answersOf: boolean): Line {
    const quota = this.quotas[category] ?? defaultQuotas[category];
    const common = answersOf ? this.allowance('answers', ANSWERS * quota) : this.allowance(category, quota);
    const allowances = alone ? [common, this.allowance(key, PER_OPERATION)] : [common];
    const line: Line = { category, allowances, waiting: [], timer: undefined };
    this.lines.set(key, line);
    this.metrics.watch('gatehouse_upstream_pace_queue', { category: key }, () => line.waiting.length);
    return line;
  }

  private allowance(key: string, quota: number): Allowance {
    const allowance = this.allowances.get(key) ?? new Allowance(quota * this.share, this.clock());
    this.allowances.set(key, allowance);
    return allowance;
  }
}

const notSent = (code: 'upstream_unavailable' | 'upstream_throttled', why: string): AppError =>
  new AppError(code, { cause: new NotSent(why) });
