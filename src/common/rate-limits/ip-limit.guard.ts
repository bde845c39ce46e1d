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
import { type LimitRule, limitRules } from './limit-rule';
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
  ) {
    super(options, storage, reflector);
    this.rules = limitRules(reflector);
  }

  /** @throws AppError `rate_limited` */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const { name, row } = this.rules.of(context);
    if (row.perIp === undefined || this.environment.RATE_LIMITS === 'off') return true;
    const http = context.switchToHttp();
    await this.count(name, row.perIp, http.getRequest<FastifyRequest>().ip, http.getResponse<FastifyReply>());
    return true;
  }

  private async count(name: LimitName, window: Window, ip: string, reply: FastifyReply): Promise<void> {
    const { limit, seconds } = window;
    const key = `${name}:${normalizeIp(ip)}`;
    const hit = await this.storageService.increment(key, seconds * 1000, limit, 0, name);
    reply.header('ratelimit-policy', `"${name}";q=${limit};w=${seconds}`);
    reply.header('ratelimit', `"${name}";r=${Math.max(0, limit - hit.totalHits)};t=${hit.timeToExpire}`);
    if (hit.isBlocked) throw new AppError('rate_limited', { retryAfter: hit.timeToBlockExpire });
  }
}
