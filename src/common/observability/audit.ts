import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accountDigest } from '../access/account-digest';
import { ENVIRONMENT, type Environment } from '../config/environment';
import type { ErrorCode } from '../errors/error-table';
import { PerRoute } from '../http/per-route';
import type { Observer } from './answered';
import { AUDIT_VERSION, type AuditEvent, FORBIDDEN_ACTION, USER_AGENT_LENGTH } from './audit-event';
import { type AuditAction, AUDITED } from './audited.decorator';
import { type AddressWriter, addressWriter } from './client-address';
import { LOG, type Log } from './log';
import { Metrics } from './metrics';
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
  const write = auditWriter(parts);
  fastify.addHook('preSerialization', (request, _reply, payload, done) => {
    if (request.auditAction !== undefined && asksForMore(payload)) request.auditStep = true;
    done(null, payload);
  });
  return (request, { statusCode }) => {
    const action = actionOf(request);
    if (action === undefined) return;
    const { username, group } = request.params as { username?: string; group?: string };
    const { problemCode: problem, auditStep } = request;
    const outcome = auditStep === true && statusCode < 400 ? 'challenge' : outcomeOf(statusCode);
    write(request, { action, outcome, problem, username, group });
  };
}

/** Something that was done, or attempted, by a request. */
interface Deed {
  readonly action: string;
  readonly outcome: AuditEvent['outcome'];
  readonly problem: ErrorCode | undefined;
  /** Of the user whom it was done to. */
  readonly username: string | undefined;
  readonly group: string | undefined;
  readonly line?: number;
}

/** One of the many things that a request has asked for. */
export interface LineOfRequest {
  readonly action: AuditAction;
  /** Where the request has it, counted from 1. */
  readonly line: number;
  /** As the route would have answered that does only this. */
  readonly status: number;
  readonly problem?: ErrorCode;
  readonly username?: string;
  readonly group?: string;
}

/** Writes audit events of requests that ask for many things: one for each, besides the one of the request itself. */
@Injectable()
export class AuditTrail {
  private readonly write: (request: FastifyRequest, deed: Deed) => void;

  constructor(@Inject(LOG) log: Log, metrics: Metrics, @Inject(ENVIRONMENT) environment: Environment) {
    this.write = auditWriter({ log, metrics, address: addressWriter(environment), environment });
  }

  note(request: FastifyRequest, { action, line, status, problem, username, group }: LineOfRequest): void {
    this.write(request, { action, line, outcome: outcomeOf(status), problem, username, group });
  }
}

function auditWriter(parts: AuditParts): (request: FastifyRequest, deed: Deed) => void {
  const { log, metrics } = parts;
  // Events are kept whatever else is not of interest: LOG_LEVEL=error must not lose them.
  const audit = log.child({ audit: true }, { level: log.level === 'silent' ? 'silent' : 'info' });
  return (request, deed) => {
    const { action, outcome } = deed;
    audit.info(eventOf(deed, request, parts), 'audit');
    metrics.count('gatehouse_audit_events_total', { action, outcome });
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

function eventOf(deed: Deed, request: FastifyRequest, { address, environment }: AuditParts): AuditEvent {
  const { action, outcome, problem, username, group, line } = deed;
  const trace = traceOf(request);
  return {
    version: AUDIT_VERSION,
    action,
    outcome,
    problem,
    actor: request.caller?.sub,
    subject:
      username === undefined
        ? request.auditSubject
        : accountDigest(environment.COGNITO_USER_POOL_ID ?? '', username),
    group: groupToName(group, outcome),
    line,
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
function groupToName(group: string | undefined, outcome: AuditEvent['outcome']): string | undefined {
  const done = outcome === 'success' || outcome === 'challenge';
  return done || /^[a-z_-]{1,20}$/i.test(group ?? '') ? group : undefined;
}

function outcomeOf(status: number): AuditEvent['outcome'] {
  if (status >= 500) return 'error';
  return status >= 400 ? 'failure' : 'success';
}
