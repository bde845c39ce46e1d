import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { PoolRecord } from '../store/records';

/** The account that every pool is said to belong to. */
const account = '123456789012';

/** A pool's ARN, as DescribeUserPool tells it. */
export function poolArn({ region, id }: Pick<PoolRecord, 'region' | 'id'>): string {
  return `arn:aws:cognito-idp:${region}:${account}:userpool/${id}`;
}

/**
 * The pool that an ARN names.
 *
 * @throws PoolError InvalidParameterException for the ARN of something else, ResourceNotFoundException
 */
export function poolNamedBy(context: PoolContext, arn = ''): PoolRecord {
  const [, id] = /^arn:aws[\w-]*:cognito-idp:[\w-]+:\d{12}:userpool\/(.+)$/u.exec(arn) ?? [];
  if (id === undefined)
    throw new PoolError('InvalidParameterException', `${arn} is not the ARN of a user pool.`);
  const pool = context.store.pools.get(id);
  if (!pool || poolArn(pool) !== arn) {
    throw new PoolError('ResourceNotFoundException', `User pool ${id} does not exist.`);
  }
  return pool;
}
