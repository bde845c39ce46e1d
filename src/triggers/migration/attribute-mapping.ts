import { ACCESS_ATTRIBUTES } from '../../cognito/protected-attributes';

/** Injection token of the AttributeMapping; default: `standardMapping`. */
export const ATTRIBUTE_MAPPING = Symbol('attribute mapping');

/** Where an attribute of the user pool comes from, and in which form it is there. */
export interface MappedAttribute {
  /** Its name in the former directory. */
  readonly from: string;
  /**
   * `text` as it is (numbers in digits), `boolean` for `true`, `1`, `yes` and the like, `seconds` for dates as seconds since the epoch
   * (`updated_at`). Default `text`.
   */
  readonly as?: 'text' | 'boolean' | 'seconds' | undefined;
  /**
   * Has to be `true` where access depends on the attribute (`custom:account_id`): a migration writes with all rights, so whoever could write
   * that column of the former directory could write themselves into an account.
   */
  readonly access?: boolean | undefined;
}

/** The attributes of the user pool that come from the former directory: a table of the operator's. */
export type AttributeMapping = Readonly<Record<string, MappedAttribute>>;

/** For a directory that has e-mail addresses and names. */
export const standardMapping: AttributeMapping = {
  email: { from: 'email' },
  // Without it nobody who has forgotten the password can be sent a code.
  email_verified: { from: 'email_verified', as: 'boolean' },
  phone_number: { from: 'phone_number' },
  phone_number_verified: { from: 'phone_number_verified', as: 'boolean' },
  name: { from: 'name' },
  given_name: { from: 'given_name' },
  family_name: { from: 'family_name' },
  locale: { from: 'locale' },
};

/** What Cognito keeps itself: no directory can say it. */
const COGNITOS_OWN = /^(sub|identities|cognito:.*)$/;

/** Longest value of an attribute, in characters. */
const LONGEST = 2048;

/**
 * The attributes of a user as Cognito takes them: texts. What is missing, empty or of no use is left out.
 *
 * @throws Error for a mapping that names what is Cognito's own
 */
export function mapped(
  mapping: AttributeMapping,
  attributes: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const entries = Object.entries(mapping).flatMap(([name, { from, as = 'text' }]) => {
    const value = Object.hasOwn(attributes, from) ? forms[as](attributes[from]) : undefined;
    return value === undefined || value === '' || value.length > LONGEST ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * What is wrong with a mapping, whatever the user pool is like.
 *
 * @returns faults that begin with the attribute
 */
export function mappingFaults(mapping: AttributeMapping): string[] {
  return Object.entries(mapping).flatMap(([name, { access = false }]) => {
    if (COGNITOS_OWN.test(name)) return [`${name}: is kept by Cognito and cannot be mapped`];
    if (ACCESS_ATTRIBUTES.includes(name) && !access)
      return [`${name}: decides on access; say "access": true when only administrators can change it there`];
    return [];
  });
}

/**
 * Checks a mapping when the service starts.
 *
 * @throws Error naming the attributes that no mapping can have
 */
export function checkMapping(mapping: AttributeMapping): void {
  const faults = mappingFaults(mapping);
  if (faults.length > 0) throw new Error(`The attribute mapping cannot have ${faults.join('; ')}`);
}

const forms: Readonly<Record<NonNullable<MappedAttribute['as']>, (value: unknown) => string | undefined>> = {
  text: (value) => (typeof value === 'string' ? value : numberText(value)),
  boolean: (value) => (isYes(value) ? 'true' : 'false'),
  seconds: (value) => {
    const time = value instanceof Date ? value.getTime() : Date.parse(String(value));
    return Number.isNaN(time) ? undefined : String(Math.floor(time / 1000));
  },
};

function numberText(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Only a clear yes verifies an address. */
function isYes(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && /^(true|t|1|y|yes)$/i.test(value));
}
