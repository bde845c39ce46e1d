import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { normalizeIp } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { accountDigest } from '../access/account-digest';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { AppError } from '../errors/app-error';
import { AccountLimits, type Reservation } from './account-limits';
import type { PerRoute } from '../http/per-route';
import { type LimitRule, limitRules } from './limit-rule';
import type { LimitAccountSource } from './limit.decorator';

declare module 'fastify' {
  interface FastifyRequest {
    /** An attempt at an account that is given back unless it fails. */
    reservation?: Reservation;
  }
}

/** Longest name or session that is looked at; bodies end at 64 KiB, and what is longer is refused by validation. */
const MAX_NAME = 16_384;

/**
 * Limits calls per account by the row of `@Limit`. Stands after the access guard, whose caller is the account on guarded routes.
 * What counts failures only is given back by the hooks of rate-limit-hooks.ts. Also notes the account for the audit event.
 */
@Injectable()
export class AccountLimitGuard implements CanActivate {
  private readonly rules: PerRoute<LimitRule>;

  constructor(
    reflector: Reflector,
    private readonly limits: AccountLimits,
    private readonly modules: ModuleRef,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {
    this.rules = limitRules(reflector);
  }

  /** @throws AppError `rate_limited` */
  canActivate(context: ExecutionContext): boolean {
    const rule = this.rules.of(context);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const account = this.accountOf(rule, request);
    if (account === undefined) return true;
    if (request.caller === undefined) request.auditSubject = account;
    const window = rule.row.perAccount;
    if (window === undefined || this.environment.RATE_LIMITS === 'off') return true;
    const outcome = this.limits.reserve(rule.name, window, account, normalizeIp(request.ip));
    if (typeof outcome === 'number') throw new AppError('rate_limited', { retryAfter: outcome });
    if (window.counts === 'failures') request.reservation = outcome;
    return true;
  }

  /** The caller, or else the account that the request names, as a digest. */
  private accountOf(rule: LimitRule, request: FastifyRequest): string | undefined {
    const chosen = this.chosenName(rule, request);
    if (chosen === undefined && request.caller !== undefined) return request.caller.sub;
    const name = chosen ?? nameIn(request.body);
    if (name === undefined || name === '' || name.length > MAX_NAME) return undefined;
    return accountDigest(this.environment.COGNITO_USER_POOL_ID ?? '', name);
  }

  private chosenName({ account, accountSource }: LimitRule, request: FastifyRequest): string | undefined {
    if (accountSource === undefined) return account?.(request);
    return this.modules.get<LimitAccountSource>(accountSource, { strict: false }).accountOf(request);
  }
}

/** A challenge names nobody in clear; its session at least stays the same through wrong answers. */
function nameIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { username, session } = body as { username?: unknown; session?: unknown };
  const name = username ?? session;
  return typeof name === 'string' ? name : undefined;
}
