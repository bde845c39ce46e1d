import { decodeJwt } from 'jose';
import type { PoolContext } from '../operation';
import { findUser } from '../users/find-user';
import { foldName } from '../users/names';
import type { QuotaCall } from './quotas';

/** Members of inputs that say what a call is about. */
interface Input {
  readonly UserPoolId?: string;
  readonly ClientId?: string;
  readonly Username?: string;
  readonly AccessToken?: string;
  readonly ChallengeName?: string;
  readonly AuthParameters?: Readonly<Record<string, string>>;
  readonly ChallengeResponses?: Readonly<Record<string, string>>;
}

/**
 * A call as the quotas see it.
 *
 * @param input checked against the model
 */
export function quotaCall(context: PoolContext, operation: string, input: unknown): QuotaCall {
  const given = input as Input;
  const poolId = given.UserPoolId ?? context.store.clients.get(given.ClientId ?? '')?.poolId;
  return { operation, challenge: given.ChallengeName, poolId, user: userOf(context, given, poolId) };
}

function userOf(context: PoolContext, input: Input, poolId: string | undefined): string | undefined {
  if (input.AccessToken !== undefined) return subjectOf(input.AccessToken);
  const { Username, AuthParameters, ChallengeResponses } = input;
  const name = Username ?? AuthParameters?.['USERNAME'] ?? ChallengeResponses?.['USERNAME'];
  const pool = context.store.pools.get(poolId ?? '');
  if (name === undefined || !pool) return undefined;
  return findUser(context, pool, name)?.sub ?? `${pool.id}/${foldName(pool, name)}`;
}

/** Whether the token is good is for the operation to say. */
function subjectOf(token: string): string | undefined {
  try {
    return decodeJwt(token).sub;
  } catch {
    return undefined;
  }
}
