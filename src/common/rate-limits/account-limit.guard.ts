import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accountDigest } from '../access/account-digest';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { AppError } from '../errors/app-error';
import { AttemptLedger } from './attempt-ledger';
import { limitOf } from './limit.decorator';

/**
 * Limits calls for one account, from wherever they come. Runs after access, which knows the caller. Also notes the account for the
 * audit event, as the same digest.
 */
@Injectable()
export class AccountLimitGuard implements CanActivate {
  private readonly ledger = new AttemptLedger();
  private readonly off: boolean;
  private readonly poolId: string;

  constructor(
    private readonly reflector: Reflector,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    this.off = environment.RATE_LIMITS === 'off';
    this.poolId = environment.COGNITO_USER_POOL_ID ?? '';
  }

  canActivate(context: ExecutionContext): boolean {
    const { name, row } = limitOf(this.reflector, context);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const account = this.accountOf(request);
    if (request.caller === undefined && account !== undefined) request.auditSubject = account;
    if (this.off || row.perAccount === undefined || account === undefined) return true;
    const { limit, seconds, counts } = row.perAccount;
    const reserved = this.ledger.reserve(`${name}|${account}`, limit, seconds);
    if ('retryAfter' in reserved) throw new AppError('rate_limited', { retryAfter: reserved.retryAfter });
    if (counts === 'failures') request.attempt = reserved;
    return true;
  }

  /**
   * The account that a call is about: the caller's, or the one that the body names. A challenge names none in clear, so there
   * the session is counted: it stays the same through wrong answers.
   */
  private accountOf(request: FastifyRequest): string | undefined {
    if (request.caller !== undefined) return request.caller.sub;
    const body = request.body as { username?: unknown; session?: unknown } | null | undefined;
    const named = body?.username ?? body?.session;
    return typeof named === 'string' ? accountDigest(this.poolId, named) : undefined;
  }
}

/** Gives attempts back that were no failures, when their answer is on its way. A fault of ours or Cognito's is nobody's failure. */
export function registerAttemptRelease(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.attempt !== undefined && (reply.statusCode < 400 || reply.statusCode >= 500))
      request.attempt.release();
    done(null, payload);
  });
}
