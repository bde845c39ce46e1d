import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  normalizeIp,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { AppError } from '../errors/app-error';
import type { PerRoute } from '../http/per-route';
import { Metrics } from '../observability/metrics';
import { type LimitRule, limitRules, rowsOf } from './limit-rule';
import { tellLimit } from './limit-headers';
import type { LimitName, Window } from './limits';

/**
 * Limits calls per IP address (IPv6: per /64 network, which is what one customer gets), by the row of `@Limit`. All routes of a row
 * share its window. Stands before the access guard, so that floods of bad tokens are limited as well.
 *
 * The stock `canActivate` reads five pieces of metadata for each throttler of the module on every request; here it is one row.
 * Answers carry the header fields of the IETF draft "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers).
 */
@Injectable()
export class IpLimitGuard extends ThrottlerGuard {
  private readonly rules: PerRoute<LimitRule>;

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly metrics: Metrics,
  ) {
    super(options, storage, reflector);
    this.rules = limitRules(reflector);
  }

  /** @throws AppError `rate_limited` */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.environment.RATE_LIMITS === 'off') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const rule = this.rules.of(context);
    for (const { name, row } of rowsOf(rule, request)) {
      if (row.perIp !== undefined)
        await this.hit(name, row.perIp, request.ip, http.getResponse<FastifyReply>());
    }
    return true;
  }

  private async hit(name: LimitName, window: Window, ip: string, reply: FastifyReply): Promise<void> {
    const { limit, seconds } = window;
    const key = `${name}:${normalizeIp(ip)}`;
    const hit = await this.storageService.increment(key, seconds * 1000, limit, 0, name);
    tellLimit(reply, name, window, Math.max(0, limit - hit.totalHits), hit.timeToExpire);
    if (!hit.isBlocked) return;
    this.metrics.count('gatehouse_limit_hits_total', { limit: name, by: 'ip' });
    throw new AppError('rate_limited', { retryAfter: hit.timeToBlockExpire });
  }
}
