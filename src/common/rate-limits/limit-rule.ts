import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { LIMIT, type LimitMetadata, type LimitOptions } from './limit.decorator';
import { type LimitName, type LimitRow, limits } from './limits';

/** The row a route is under, and where its account comes from. */
export interface LimitRule extends LimitOptions {
  readonly name: LimitName;
  readonly row: LimitRow;
}

/** Reads the rule of each route once. By controller and method: two controllers may inherit one method. */
export class LimitRules {
  private readonly rules = new WeakMap<object, WeakMap<object, LimitRule>>();

  constructor(private readonly reflector: Reflector) {}

  /** @throws Error on a route that declares no limit: a programming error that the policy test finds first */
  of(context: ExecutionContext): LimitRule {
    const controller = context.getClass();
    const handler = context.getHandler();
    let ofController = this.rules.get(controller);
    if (ofController === undefined) this.rules.set(controller, (ofController = new WeakMap()));
    let rule = ofController.get(handler);
    if (rule === undefined) ofController.set(handler, (rule = this.read(context)));
    return rule;
  }

  private read(context: ExecutionContext): LimitRule {
    const controller = context.getClass();
    const handler = context.getHandler();
    const found = this.reflector.getAllAndOverride<LimitMetadata | undefined>(LIMIT, [handler, controller]);
    if (found === undefined) throw new Error(`${controller.name}.${handler.name} declares no @Limit`);
    const options = typeof found === 'string' ? { name: found } : found;
    return { ...options, row: limits[options.name] };
  }
}
