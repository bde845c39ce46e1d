import type { PoolContext } from '../operation';
import type { ClientRecord, PoolRecord } from '../store/records';
import { selfServiceScope } from '../tokens/access-token';

/** The scope that makes it OpenID Connect. */
export const openid = 'openid';

/** Scopes that every pool has. */
export const systemScopes: readonly string[] = [openid, 'email', 'phone', 'profile', selfServiceScope];

/** The scopes of a pool's resource servers: `<identifier>/<name>`. */
export function resourceServerScopes(context: PoolContext, { id }: PoolRecord): readonly string[] {
  return context.store.resourceServers
    .by('pool', id)
    .flatMap(({ settings: { Identifier, Scopes } }) =>
      (Scopes ?? []).map(({ ScopeName }) => `${Identifier ?? ''}/${ScopeName ?? ''}`),
    );
}

/** The scopes that a client may be granted on its own: those of resource servers, as far as they still exist. */
export function customScopesOf(
  context: PoolContext,
  pool: PoolRecord,
  client: ClientRecord,
): readonly string[] {
  const existing = new Set(resourceServerScopes(context, pool));
  return (client.settings.AllowedOAuthScopes ?? []).filter((scope) => existing.has(scope));
}

/** The scopes that a client may be granted for a user. */
export function scopesOf(context: PoolContext, pool: PoolRecord, client: ClientRecord): readonly string[] {
  const existing = new Set([...systemScopes, ...resourceServerScopes(context, pool)]);
  return (client.settings.AllowedOAuthScopes ?? []).filter((scope) => existing.has(scope));
}

/** Scopes out of a request: separated by spaces, each once. */
export function scopesIn(text: string): readonly string[] {
  return [...new Set(text.split(' ').filter((scope) => scope !== ''))];
}
