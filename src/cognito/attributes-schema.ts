import type {
  AttributeDataType,
  SchemaAttributeType,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { attributeBounds } from './attribute-bounds';

/** What the user pool says of one attribute. */
export interface AttributeRow {
  readonly type: AttributeDataType;
  readonly required: boolean;
  /** Whether it can be changed once the user has been made. */
  readonly mutable: boolean;
  /** Lengths of a text, in characters (Unicode code points). */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Bounds of a number, as Cognito writes them: they may be larger than what a number here holds exactly. */
  readonly min?: string;
  readonly max?: string;
}

/** The attributes of a user pool by name. */
export type AttributeSchema = ReadonlyMap<string, AttributeRow>;

/** Reads the schema of a user pool. */
export function schemaFrom({ SchemaAttributes = [] }: UserPoolType): AttributeSchema {
  return new Map(
    SchemaAttributes.flatMap((attribute) =>
      attribute.Name === undefined ? [] : [[attribute.Name, rowFrom(attribute)] as const],
    ),
  );
}

function rowFrom(attribute: SchemaAttributeType): AttributeRow {
  const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {};
  const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {};
  return {
    type: attribute.AttributeDataType ?? 'String',
    required: attribute.Required === true,
    mutable: attribute.Mutable !== false,
    ...attributeBounds({ minLength: MinLength, maxLength: MaxLength }),
    ...(isSet(MinValue) ? { min: MinValue } : {}),
    ...(isSet(MaxValue) ? { max: MaxValue } : {}),
  };
}

function isSet(bound: string | undefined): bound is string {
  return bound !== undefined && bound !== '';
}
