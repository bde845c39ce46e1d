import { compactVerify, type CompactJWSHeaderParameters } from 'jose';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { PoolRecord } from '../store/records';
import { isIssuerOf } from '../tokens/issuer';
import { verificationKey } from '../tokens/keys';

/** Somebody whom an ID token of a user pool stands for. */
export interface Login {
  readonly pool: PoolRecord;
  readonly sub: string;
  /** IAM roles of the groups. */
  readonly roles: readonly string[];
}

interface IdPayload {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  readonly exp?: number;
  readonly token_use?: string;
  readonly 'cognito:roles'?: readonly string[];
}

/**
 * Verifies an ID token. As on AWS, one that was revoked passes: only its signature, its times and whom it is for are looked at.
 *
 * @param provider how identity pools call the user pool: `cognito-idp.<region>.amazonaws.com/<id of the pool>`
 * @throws PoolError NotAuthorizedException
 */
export async function verifiedLogin(context: PoolContext, provider: string, token: string): Promise<Login> {
  const { pool, payload } = await verified(context, token);
  if (provider !== `cognito-idp.${pool.region}.amazonaws.com/${pool.id}`)
    throw refused("Issuer doesn't match providerName");
  const { aud = '', exp = 0, sub = '', token_use: use } = payload;
  if (use !== 'id' || !isIssuerOf(context, pool.id, payload.iss)) throw refused('Not an ID token');
  if (context.store.clients.get(aud)?.poolId !== pool.id) throw refused('Incorrect token audience');
  const now = context.clock.seconds();
  if (exp <= now) throw refused(`Token expired: ${exp} >= ${now}`);
  return { pool, sub, roles: payload['cognito:roles'] ?? [] };
}

async function verified(
  context: PoolContext,
  token: string,
): Promise<{ pool: PoolRecord; payload: IdPayload }> {
  let poolId = '';
  const findKey = (header: CompactJWSHeaderParameters) => {
    const found = verificationKey(context, header.kid, 'id');
    if (!found) throw refused('Token signature invalid');
    poolId = found.poolId;
    return found.key;
  };
  try {
    const { payload } = await compactVerify(token, findKey, { algorithms: ['RS256'] });
    const pool = context.store.pools.get(poolId);
    if (!pool) throw refused('Token is of no user pool');
    return { pool, payload: JSON.parse(Buffer.from(payload).toString('utf8')) as IdPayload };
  } catch (error) {
    if (error instanceof PoolError) throw error;
    throw refused('Token format invalid');
  }
}

function refused(reason: string): PoolError {
  return new PoolError('NotAuthorizedException', `Invalid login token. ${reason}.`);
}
