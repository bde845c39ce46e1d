import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import { isProtected } from '../../cognito/protected-attributes';
import { attributeBounds } from '../../cognito/attribute-bounds';
import type { PoolDescription } from '../../cognito/user-pool';
import type { AttributeConfiguration } from './configuration.dto';

const TYPES = { String: 'string', Number: 'number', Boolean: 'boolean', DateTime: 'datetime' } as const;

/** The attributes that people may fill in themselves: what the app client may write, without what this service keeps from them. */
export function attributesOf({ pool, client }: PoolDescription): AttributeConfiguration[] {
  const writable = client.WriteAttributes;
  return (pool.SchemaAttributes ?? []).flatMap((attribute) => {
    const { Name: name } = attribute;
    if (name === undefined || isProtected(name, 'person')) return [];
    // Without the setting a client may write the standard attributes and none of the pool's own.
    return (writable?.includes(name) ?? !name.startsWith('custom:'))
      ? [configurationOf(name, attribute)]
      : [];
  });
}

function configurationOf(name: string, attribute: SchemaAttributeType): AttributeConfiguration {
  const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {};
  const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {};
  return {
    name,
    type: TYPES[attribute.AttributeDataType ?? 'String'],
    required: attribute.Required === true,
    mutable: attribute.Mutable === true,
    ...attributeBounds({ min: MinLength ?? MinValue, max: MaxLength ?? MaxValue }),
  };
}
