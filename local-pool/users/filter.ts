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
const stride = 100;

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

/** A user who was found, and where to go on from. */
export interface Found {
  readonly user: UserRecord;
  readonly position: string;
}

/**
 * Up to `count` users of the pool that pass the filter, beginning after the position `after`: in the order of their `sub`, or of the
 * searched value where its beginning is asked for. Neither an exact match nor a beginning of an indexed value looks at other users.
 */
export function matchingUsers(
  context: PoolContext,
  pool: PoolRecord,
  filter: UserFilter | undefined,
  after: string | undefined,
  count: number,
): readonly Found[] {
  const next = candidates(context, pool, filter);
  const passes = filter ? predicate(pool, filter) : () => true;
  const found: Found[] = [];
  let position = after;
  for (;;) {
    const some = next(position, filter ? stride : count);
    for (const candidate of some) {
      if (passes(candidate.user)) found.push(candidate);
      if (found.length === count) return found;
    }
    position = some.at(-1)?.position;
    if (position === undefined) return found;
  }
}

/** Gives those who may match, some at a time; nobody once there are no more. */
type Candidates = (after: string | undefined, count: number) => readonly Found[];

function candidates(context: PoolContext, pool: PoolRecord, filter: UserFilter | undefined): Candidates {
  const { users } = context.store;
  if (filter?.operator === '^=' && isIndexed(filter.attribute)) {
    const prefix = attributeKey(pool.id, filter.attribute, filter.value);
    return (after, count) =>
      users
        .pageStartingWith('attribute', prefix, after === undefined ? undefined : positionIn(after), count)
        .map(({ record, position }) => ({ user: record, position: `${position.key} ${position.value}` }));
  }
  const [index, value] = filter ? narrowest(pool, filter) : (['pool', pool.id] as const);
  return (after, count) =>
    users.page(index, value, after, count).map((user) => ({ user, position: user.sub }));
}

/** `<sub> <value>`, which may have spaces of its own. */
function positionIn(text: string): { value: string; key: string } {
  const space = text.indexOf(' ');
  return { key: text.slice(0, space), value: text.slice(space + 1) };
}

function isIndexed(attribute: string): boolean {
  return attribute === 'username' || searchableAttributes.some((name) => name === attribute);
}

/** The index entry that holds every match and as little else as can be. */
function narrowest(pool: PoolRecord, { attribute, operator, value }: UserFilter): [string, string] {
  if (operator === '=') {
    if (attribute === 'username' || attribute === 'sub') return ['name', nameKey(pool, pool.id, value)];
    if (isIndexed(attribute)) {
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
