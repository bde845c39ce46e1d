import type {
  DescribeRiskConfigurationCommandInput,
  DescribeRiskConfigurationCommandOutput,
  RiskConfigurationType,
  SetRiskConfigurationCommandInput,
  SetRiskConfigurationCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import { checkRanges, type RiskSettings } from '../events/risk-configuration';
import { requireThreatProtection } from '../events/threat-protection';
import type { Operation, OperationTable } from '../operation';
import { requireClient, requirePool } from '../pools/find-pool';

/** Takes the place of what was set before: a block that is left out is off. */
const setRiskConfiguration: Operation<SetRiskConfigurationCommandInput, SetRiskConfigurationCommandOutput> = (
  input,
  context,
) => {
  const { UserPoolId, ClientId, ...given } = input;
  const pool = requirePool(context, UserPoolId);
  const client = ClientId === undefined ? undefined : requireClient(context, ClientId, pool.id);
  requireThreatProtection(pool);
  checkRanges(given.RiskExceptionConfiguration?.BlockedIPRangeList);
  checkRanges(given.RiskExceptionConfiguration?.SkippedIPRangeList);
  checkNotifications(given);
  const risk: RiskSettings = { ...given, updatedAt: context.clock.now() };
  if (client) context.store.clients.put({ ...client, risk });
  else context.store.pools.put({ ...pool, risk });
  return { RiskConfiguration: riskOut(risk, pool.id, ClientId) };
};

const describeRiskConfiguration: Operation<
  DescribeRiskConfigurationCommandInput,
  DescribeRiskConfigurationCommandOutput
> = ({ UserPoolId, ClientId }, context) => {
  const pool = requirePool(context, UserPoolId);
  const client = ClientId === undefined ? undefined : requireClient(context, ClientId, pool.id);
  requireThreatProtection(pool);
  return { RiskConfiguration: riskOut(client ? client.risk : pool.risk, pool.id, ClientId) };
};

/** What threat protection does. */
export const riskOperations = {
  SetRiskConfiguration: setRiskConfiguration,
  DescribeRiskConfiguration: describeRiskConfiguration,
} satisfies OperationTable;

/** @throws PoolError InvalidParameterException when somebody is to be told and it is not said how */
function checkNotifications({
  AccountTakeoverRiskConfiguration: takeover,
}: Pick<SetRiskConfigurationCommandInput, 'AccountTakeoverRiskConfiguration'>): void {
  const { LowAction, MediumAction, HighAction } = takeover?.Actions ?? {};
  const notifies = [LowAction, MediumAction, HighAction].some((action) => action?.Notify === true);
  if (notifies && !takeover?.NotifyConfiguration) {
    throw invalidParameter('NotifyConfiguration is required when an action notifies.');
  }
}

function riskOut(
  risk: RiskSettings | undefined,
  UserPoolId: string,
  ClientId: string | undefined,
): RiskConfigurationType {
  const { updatedAt, ...settings } = risk ?? {};
  return {
    UserPoolId,
    ...(ClientId === undefined ? {} : { ClientId }),
    ...settings,
    ...(updatedAt === undefined ? {} : { LastModifiedDate: new Date(updatedAt) }),
  };
}
