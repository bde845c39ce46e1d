import type { ExecutionContext } from '@nestjs/common';

/** What is read from the decorators of a route, once. By controller and method: two controllers may inherit one method. */
export class PerRoute<T> {
  private readonly values = new WeakMap<object, WeakMap<object, T>>();

  constructor(private readonly read: (context: ExecutionContext) => T) {}

  of(context: ExecutionContext): T {
    const controller = context.getClass();
    const handler = context.getHandler();
    let ofController = this.values.get(controller);
    if (ofController === undefined) this.values.set(controller, (ofController = new WeakMap()));
    let value = ofController.get(handler);
    if (value === undefined) ofController.set(handler, (value = this.read(context)));
    return value;
  }
}
