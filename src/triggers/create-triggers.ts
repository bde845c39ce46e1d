import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { Environment } from '../common/config/environment';
import { LOG, type Log, nestLog } from '../common/observability/log';
import type { TriggerName } from './events';
import { Triggers } from './triggers';
import { type TriggerExtensions, TriggersModule } from './triggers.module';

/** The triggers of a user pool, ready to be called. */
export interface ServedTriggers {
  /** Those that somebody serves: the user pool should call these, and no others. */
  readonly served: ReadonlySet<TriggerName>;
  /** @throws Error as `Triggers.serve` */
  serve(event: unknown, within?: number): Promise<unknown>;
  /** Lets go of what the providers hold. */
  close(): Promise<void>;
}

/**
 * Builds the triggers: the one way to do it, for AWS Lambda, the embedded pool and tests.
 *
 * @throws Error when something is switched on that nobody provides, or a provider cannot be made
 */
export async function createTriggers(
  environment: Environment,
  extensions: TriggerExtensions,
): Promise<ServedTriggers> {
  const context = await NestFactory.createApplicationContext(TriggersModule.for(environment, extensions), {
    bufferLogs: true,
    abortOnError: false,
  });
  context.useLogger(nestLog(context.get<Log>(LOG)));
  const triggers = context.get(Triggers);
  return {
    served: triggers.served,
    serve: (event, within) => triggers.serve(event, within),
    close: () => context.close(),
  };
}
