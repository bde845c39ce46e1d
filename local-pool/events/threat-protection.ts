import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider';
import { PoolError } from '../pool-error';
import type { PoolRecord } from '../store/records';

/** AUDIT only writes down; ENFORCED acts. */
export type ThreatProtection = 'OFF' | 'AUDIT' | 'ENFORCED';

/** How a pool is protected. Custom sign-in has a switch of its own. */
export function threatProtection({ settings }: PoolRecord, flow?: AuthFlowType): ThreatProtection {
  const addOns = settings.UserPoolAddOns;
  const mode = addOns?.AdvancedSecurityMode ?? 'OFF';
  if (flow !== 'CUSTOM_AUTH' || mode === 'OFF') return mode;
  return addOns?.AdvancedSecurityAdditionalFlows?.CustomAuthMode ?? 'OFF';
}

/** @throws PoolError UserPoolAddOnNotEnabledException */
export function requireThreatProtection(pool: PoolRecord): void {
  if (threatProtection(pool) !== 'OFF') return;
  const message = 'Threat protection is not enabled for this user pool.';
  throw new PoolError('UserPoolAddOnNotEnabledException', message);
}
