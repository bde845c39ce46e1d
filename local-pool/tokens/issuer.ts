import type { PoolContext } from '../operation';

/** `iss` of the pool's tokens. */
export function issuerOf(context: PoolContext, poolId: string): string {
  const type = context.store.pools.get(poolId)?.settings.IssuerConfiguration?.Type;
  return type === 'UPDATED' ? updated(original(context, poolId)) : original(context, poolId);
}

/** Whether tokens with this `iss` can be the pool's: those from before a change of IssuerConfiguration stay good. */
export function isIssuerOf(context: PoolContext, poolId: string, iss: string | undefined): boolean {
  const first = original(context, poolId);
  return iss === first || iss === updated(first);
}

function original({ settings }: PoolContext, poolId: string): string {
  return settings.issuer.replaceAll('{poolId}', poolId).replaceAll('{region}', settings.region);
}

/** Only AWS's own issuer has a second form. */
function updated(issuer: string): string {
  return issuer.replace(/^https:\/\/cognito-idp\./u, 'https://issuer-cognito-idp.');
}
