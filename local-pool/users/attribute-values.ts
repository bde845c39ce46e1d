import { invalidParameter } from '../auth/refusals';
import type { SchemaAttribute } from '../store/records';

const emailShape = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/u;
const phoneNumberShape = /^\+[0-9]{1,15}$/u;
const birthdateShape = /^\d{4}-\d{2}-\d{2}$/u;
const numberShape = /^-?\d+$/u;

/** True for something that looks like an e-mail address. */
export function looksLikeEmail(value: string): boolean {
  return emailShape.test(value);
}

/** True for `+` and digits (E.164). */
export function looksLikePhoneNumber(value: string): boolean {
  return phoneNumberShape.test(value);
}

/**
 * Checks one value that is not blank against its attribute's type, length, range and format.
 *
 * @throws PoolError InvalidParameterException
 */
export function checkValue(attribute: SchemaAttribute, value: string): void {
  if (attribute.Name === 'email' && !looksLikeEmail(value))
    throw invalidParameter('Invalid email address format.');
  if (attribute.Name === 'phone_number' && !looksLikePhoneNumber(value)) {
    throw invalidParameter('Invalid phone number format.');
  }
  const complaint = complaintAbout(attribute, value);
  if (complaint)
    throw invalidParameter(`Attributes did not conform to the schema: ${attribute.Name}: ${complaint}`);
}

function complaintAbout(attribute: SchemaAttribute, value: string): string | undefined {
  if (attribute.Name === 'birthdate' && !isDate(value))
    return 'Invalid birthdate format. Must be YYYY-MM-DD.';
  switch (attribute.AttributeDataType) {
    case 'String':
      return lengthComplaint(attribute, value);
    case 'Number':
      return numberComplaint(attribute, value);
    case 'Boolean':
      return /^(?:true|false)$/iu.test(value) ? undefined : 'Attribute value is not a boolean.';
    case 'DateTime':
      return Number.isNaN(Date.parse(value)) && !numberShape.test(value)
        ? 'Attribute value is not a date.'
        : undefined;
  }
}

function lengthComplaint(attribute: SchemaAttribute, value: string): string | undefined {
  const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {};
  if (MinLength !== undefined && value.length < Number(MinLength)) {
    return `String must be of minimum length ${MinLength}`;
  }
  if (MaxLength !== undefined && value.length > Number(MaxLength)) {
    return `String must be of maximum length ${MaxLength}`;
  }
  return undefined;
}

function numberComplaint(attribute: SchemaAttribute, value: string): string | undefined {
  if (!numberShape.test(value)) return 'Attribute value is not a number.';
  const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {};
  if (MinValue !== undefined && Number(value) < Number(MinValue))
    return `Number must not be less than ${MinValue}`;
  if (MaxValue !== undefined && Number(value) > Number(MaxValue))
    return `Number must not be more than ${MaxValue}`;
  return undefined;
}

/** A calendar day that exists: 2001-02-30 does not. */
function isDate(value: string): boolean {
  if (!birthdateShape.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
