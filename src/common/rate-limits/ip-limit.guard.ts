import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InjectThrottlerOptions, InjectThrottlerStorage, ThrottlerGuard } from '@nestjs/throttler';
import type { ThrottlerModuleOptions, ThrottlerStorage } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { AppError } from '../errors/app-error';
import { limitOf } from './limit.decorator';

/**
 * Limits calls from one address by the table of limits. Runs before the token is verified, so that a flood of bad tokens is cheap.
 * The address is the library's tracker: IPv6 counts by network, because one person has 2^64 addresses.
 */
@Injectable()
export class IpLimitGuard extends ThrottlerGuard {
  private readonly off: boolean;

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    super(options, storage, reflector);
    this.off = environment.RATE_LIMITS === 'off';
  }

  /** One window of one row instead of the library's list of windows with their own metadata each. */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const { name, row } = limitOf(this.reflector, context);
    if (this.off || row.perIp === undefined) return true;
    const { limit, seconds } = row.perIp;
    const tracker = await this.getTracker(
      context.switchToHttp().getRequest<FastifyRequest & Record<string, unknown>>(),
    );
    const hit = await this.storageService.increment(`${name}|${tracker}`, seconds * 1000, limit, 0, name);
    if (hit.isBlocked) throw new AppError('rate_limited', { retryAfter: hit.timeToBlockExpire });
    return true;
  }
}
