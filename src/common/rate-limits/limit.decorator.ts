import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { type LimitName, type LimitRow, limits } from './limits';

export const LIMIT = 'gatehouse:limit';

/** Names the row of the table of limits that a route or a controller is under. */
export const Limit = (name: LimitName) => SetMetadata(LIMIT, name);

/** The row that a route is under. A route without one is a mistake that a policy test finds before anyone calls it. */
export function limitOf(reflector: Reflector, context: ExecutionContext): { name: LimitName; row: LimitRow } {
  const name = reflector.getAllAndOverride<LimitName | undefined>(LIMIT, [
    context.getHandler(),
    context.getClass(),
  ]);
  if (name === undefined)
    throw new Error(`${context.getClass().name}.${context.getHandler().name} declares no limit`);
  return { name, row: limits[name] };
}
