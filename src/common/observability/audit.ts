import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accountDigest } from '../access/account-digest';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { whenAnswered } from './answered';
import { type AuditAction, AUDITED } from './audited.decorator';
import type { Log } from './log';

/** Longest user agent that an event keeps, characters. */
const USER_AGENT = 200;

/** Who did what, from where, with which outcome. */
export interface AuditEvent {
  readonly action: string;
  /** `failure`: the caller's fault; `error`: ours or Cognito's. */
  readonly outcome: 'success' | 'failure' | 'error';
  /** Why not, by the code of the problem. */
  readonly problem?: string | undefined;
  /** `sub` of the signed-in caller. */
  readonly actor?: string | undefined;
  /** The account that a public or an administrator's call is about, as a digest. */
  readonly subject?: string | undefined;
  /** The group that an administrator's call is about. */
  readonly group?: string | undefined;
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent?: string | undefined;
}

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

/** Writes the audit event of each request that has an action, when its answer has left. */
export function registerAudit(fastify: FastifyInstance, log: Log): void {
  // Events are kept whatever else is not of interest: LOG_LEVEL=error must not lose them.
  const audit = log.child({ audit: true }, { level: log.level === 'silent' ? 'silent' : 'info' });
  whenAnswered(fastify, (request, reply) => {
    if (request.auditAction !== undefined) audit.info(eventOf(request.auditAction, request, reply), 'audit');
  });
}

function eventOf(action: string, request: FastifyRequest, reply: FastifyReply): AuditEvent {
  return {
    action,
    outcome: reply.statusCode < 400 ? 'success' : reply.statusCode < 500 ? 'failure' : 'error',
    problem: request.problemCode,
    actor: request.caller?.sub,
    subject: request.auditSubject,
    group: (request.params as { group?: string }).group,
    requestId: request.id,
    ip: request.ip,
    userAgent: request.headers['user-agent']?.slice(0, USER_AGENT),
  };
}
