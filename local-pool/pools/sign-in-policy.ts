import type { AuthFactorType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolRecord } from '../store/records';

/** The first factors that a pool's SignInPolicy allows. */
export function allowedFactors({ settings }: Pick<PoolRecord, 'settings'>): ReadonlySet<AuthFactorType> {
  return new Set(settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD']);
}
