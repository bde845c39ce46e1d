import { z } from 'zod';
import type { AuditAction } from './audited.decorator';

/** Raised when a member changes its meaning or goes; new members do not count. */
export const AUDIT_VERSION = 1;

/** The one action that no route declares: a signed-in caller lacks the role, on a route that has no action of its own. */
export const FORBIDDEN_ACTION: AuditAction = 'access.forbidden';

/** Longest user agent that an event keeps, characters. */
export const USER_AGENT_LENGTH = 200;

/**
 * An audit event: who did what to whom, from where, with which outcome. `docs/audit-event.schema.json` is written from this, and the
 * log adds nothing else to the line. No member holds a name, an address or a secret of a person, except `ip` and what a caller
 * chooses to send as its user agent and ids.
 */
export const auditEventSchema = z.strictObject({
  level: z.literal('info'),
  time: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    .describe('When the answer had left'),
  msg: z.literal('audit'),
  audit: z.literal(true).describe('Tells audit events from other lines of the log'),
  version: z.literal(AUDIT_VERSION).describe('Version of this schema'),
  action: z.string().describe('What was attempted'),
  outcome: z
    .enum(['success', 'challenge', 'failure', 'error'])
    .describe(
      '`challenge`: accepted so far, another step is asked for; `failure`: refused, the caller was at fault; `error`: a fault of this service or of Cognito',
    ),
  problem: z.string().optional().describe('Why not: `code` of the problem document'),
  actor: z.string().optional().describe('`sub` of the signed-in caller'),
  subject: z
    .string()
    .optional()
    .describe(
      "The account that a public or an administrator's call is about, as 32 hexadecimal digits made of its name",
    ),
  group: z.string().optional().describe("The group that an administrator's call is about"),
  line: z
    .number()
    .int()
    .optional()
    .describe('Of a request that asks for many things at once, the line that this is about'),
  requestId: z.string().describe('`X-Request-Id` of the answer'),
  trace_id: z.string().regex(/^[0-9a-f]{32}$/),
  span_id: z.string().regex(/^[0-9a-f]{16}$/),
  ip: z.string().optional().describe('Address of the caller, as far as `LOG_IP` lets it be written'),
  userAgent: z.string().max(USER_AGENT_LENGTH).optional(),
});

/** What is said of the event itself; the log adds the rest of the line. */
export type AuditEvent = Omit<z.infer<typeof auditEventSchema>, 'level' | 'time' | 'msg' | 'audit'>;
