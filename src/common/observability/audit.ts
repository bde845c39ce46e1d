import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accountDigest } from '../access/account-digest';
import { ENVIRONMENT, type Environment } from '../config/environment';
import type { Observer } from './answered';
import { AUDIT_VERSION, type AuditEvent, USER_AGENT_LENGTH } from './audit-event';
import { type AuditAction, AUDITED } from './audited.decorator';
import type { AddressWriter } from './client-address';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { traceOf } from './trace-context';

/** A signed-in caller was refused for a role, on a route that has no action of its own. */
const FORBIDDEN: AuditAction = 'access.forbidden';

/**
 * First of the global guards, and lets everyone pass: it notes the action of the route before anything can refuse the request, so that
 * refusals are audited too.
 */
@Injectable()
export class AuditGuard implements CanActivate {
  private readonly poolId: string;

  constructor(
    private readonly reflector: Reflector,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    this.poolId = environment.COGNITO_USER_POOL_ID ?? '';
  }

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    const action = this.reflector.getAllAndOverride<AuditAction | undefined>(AUDITED, targets);
    if (action === undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.auditAction = action;
    const { username } = request.params as { username?: string };
    if (username !== undefined) request.auditSubject = accountDigest(this.poolId, username);
    return true;
  }
}

/** Writes one audit event for each request that has an action. */
export function auditTrail(
  fastify: FastifyInstance,
  log: Log,
  metrics: Metrics,
  address: AddressWriter,
): Observer {
  fastify.addHook('preSerialization', (request, _reply, payload, done) => {
    if (request.auditAction !== undefined && asksForMore(payload)) request.auditStep = true;
    done(null, payload);
  });
  // Events are kept whatever else is not of interest: LOG_LEVEL=error must not lose them.
  const audit = log.child({ audit: true }, { level: log.level === 'silent' ? 'silent' : 'info' });
  return (request, reply) => {
    const action = actionOf(request);
    if (action === undefined) return;
    const event = eventOf(action, request, reply, address);
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
  return auditAction ?? (problemCode === 'forbidden' ? FORBIDDEN : undefined);
}

function eventOf(
  action: string,
  request: FastifyRequest,
  reply: FastifyReply,
  address: AddressWriter,
): AuditEvent {
  const trace = traceOf(request);
  return {
    version: AUDIT_VERSION,
    action,
    outcome: outcomeOf(request, reply.statusCode),
    problem: request.problemCode,
    actor: request.caller?.sub,
    subject: request.auditSubject,
    group: (request.params as { group?: string }).group,
    requestId: request.id,
    trace_id: trace.traceId,
    span_id: trace.spanId,
    ip: address(request.ip),
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT_LENGTH),
  };
}

function outcomeOf(request: FastifyRequest, status: number): AuditEvent['outcome'] {
  if (status >= 500) return 'error';
  if (status >= 400) return 'failure';
  return request.auditStep === true ? 'challenge' : 'success';
}
