import type { components } from './types.ts';

/** The problem document of a refused call (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** What a refusal means: the stable word to branch on. */
export type ProblemCode = Problem['code'];

/** A call that the service has refused. */
export class GatehouseProblem extends Error {
  override readonly name = 'GatehouseProblem';
  readonly code: ProblemCode;
  /** HTTP status. */
  readonly status: number;
  /** Faults of single fields; empty unless the request itself is at fault. */
  readonly fields: readonly { readonly field: string; readonly message: string }[];
  /** Seconds to wait before another try makes sense; on every 429 and 503. */
  readonly retryAfter: number | undefined;
  /** Names the request in the service's log. */
  readonly requestId: string;

  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.fields = problem.errors ?? [];
    this.retryAfter = problem.retryAfter;
    this.requestId = problem.requestId;
  }
}

/** No usable answer: no connection, cut off, or something in between that is not the service. */
export class GatehouseUnreachable extends Error {
  override readonly name = 'GatehouseUnreachable';

  constructor(
    /** HTTP status, if an answer came that is not the service's. */
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super('The service cannot be reached', options);
  }
}

/** Whether an error is a refusal, or one of certain refusals: `isProblem(error, 'code_mismatch')`. */
export function isProblem(error: unknown, ...codes: readonly ProblemCode[]): error is GatehouseProblem {
  return error instanceof GatehouseProblem && (codes.length === 0 || codes.includes(error.code));
}

/** Reads a refusal; anything else that came instead of one is no answer of the service. */
export function problemFrom(status: number, body: unknown): GatehouseProblem | GatehouseUnreachable {
  return isProblemDocument(body) ? new GatehouseProblem(body) : new GatehouseUnreachable(status);
}

function isProblemDocument(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { code, status, detail, requestId } = body as Partial<Record<keyof Problem, unknown>>;
  return [code, detail, requestId].every((text) => typeof text === 'string') && typeof status === 'number';
}
