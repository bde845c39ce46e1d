import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import { PoolError } from '../pool-error';
import type { ClientRecord, PoolRecord, SchemaAttribute, UserRecord } from '../store/records';
import { checkValue } from './attribute-values';
import { isPoolsOwn, isStandard } from './schema';

/** The two attributes a code can be sent to. */
export type ContactAttribute = 'email' | 'phone_number';
export const contactAttributes: readonly ContactAttribute[] = ['email', 'phone_number'];

/** Attribute list of the wire as a record; of two entries with one name the later counts. A missing value is blank. */
export function attributesIn(list: readonly AttributeType[] | undefined): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));
}

/**
 * A user's attributes as the wire lists them, `sub` first.
 *
 * @param readable names to keep; default: all. `sub` is always there
 */
export function attributesOut(
  user: Pick<UserRecord, 'sub' | 'attributes'>,
  readable?: ReadonlySet<string>,
): AttributeType[] {
  const rest = Object.entries(user.attributes)
    .filter(([name]) => readable?.has(name) ?? true)
    .map(([Name, Value]) => ({ Name, Value }));
  return [{ Name: 'sub', Value: user.sub }, ...rest];
}

/** What a client may read in GetUser and ID tokens. Default: the standard attributes. */
export function readableAttributes(pool: PoolRecord, client: ClientRecord): ReadonlySet<string> {
  const listed = client.settings.ReadAttributes;
  if (listed) return new Set(['sub', ...listed]);
  return new Set(pool.schema.map(({ Name }) => Name).filter(isStandard));
}

/** What a client may write: its list (default: the standard attributes) and what the pool requires, never `*_verified`. */
export function writableAttributes(pool: PoolRecord, client: ClientRecord): ReadonlySet<string> {
  const listed = client.settings.WriteAttributes ?? pool.schema.map(({ Name }) => Name).filter(isStandard);
  const required = pool.schema.filter(({ Required }) => Required).map(({ Name }) => Name);
  return new Set([...listed, ...required].filter((name) => !isPoolsOwn(name)));
}

/**
 * @param names attributes that a client wants to set or delete
 * @throws PoolError NotAuthorizedException when one of them is not the client's to write
 */
export function checkWritable(pool: PoolRecord, client: ClientRecord, names: readonly string[]): void {
  const writable = writableAttributes(pool, client);
  // What is not in the schema at all gets the schema's own refusal.
  const known = names.filter((name) => schemaOf(pool, name) !== undefined);
  if (known.some((name) => !writable.has(name))) {
    throw new PoolError('NotAuthorizedException', 'A client attempted to write unauthorized attribute');
  }
}

/**
 * Checks values against the schema: the attribute exists, may be changed, and the value has its type, length and format. A blank
 * value deletes, so only the right to delete is checked then.
 *
 * @param creating true while the user is being made: immutable attributes may be set
 * @throws PoolError InvalidParameterException
 */
export function checkAttributes(
  pool: PoolRecord,
  values: Readonly<Record<string, string>>,
  creating: boolean,
): void {
  for (const [name, value] of Object.entries(values)) {
    const attribute = requireSchema(pool, name);
    if (name === 'sub' || name === 'identities')
      throw invalidParameter(`Cannot modify the non-mutable attribute ${name}`);
    if (!creating && !attribute.Mutable) throw invalidParameter(`user.${name}: Attribute cannot be updated.`);
    if (value !== '') checkValue(attribute, value);
    else if (!creating) checkDeletable(attribute);
  }
}

/**
 * @param values what the user will have
 * @throws PoolError InvalidParameterException naming every required attribute that is missing
 */
export function checkRequired(pool: PoolRecord, values: Readonly<Record<string, string>>): void {
  const missing = missingRequired(pool, values);
  if (missing.length === 0) return;
  const complaints = missing.map((name) => `${name}: The attribute is required`);
  throw invalidParameter(`Attributes did not conform to the schema: ${complaints.join('\n')}`);
}

/** Required attributes without a value, in the order of the schema. */
export function missingRequired(
  pool: PoolRecord,
  values: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return pool.schema
    .filter(({ Name, Required }) => Required && Name !== 'sub' && !values[Name])
    .map(({ Name }) => Name);
}

/**
 * @param names attributes to delete
 * @throws PoolError InvalidParameterException for unknown, required and immutable ones
 */
