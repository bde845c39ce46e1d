import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { PoolRecord, UserRecord } from '../store/records';
import { attributeKey, foldName, nameKey, searchableAttributes } from './names';

/** A parsed filter of ListUsers: one attribute, compared with one value. */
export interface UserFilter {
  readonly attribute: string;
  readonly operator: '=' | '^=';
  readonly value: string;
}

const shape = /^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/su;
const searchable = new Set<string>([
  ...searchableAttributes,
  'username',
  'sub',
  'cognito:user_status',
  'status',
]);
/** Users looked at in one go while matches are sought. */
const stride = 500;

/**
 * Parses `attribute = "value"` or `attribute ^= "value"`; in the value, `\` escapes quotes and itself.
 *
 * @returns undefined for a blank filter, which everybody passes
 * @throws PoolError InvalidParameterException
 */
export function parseFilter(text: string | undefined): UserFilter | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const [, attribute, operator, quoted] = shape.exec(text) ?? [];
  if (attribute === undefined || quoted === undefined) {
    throw new PoolError('InvalidParameterException', 'Error while parsing filter.');
  }
  if (!searchable.has(attribute)) {
    throw new PoolError('InvalidParameterException', `Invalid search attribute: ${attribute}`);
  }
  return {
    attribute,
    operator: operator === '^=' ? '^=' : '=',
    value: quoted.replace(/\\(.)/gsu, '$1'),
  };
}

/**
 * Up to `count` users of the pool that pass the filter, in the order of their `sub`, beginning after `after`. An exact match of an
 * indexed attribute does not look at other users.
 */
export function matchingUsers(
  context: PoolContext,
  pool: PoolRecord,
  filter: UserFilter | undefined,
  after: string | undefined,
  count: number,
): readonly UserRecord[] {
  const { users } = context.store;
  if (!filter) return users.page('pool', pool.id, after, count);
  const [index, value] = narrowest(pool, filter);
  const passes = predicate(pool, filter);
  const found: UserRecord[] = [];
  let position = after;
  for (;;) {
    const some = users.page(index, value, position, stride);
    for (const user of some) {
      if (passes(user)) found.push(user);
      if (found.length === count) return found;
    }
    if (some.length < stride) return found;
    position = some.at(-1)?.sub;
  }
}

/** The index entry that holds every match and as little else as can be. */
function narrowest(pool: PoolRecord, { attribute, operator, value }: UserFilter): [string, string] {
  if (operator === '=') {
    if (attribute === 'username' || attribute === 'sub') return ['name', nameKey(pool, pool.id, value)];
    if (searchableAttributes.some((name) => name === attribute)) {
      return ['attribute', attributeKey(pool.id, attribute, value)];
    }
  }
  return ['pool', pool.id];
}

function predicate(
  pool: PoolRecord,
  { attribute, operator, value }: UserFilter,
): (user: UserRecord) => boolean {
  const fold = folding(pool, attribute);
  const wanted = fold(value);
  const read = reader(attribute);
  return (user) => {
    const actual = read(user);
    if (actual === undefined) return false;
    return operator === '=' ? fold(actual) === wanted : fold(actual).startsWith(wanted);
  };
}

/** Which letters count as equal: those of attributes as in sign-in names, a status word in any case, the rest exactly. */
function folding(pool: PoolRecord, attribute: string): (text: string) => string {
  switch (attribute) {
    case 'cognito:user_status':
      return (text) => text.toUpperCase();
    case 'username':
    case 'sub':
    case 'status':
      return (text) => text;
    default:
      return (text) => foldName(pool, text);
  }
}

function reader(attribute: string): (user: UserRecord) => string | undefined {
  switch (attribute) {
    case 'cognito:user_status':
      return (user) => user.status;
    case 'username':
      return (user) => user.username;
    case 'sub':
      return (user) => user.sub;
    case 'status':
      return (user) => (user.enabled ? 'Enabled' : 'Disabled');
    default:
      return (user) => user.attributes[attribute];
  }
}
