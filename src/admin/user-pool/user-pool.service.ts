import {
  AddCustomAttributesCommand,
  type SchemaAttributeType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { UserPool } from '../../cognito/user-pool';
import { AppError, type FieldError } from '../../common/errors/app-error';
import type { NewAttribute } from './new-attributes.dto';
import type { SchemaAttribute } from './user-pool.dto';
import { schemaAttribute } from './user-pool-view';

/** Most custom attributes of a user pool. */
const MOST = 50;

/** Changes of the user pool itself. */
@Injectable()
export class UserPoolService {
  constructor(
    private readonly cognito: Cognito,
    private readonly userPool: UserPool,
  ) {}

  /**
   * Adds custom attributes, which cannot be undone, and gives them as the pool has them then.
   *
   * @throws AppError `validation_failed` for bounds that do not fit the type or each other, `conflict` for names that the pool has,
   *   `limit_exceeded`
   */
  async addAttributes(attributes: readonly NewAttribute[]): Promise<SchemaAttribute[]> {
    refuseFaults('validation_failed', attributes, (attribute, index) =>
      formFault(attribute, index, attributes),
    );
    const { schema } = await this.userPool.describe();
    refuseFaults('conflict', attributes, ({ name }) =>
      schema.has(`custom:${name}`) ? ['name', 'is in the user pool already'] : undefined,
    );
    const present = [...schema.keys()].filter((name) => /^(dev:)?custom:/.test(name)).length;
    if (present + attributes.length > MOST) throw new AppError('limit_exceeded');
    await this.cognito.send(
      new AddCustomAttributesCommand({
        UserPoolId: this.cognito.userPoolId,
        CustomAttributes: attributes.map(cognitoAttribute),
      }),
    );
    this.userPool.forget();
    // What is known goes on being used where this fails: what has been added is known here.
    await this.userPool.describe();
    return attributes.map((attribute) =>
      schemaAttribute({ ...cognitoAttribute(attribute), Name: `custom:${attribute.name}` }),
    );
  }
}

type Fault = readonly [member: string, message: string];

/** @throws AppError of this code with all faults */
function refuseFaults(
  code: 'validation_failed' | 'conflict',
  attributes: readonly NewAttribute[],
  faultOf: (attribute: NewAttribute, index: number) => Fault | undefined,
): void {
  const errors = attributes.flatMap((attribute, index): FieldError[] => {
    const [member, message] = faultOf(attribute, index) ?? [];
    if (member === undefined || message === undefined) return [];
    return [{ field: `attributes.${index}.${member}`, message }];
  });
  if (errors.length > 0) throw new AppError(code, { errors });
}

/** What the form of single members does not show. */
function formFault(attribute: NewAttribute, index: number, all: readonly NewAttribute[]): Fault | undefined {
  const { name, type = 'String', minLength, maxLength, min, max } = attribute;
  if (all.findIndex((other) => other.name === name) !== index) return ['name', 'must not be given twice'];
  if (type !== 'String' && minLength !== undefined) return ['minLength', 'is for the type String only'];
  if (type !== 'String' && maxLength !== undefined) return ['maxLength', 'is for the type String only'];
  if (type !== 'Number' && min !== undefined) return ['min', 'is for the type Number only'];
  if (type !== 'Number' && max !== undefined) return ['max', 'is for the type Number only'];
  if ((minLength ?? 0) > (maxLength ?? Infinity)) return ['maxLength', 'must not be less than minLength'];
  if ((min ?? -Infinity) > (max ?? Infinity)) return ['max', 'must not be less than min'];
  return undefined;
}

/** Cognito writes bounds as texts, and takes attributes that do not say so for unchangeable. */
function cognitoAttribute(attribute: NewAttribute): SchemaAttributeType {
  const { name, type = 'String', mutable = true, minLength, maxLength, min, max } = attribute;
  const text = (bound: number | undefined): string | undefined =>
    bound === undefined ? undefined : String(bound);
  return {
    Name: name,
    AttributeDataType: type,
    Mutable: mutable,
    ...(type === 'String'
      ? { StringAttributeConstraints: { MinLength: text(minLength), MaxLength: text(maxLength) } }
      : {}),
    ...(type === 'Number'
      ? { NumberAttributeConstraints: { MinValue: text(min), MaxValue: text(max) } }
      : {}),
  };
}
