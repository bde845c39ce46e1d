import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accountDigest } from '../access/account-digest';
import type { Environment } from '../config/environment';
import { PerRoute } from '../http/per-route';
import type { Observer } from './answered';
import { AUDIT_VERSION, type AuditEvent, FORBIDDEN_ACTION, USER_AGENT_LENGTH } from './audit-event';
import { type AuditAction, AUDITED } from './audited.decorator';
import type { AddressWriter } from './client-address';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { traceOf } from './trace-context';

/**
 * First of the global guards, and lets everyone pass: it notes the action of the route before anything can refuse the request, so that
 * refusals are audited too.
 */
@Injectable()
export class AuditGuard implements CanActivate {
  private readonly actions: PerRoute<AuditAction | null>;

  constructor(reflector: Reflector) {
    this.actions = new PerRoute((context) => {
      const targets = [context.getHandler(), context.getClass()];
      return reflector.getAllAndOverride<AuditAction | undefined>(AUDITED, targets) ?? null;
    });
  }

  canActivate(context: ExecutionContext): boolean {
    const action = this.actions.of(context);
    if (action !== null) context.switchToHttp().getRequest<FastifyRequest>().auditAction = action;
    return true;
  }
}

/** What the audit trail is written with. */
export interface AuditParts {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly address: AddressWriter;
  readonly environment: Pick<Environment, 'COGNITO_USER_POOL_ID'>;
}

/** Writes one audit event for each request that has an action. */
export function auditTrail(fastify: FastifyInstance, parts: AuditParts): Observer {
  const { log, metrics } = parts;
  fastify.addHook('preSerialization', (request, _reply, payload, done) => {
    if (request.auditAction !== undefined && asksForMore(payload)) request.auditStep = true;
    done(null, payload);
  });
  // Events are kept whatever else is not of interest: LOG_LEVEL=error must not lose them.
  const audit = log.child({ audit: true }, { level: log.level === 'silent' ? 'silent' : 'info' });
  return (request, reply) => {
    const action = actionOf(request);
    if (action === undefined) return;
    const event = eventOf(action, request, reply, parts);
    audit.info(event, 'audit');
    metrics.count('gatehouse_audit_events_total', { action, outcome: event.outcome });
  };
}

/** Whether a sign-in was answered with a challenge: nobody is signed in yet. */
function asksForMore(payload: unknown): boolean {
  const { data } = (payload ?? {}) as { data?: { status?: unknown } | null };
  return data?.status === 'CHALLENGE';
}

function actionOf({ auditAction, problemCode }: FastifyRequest): string | undefined {
  return auditAction ?? (problemCode === 'forbidden' ? FORBIDDEN_ACTION : undefined);
}

function eventOf(
  action: string,
  request: FastifyRequest,
  reply: FastifyReply,
  { address, environment }: AuditParts,
): AuditEvent {
  const { username, group } = request.params as { username?: string; group?: string };
  const trace = traceOf(request);
  return {
    version: AUDIT_VERSION,
    action,
    outcome: outcomeOf(request, reply.statusCode),
    problem: request.problemCode,
    actor: request.caller?.sub,
    subject:
      username === undefined
        ? request.auditSubject
        : accountDigest(environment.COGNITO_USER_POOL_ID ?? '', username),
    group: groupToName(group, reply.statusCode),
    requestId: request.id,
    trace_id: trace.traceId,
    span_id: trace.spanId,
    ip: address(request.ip),
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_LENGTH),
  };
}

/**
 * A group by its name; where the call has failed only if that is a plain word: nobody has said yet that there is such a group, and
 * anybody may put a token or a code into a path.
 */
function groupToName(group: string | undefined, status: number): string | undefined {
  return status < 400 || /^[a-z_-]{1,20}$/i.test(group ?? '') ? group : undefined;
}

function outcomeOf(request: FastifyRequest, status: number): AuditEvent['outcome'] {
  if (status >= 500) return 'error';
  if (status >= 400) return 'failure';
  return request.auditStep === true ? 'challenge' : 'success';
}
