import type { Reflector } from '@nestjs/core';
import { PerRoute } from '../http/per-route';
import { LIMIT, type LimitedRequest, type LimitMetadata, type LimitOptions } from './limit.decorator';
import { type LimitName, type LimitRow, limits } from './limits';

/** A row of the table with its name. */
export interface NamedRow {
  readonly name: LimitName;
  readonly row: LimitRow;
}

/** The row a route is under, and where its account comes from. */
export interface LimitRule extends LimitOptions, NamedRow {}

/** The rows that a request is under: that of its route, and the further one if it asks for that. */
export function rowsOf(rule: LimitRule, request: LimitedRequest): readonly NamedRow[] {
  if (rule.also?.when(request) !== true) return [rule];
  return [rule, { name: rule.also.name, row: limits[rule.also.name] }];
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
