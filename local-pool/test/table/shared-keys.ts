import type * as Keys from '../../tokens/keys';

/**
 * `tokens/keys` with pools that share the primes of the first one, under key ids of their own: finding primes for every pool
 * takes longer than all the rest of the table.
 */
export function withSharedKeys(keys: typeof Keys): typeof Keys {
  let first: string | undefined;
  const createPoolKeys: typeof keys.createPoolKeys = async (context, poolId) => {
    const { keys: records } = context.store;
    const model = first === undefined ? [] : records.by('pool', first);
    for (const record of model) {
      const kid = crypto.randomUUID();
      records.put({ ...record, id: kid, kid, poolId });
    }
    if (model.length > 0) return;
    first = poolId;
    await keys.createPoolKeys(context, poolId);
  };
  return { ...keys, createPoolKeys };
}
