import type { Caller } from '../access/caller';
import type { KnownUser } from '../access/user-directory';
import type { ErrorCode } from '../errors/error-table';

/** What a call of the function has room for. */
export interface Invocation {
  /** Lambda's own id of it. */
  readonly id: string;
  /** Bytes of JSON that the answer may have, as the string that it is in the function's result. */
  readonly bytes: number;
  /** When an answer that is streamed has to come to its end, monotonic milliseconds. */
  readonly until: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard once the token is verified. */
    caller?: Caller;
    /** The account that the caller is kept to on this route. */
    within?: string;
    /** The user whom the path names, read when the caller's right to them was checked. */
    checkedUser?: KnownUser;
    /** Code of the problem that was answered, for the log line and the audit event. */
    problemCode?: ErrorCode;
    /** What was thrown, for the log line. */
    failure?: unknown;
    /** The action that an audit event is written for when the answer has left. */
    auditAction?: string;
    /** Whether what was attempted goes on with another step. */
    auditStep?: boolean;
    /** The account a public call is about, as a digest: the raw name is never kept for the log. */
    auditSubject?: string;
    /** The call of the function that the request came with, on AWS Lambda. */
    invocation?: Invocation;
  }
}
