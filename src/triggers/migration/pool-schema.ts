import type { PoolDescription } from '../../cognito/user-pool';
import type { AttributeMapping, MappedAttribute } from './attribute-mapping';

/**
 * What a user pool would refuse of everybody who comes by this mapping.
 *
 * @returns faults that begin with the attribute
 */
export function schemaFaults(mapping: AttributeMapping, pool: PoolDescription): string[] {
  const needed = new Set([...pool.requiredAttributes, ...signInNames(pool, mapping)]);
  return [
    ...Object.entries(mapping).flatMap(([name, mapped]) => rowFaults(name, mapped, pool)),
    ...[...needed]
      .filter((name) => mapping[name] === undefined)
      .map((name) => `${name}: is needed by the user pool, and nothing is mapped to it`),
  ];
}

function rowFaults(name: string, { as = 'text' }: MappedAttribute, { schema }: PoolDescription): string[] {
  const row = schema.get(name);
  if (row === undefined) return [`${name}: is no attribute of the user pool`];
  if (as === 'seconds' && row.type === 'Boolean') return [`${name}: is a Boolean, and no point in time`];
  if (as === 'boolean' && row.type !== 'Boolean' && row.type !== 'String')
    return [`${name}: is a ${row.type}, and no yes or no`];
  if (row.type === 'Boolean' && as !== 'boolean') return [`${name}: is a Boolean; say "as": "boolean"`];
  return [];
}

/** Where people sign in with addresses, one of them has to come. */
function signInNames({ pool }: PoolDescription, mapping: AttributeMapping): readonly string[] {
  const names = pool.UsernameAttributes ?? [];
  return names.some((name) => mapping[name] !== undefined) ? [] : names.slice(0, 1);
}
