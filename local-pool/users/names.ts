import { isFederatedProfile } from '../federation/identities';
import type { PoolRecord, UserRecord } from '../store/records';

/** Attributes by which ListUsers searches, apart from the user name, `sub` and the two kinds of status. */
export const searchableAttributes = [
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
] as const;

/** A name as the pool compares it: case counts unless the pool was made with CaseSensitive false. */
export function foldName(pool: PoolRecord | undefined, name: string): string {
  // The API's default is a case-sensitive pool; only the console's is not.
  return pool?.settings.UsernameConfiguration?.CaseSensitive === false ? name.toLowerCase() : name;
}

/** True for `email` or `phone_number` in pools whose users sign up with that instead of a user name. */
export function isUsernameAttribute(pool: PoolRecord | undefined, name: string): boolean {
  return pool?.settings.UsernameAttributes?.some((attribute) => attribute === name) ?? false;
}

/** True for attributes that sign in beside the user name once verified. */
export function isAliasAttribute(pool: PoolRecord | undefined, name: string): boolean {
  return pool?.settings.AliasAttributes?.some((attribute) => attribute === name) ?? false;
}

/** The key of a name in the index `name` of the users. */
export function nameKey(pool: PoolRecord | undefined, poolId: string, name: string): string {
  return `${poolId}/${foldName(pool, name)}`;
}

/** Every key the user is found under: user name, `sub`, verified aliases, user-name attributes. */
export function namesOf(user: UserRecord, pool: PoolRecord | undefined): readonly string[] {
  const names = [user.username, user.sub, ...activeAliases(user, pool)];
  return [...new Set(names.map((name) => nameKey(pool, user.poolId, name)))];
}

/** The attribute values that name this user at sign-in now. */
export function activeAliases(user: UserRecord, pool: PoolRecord | undefined): readonly string[] {
  // An external provider vouches for these values, not the pool: they must not take anybody's place.
  if (isFederatedProfile(user)) return [];
  const aliases: string[] = [];
  for (const name of ['email', 'phone_number'] as const) {
    const value = user.attributes[name];
    if (!value) continue;
    const verifiedAlias = isAliasAttribute(pool, name) && user.attributes[`${name}_verified`] === 'true';
    if (verifiedAlias || isUsernameAttribute(pool, name)) aliases.push(value);
  }
  const preferred = user.attributes['preferred_username'];
  if (preferred && isAliasAttribute(pool, 'preferred_username')) aliases.push(preferred);
  return aliases;
}

/** Keys of the index `attribute`: the user name and every searchable attribute the user has. */
export function attributeKeysOf(user: UserRecord): readonly string[] {
  const keys = [attributeKey(user.poolId, 'username', user.username)];
  for (const name of searchableAttributes) {
    const value = user.attributes[name];
    if (value) keys.push(attributeKey(user.poolId, name, value));
  }
  return keys;
}

/** A key of the index `attribute`. */
export function attributeKey(poolId: string, name: string, value: string): string {
  return `${poolId}/${name}=${value.toLowerCase()}`;
}
