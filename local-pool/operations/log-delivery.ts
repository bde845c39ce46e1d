import type {
  GetLogDeliveryConfigurationCommandInput,
  GetLogDeliveryConfigurationCommandOutput,
  LogConfigurationType,
  SetLogDeliveryConfigurationCommandInput,
  SetLogDeliveryConfigurationCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { OperationTable, PoolContext } from '../operation';
import { requirePool } from '../pools/find-pool';
import { unavailable } from '../pools/settings';

/** Takes the place of what was set before. No log is delivered: there is nowhere to deliver it to. */
function setLogDeliveryConfiguration(
  input: SetLogDeliveryConfigurationCommandInput,
  context: PoolContext,
): Omit<SetLogDeliveryConfigurationCommandOutput, '$metadata'> {
  const pool = requirePool(context, input.UserPoolId);
  const logDelivery = input.LogConfigurations ?? [];
  checkSources(logDelivery);
  const history = logDelivery.some(({ EventSource }) => EventSource === 'userAuthEvents');
  const tier = pool.settings.UserPoolTier;
  if (history && tier !== 'PLUS') throw unavailable('Log export of user activity', tier);
  context.store.pools.put({ ...pool, logDelivery });
  return { LogDeliveryConfiguration: { UserPoolId: pool.id, LogConfigurations: logDelivery } };
}

function getLogDeliveryConfiguration(
  input: GetLogDeliveryConfigurationCommandInput,
  context: PoolContext,
): Omit<GetLogDeliveryConfigurationCommandOutput, '$metadata'> {
  const { id, logDelivery } = requirePool(context, input.UserPoolId);
  return { LogDeliveryConfiguration: { UserPoolId: id, LogConfigurations: [...(logDelivery ?? [])] } };
}

/** Where logs would go. */
export const logDeliveryOperations = {
  SetLogDeliveryConfiguration: setLogDeliveryConfiguration,
  GetLogDeliveryConfiguration: getLogDeliveryConfiguration,
} satisfies OperationTable;

/** The history has the level INFO, messages that could not be sent have ERROR (documentation of LogLevel). */
function checkSources(configurations: readonly LogConfigurationType[]): void {
  const sources = configurations.map(({ EventSource }) => EventSource);
  if (new Set(sources).size < sources.length) {
    throw invalidParameter('Each event source can be configured once.');
  }
  for (const { EventSource, LogLevel } of configurations) {
    const wanted = EventSource === 'userAuthEvents' ? 'INFO' : 'ERROR';
    if (LogLevel !== wanted)
      throw invalidParameter(`The log level of ${EventSource ?? ''} must be ${wanted}.`);
  }
}
