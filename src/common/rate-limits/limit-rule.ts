import type { Reflector } from '@nestjs/core';
import { PerRoute } from '../http/per-route';
import { LIMIT, type LimitMetadata, type LimitOptions } from './limit.decorator';
import { type LimitName, type LimitRow, limits } from './limits';

/** The row a route is under, and where its account comes from. */
export interface LimitRule extends LimitOptions {
  readonly name: LimitName;
  readonly row: LimitRow;
}

/** The rules of all routes. A route that declares no limit is a programming error, which the policy test finds first. */
export function limitRules(reflector: Reflector): PerRoute<LimitRule> {
  return new PerRoute((context) => {
    const controller = context.getClass();
    const handler = context.getHandler();
    const found = reflector.getAllAndOverride<LimitMetadata | undefined>(LIMIT, [handler, controller]);
    if (found === undefined) throw new Error(`${controller.name}.${handler.name} declares no @Limit`);
    const options = typeof found === 'string' ? { name: found } : found;
    return { ...options, row: limits[options.name] };
  });
}
