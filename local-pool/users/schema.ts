import type { SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { SchemaAttribute } from '../store/records';

/** Most custom attributes of a pool (quotas of the service). */
const maxCustomAttributes = 50;

const system = { DeveloperOnlyAttribute: false, Mutable: true, Required: false } as const;

function text(Name: string, MinLength = '0', MaxLength = '2048'): SchemaAttribute {
  return {
    Name,
    AttributeDataType: 'String',
    ...system,
    StringAttributeConstraints: { MinLength, MaxLength },
  };
}

function flag(Name: string): SchemaAttribute {
  return { Name, AttributeDataType: 'Boolean', ...system };
}

/** The attributes every pool has, in the order DescribeUserPool lists them. */
export const standardAttributes: readonly SchemaAttribute[] = [
  text('profile'),
  text('address'),
  text('birthdate', '10', '10'),
  text('gender'),
  text('preferred_username'),
  {
    Name: 'updated_at',
    AttributeDataType: 'Number',
    ...system,
    NumberAttributeConstraints: { MinValue: '0' },
  },
  text('website'),
  text('picture'),
  { Name: 'identities', AttributeDataType: 'String', ...system, StringAttributeConstraints: {} },
  { ...text('sub', '1'), Mutable: false, Required: true },
  text('phone_number'),
  flag('phone_number_verified'),
  text('zoneinfo'),
  text('locale'),
  text('email'),
  flag('email_verified'),
  text('given_name'),
  text('family_name'),
  text('middle_name'),
  text('name'),
  text('nickname'),
];

const standardNames = new Set(standardAttributes.map(({ Name }) => Name));
const poolsOwn = new Set(['sub', 'identities', 'email_verified', 'phone_number_verified']);

/** True for the attributes every pool has, `custom:` ones excepted. */
export function isStandard(name: string): boolean {
  return standardNames.has(name);
}

/** True for the attributes that the pool sets by itself: no client can write them and no schema can change them. */
export function isPoolsOwn(name: string): boolean {
  return poolsOwn.has(name);
}

/**
 * The schema of a new pool: the standard attributes, changed as asked, and the custom ones.
 *
 * @param asked CreateUserPool's Schema
 * @throws PoolError InvalidParameterException
 */
export function newSchema(asked: readonly SchemaAttributeType[] | undefined): readonly SchemaAttribute[] {
  const standard = new Map(standardAttributes.map((attribute) => [attribute.Name, attribute]));
  const custom: SchemaAttributeType[] = [];
  for (const attribute of asked ?? []) {
    const known = standard.get(attribute.Name ?? '');
    if (known) standard.set(known.Name, changedStandard(known, attribute));
    else custom.push(attribute);
  }
  return withCustomAttributes([...standard.values()], custom);
}

/**
 * Adds custom attributes, which can never be removed again.
 *
 * @param asked names without `custom:`
 * @throws PoolError InvalidParameterException
 */
export function withCustomAttributes(
  schema: readonly SchemaAttribute[],
  asked: readonly SchemaAttributeType[],
): readonly SchemaAttribute[] {
  const all = [...schema];
  for (const attribute of asked) {
    const added = customAttribute(attribute);
    if (all.some(({ Name }) => Name === added.Name)) {
      throw invalidParameter(`${added.Name}: Existing attribute already has name ${added.Name}.`);
    }
    all.push(added);
  }
  const customs = all.filter(({ Name }) => !standardNames.has(Name));
  if (customs.length > maxCustomAttributes) {
    throw invalidParameter(`Number of custom attributes exceeds the limit of ${maxCustomAttributes}.`);
  }
  return all;
}

function changedStandard(known: SchemaAttribute, asked: SchemaAttributeType): SchemaAttribute {
  if (isPoolsOwn(known.Name)) {
    const unchanged = (asked.Required ?? known.Required) === known.Required;
    if (unchanged) return known;
    throw invalidParameter(`Invalid schema: ${known.Name} cannot be changed.`);
  }
  const type = asked.AttributeDataType;
  if (type !== undefined && type !== known.AttributeDataType) {
    throw invalidParameter(
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${known.Name}`,
    );
  }
  return {
    ...known,
    Mutable: asked.Mutable ?? known.Mutable,
    Required: asked.Required ?? known.Required,
    ...(known.AttributeDataType === 'String'
      ? {
          StringAttributeConstraints: {
            ...known.StringAttributeConstraints,
            ...defined(asked.StringAttributeConstraints),
          },
        }
      : {}),
    ...(known.AttributeDataType === 'Number'
      ? {
          NumberAttributeConstraints: {
            ...known.NumberAttributeConstraints,
            ...defined(asked.NumberAttributeConstraints),
          },
        }
      : {}),
  };
}

function customAttribute(asked: SchemaAttributeType): SchemaAttribute {
  const name = asked.Name ?? '';
  const Name = `${asked.DeveloperOnlyAttribute === true ? 'dev:' : ''}custom:${name.replace(/^custom:/u, '')}`;
  if (name === '') throw invalidParameter('Invalid schema: the name of an attribute is missing.');
  if (asked.Required === true)
    throw invalidParameter('Required custom attributes are not supported currently.');
  const AttributeDataType = asked.AttributeDataType ?? 'String';
  return {
    Name,
    AttributeDataType,
    DeveloperOnlyAttribute: asked.DeveloperOnlyAttribute ?? false,
    // The API's default for a custom attribute; the console's is true.
    Mutable: asked.Mutable ?? false,
    Required: false,
    ...(AttributeDataType === 'String'
      ? { StringAttributeConstraints: defined(asked.StringAttributeConstraints) }
      : {}),
    ...(AttributeDataType === 'Number'
      ? { NumberAttributeConstraints: defined(asked.NumberAttributeConstraints) }
      : {}),
  };
}

function defined(value: object | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value ?? {}).filter(
      (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
