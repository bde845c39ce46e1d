import type { PoolContext } from '../operation';

/** `iss` of the pool's tokens. */
export function issuerOf(context: PoolContext, poolId: string): string {
  return context.settings.issuer
    .replaceAll('{poolId}', poolId)
    .replaceAll('{region}', context.settings.region);
}
