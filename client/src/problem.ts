import type { components } from './types.ts';

/** The problem document of a refused call (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** What a refusal means: the stable word to branch on. A service that is newer than this client may say others. */
export type ProblemCode = Problem['code'];

/** A call that the service has refused. */
export class GatehouseProblem extends Error {
  override readonly name = 'GatehouseProblem';
  readonly code: ProblemCode;
  /** One line for a person, in English; `message` has more. */
  readonly title: string;
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
    this.title = problem.title;
    this.status = problem.status;
    this.fields = problem.errors ?? [];
    this.retryAfter = problem.retryAfter;
    this.requestId = problem.requestId;
  }
}

/** No usable answer: no connection, too slow, cut off, or something in between that is not the service. */
export class GatehouseUnreachable extends Error {
  override readonly name = 'GatehouseUnreachable';
  /** HTTP status, if an answer came that is not the service's: of a proxy, of a captive portal. */
  readonly status: number | undefined;
  /** Seconds to wait, if whoever answered said so. */
  readonly retryAfter: number | undefined;

  constructor(answer: {
    readonly status?: number;
    readonly retryAfter?: number | undefined;
    cause?: unknown;
  }) {
    super('The service cannot be reached', answer.cause === undefined ? {} : { cause: answer.cause });
    this.status = answer.status;
    this.retryAfter = answer.retryAfter;
  }
}

/**
 * Whether an error is a refusal, or one of certain refusals: `isProblem(error, 'code_mismatch')`.
 *
 * @param codes any refusal when left out
 */
export function isProblem<Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is GatehouseProblem & { readonly code: Code } {
  return (
    error instanceof GatehouseProblem &&
    (codes.length === 0 || (codes as readonly ProblemCode[]).includes(error.code))
  );
}

/** Reads a refusal; undefined for anything else that came instead of one. */
export function problemFrom(body: unknown): GatehouseProblem | undefined {
  return isProblemDocument(body) ? new GatehouseProblem(body) : undefined;
}

function isProblemDocument(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { code, title, status, detail, requestId, errors } = body as Partial<Record<keyof Problem, unknown>>;
  return (
    [code, title, detail, requestId].every((text) => typeof text === 'string') &&
    typeof status === 'number' &&
    (errors === undefined || Array.isArray(errors))
  );
}