export function checkDeletion(pool: PoolRecord, names: readonly string[]): void {
  for (const name of names) {
    const attribute = requireSchema(pool, name);
    checkDeletable(attribute);
    if (!attribute.Mutable) throw invalidParameter(`user.${name}: Attribute cannot be updated.`);
  }
}

/** The attributes without `names`. A deleted e-mail address or phone number takes its `_verified` with it. */
export function withoutAttributes(
  attributes: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  const gone = new Set(names);
  for (const name of contactAttributes) if (gone.has(name)) gone.add(`${name}_verified`);
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !gone.has(name)));
}

/**
 * There is nothing to be verified without a value.
 *
 * @param values what is set
 * @param attributes what the user has then
 * @throws PoolError InvalidParameterException
 */
export function checkVerifiable(
  values: Readonly<Record<string, string>>,
  attributes: Readonly<Record<string, string>>,
): void {
  if (values['email_verified'] && !attributes['email']) {
    throw invalidParameter('Email is required to verify/un-verify a email');
  }
  if (values['phone_number_verified'] && !attributes['phone_number']) {
    throw invalidParameter('Phone Number is required to verify/un-verify a phone number');
  }
}

/** What a change of attributes leads to. */
export interface AttributeUpdate {
  readonly attributes: Readonly<Record<string, string>>;
  readonly pendingAttributes: Readonly<Record<string, string>>;
  /** Contact attributes whose new value is now to be verified by a code, with that value. */
  readonly toVerify: readonly { readonly name: ContactAttribute; readonly value: string }[];
}

/**
 * Works out a change of attributes that has passed the checks: blank values delete, a new e-mail address or phone number becomes
 * unverified, or waits for its verification where the pool says so (AttributesRequireVerificationBeforeUpdate).
 *
 * @param values may hold `email_verified` and `phone_number_verified` when an administrator calls
 */
export function planUpdate(
  pool: PoolRecord,
  user: UserRecord,
  values: Readonly<Record<string, string>>,
): AttributeUpdate {
  const blank = Object.keys(values).filter((name) => values[name] === '');
  const attributes = withoutAttributes(user.attributes, blank);
  // A new value, or none, takes the place of one that still waits for its verification.
  const pendingAttributes = withoutAttributes(user.pendingAttributes, Object.keys(values));
  const toVerify: { name: ContactAttribute; value: string }[] = [];
  for (const [name, value] of Object.entries(values)) if (value !== '') attributes[name] = value;
  for (const name of contactAttributes) {
    const value = values[name];
    if (value === undefined) continue;
    if (value === '' || value === user.attributes[name] || values[`${name}_verified`] === 'true') continue;
    if (autoVerified(pool, name)) toVerify.push({ name, value });
    if (defersChange(pool, name) && user.attributes[name] !== undefined) {
      attributes[name] = user.attributes[name];
      pendingAttributes[name] = value;
    } else {
      attributes[`${name}_verified`] = 'false';
    }
  }
  return { attributes, pendingAttributes, toVerify };
}

/** True when the pool sends a code by itself for a new value. */
export function autoVerified(pool: PoolRecord, name: ContactAttribute): boolean {
  return pool.settings.AutoVerifiedAttributes?.includes(name) ?? false;
}

function defersChange(pool: PoolRecord, name: ContactAttribute): boolean {
  const deferred = pool.settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate;
  return autoVerified(pool, name) && (deferred?.includes(name) ?? false);
}

function schemaOf(pool: PoolRecord, name: string): SchemaAttribute | undefined {
  return pool.schema.find((attribute) => attribute.Name === name);
}

function requireSchema(pool: PoolRecord, name: string): SchemaAttribute {
  const attribute = schemaOf(pool, name);
  if (attribute) return attribute;
  if (/^(?:dev:)?custom:/u.test(name))
    throw invalidParameter(`Type for attribute {${name}} could not be determined`);
  throw invalidParameter(
    `Attributes did not conform to the schema: ${name}: Attribute does not exist in the schema.`,
  );
}

function checkDeletable(attribute: SchemaAttribute): void {
  if (!attribute.Required) return;
  throw invalidParameter(`Invalid user attributes: ${attribute.Name}: Required attribute cannot be deleted.`);
}
