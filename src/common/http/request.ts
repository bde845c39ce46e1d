import type { Caller } from '../access/caller';
import type { KnownUser } from '../access/user-directory';
import type { ErrorCode } from '../errors/error-table';

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
  }
}
