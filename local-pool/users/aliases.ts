import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { PoolRecord, UserRecord } from '../store/records';
import { contactAttributes, withoutAttributes } from './attributes';
import { findUser } from './find-user';
import { foldName, isAliasAttribute, isUsernameAttribute, nameKey } from './names';

/**
 * In pools whose users are named by e-mail or phone number a value belongs to one user, verified or not.
 *
 * @param user whose values these will be; undefined for a new user
 * @throws PoolError UsernameExistsException for a new user, AliasExistsException for a change
 */
export function checkUnique(
  context: PoolContext,
  pool: PoolRecord,
  values: Readonly<Record<string, string>>,
  user?: UserRecord,
): void {
  for (const name of contactAttributes) {
    const value = values[name];
    if (!value || !isUsernameAttribute(pool, name)) continue;
    const owner = findUser(context, pool, value);
    if (!owner || owner.sub === user?.sub) continue;
    const type = user ? 'AliasExistsException' : 'UsernameExistsException';
    throw new PoolError(type, `An account with the given ${name} already exists.`);
  }
}

/**
 * Takes an alias from whoever holds it: the value stays with the former owner, unverified.
 *
 * @param force false: refuse instead
 * @throws PoolError AliasExistsException
 */
export function claimAlias(
  context: PoolContext,
  pool: PoolRecord,
  name: string,
  value: string,
  force: boolean,
  user?: UserRecord,
): void {
  const owner = aliasOwner(context, pool, name, value, user);
  if (!owner) return;
  if (!force) throw new PoolError('AliasExistsException', `An account with the ${name} already exists.`);
  const attributes =
    name === 'preferred_username'
      ? withoutAttributes(owner.attributes, [name])
      : { ...owner.attributes, [`${name}_verified`]: 'false' };
  context.store.users.put({ ...owner, attributes, updatedAt: context.clock.now() });
}

/**
 * Takes every alias that a user is going to have. Only a verified value is an alias, so only then is there something to take.
 *
 * @param attributes what the user will have
 * @param force false: refuse instead. A preferred_username is never taken by force
 * @throws PoolError AliasExistsException
 */
export function claimAliases(
  context: PoolContext,
  pool: PoolRecord,
  attributes: Readonly<Record<string, string>>,
  force: boolean,
  user?: UserRecord,
): void {
  for (const name of contactAttributes) {
    const value = attributes[name];
    const verified = attributes[`${name}_verified`] === 'true';
    if (value && verified) claimAlias(context, pool, name, value, force, user);
  }
  const preferred = attributes['preferred_username'];
  if (preferred) claimAlias(context, pool, 'preferred_username', preferred, false, user);
}

/** Whether a value can become a user's alias, or would not be one in this pool. */
export function isAliasFree(
  context: PoolContext,
  pool: PoolRecord,
  name: string,
  value: string,
  user: UserRecord,
): boolean {
  return aliasOwner(context, pool, name, value, user) === undefined;
}

/** Another user for whom `value` is an active alias, in alias pools. */
function aliasOwner(
  context: PoolContext,
  pool: PoolRecord,
  name: string,
  value: string,
  user?: UserRecord,
): UserRecord | undefined {
  if (!isAliasAttribute(pool, name)) return undefined;
  const folded = foldName(pool, value);
  const verified = (candidate: UserRecord): boolean =>
    name === 'preferred_username' || candidate.attributes[`${name}_verified`] === 'true';
  return context.store.users
    .by('name', nameKey(pool, pool.id, value))
    .find(
      (candidate) =>
        candidate.sub !== user?.sub &&
        verified(candidate) &&
        foldName(pool, candidate.attributes[name] ?? '') === folded,
    );
}
