import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import { mayBeTyped } from './attributes';
import { codePoints } from './attributes-values';

/** Longest value of an attribute, characters. */
const MAX_VALUE = 2048;

/** What a member must be that maps names to values. */
interface MapRule {
  readonly name: RegExp;
  /** Our words for `name`. */
  readonly names: string;
  readonly accepts: (value: unknown, name: string) => boolean;
  /** Our words for `accepts`. */
  readonly values: string;
  /** Whether there must be something in it. */
  readonly filled?: true;
}

const TEXTS: MapRule = {
  name: /^[\w:.-]{1,40}$/,
  names: 'must be named by 1 to 40 letters, digits or : . - _',
  accepts: isText,
  values: `must hold texts of at most ${MAX_VALUE} characters`,
};

const ATTRIBUTES: MapRule = {
  // Cognito's characters of names: letters, marks, symbols, numbers and punctuation, no spaces.
  name: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,32}$/u,
  names: 'must be named by 1 to 32 characters without spaces',
  accepts: isAttributeValue,
  values: `must hold texts of at most ${MAX_VALUE} characters, or numbers and booleans by the type of the attribute`,
};

const PATCH: MapRule = {
  ...ATTRIBUTES,
  accepts: (value, name) => value === null || isAttributeValue(value, name),
  values: `${ATTRIBUTES.values}, or null`,
  filled: true,
};

/** Left out or fulfilling the other rules; unlike IsOptional it does not let null pass, which Cognito has no meaning for. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** A member that maps names to texts, such as what triggers are handed. */
export function IsTextMap(): PropertyDecorator {
  return isMap('isTextMap', TEXTS);
}

/** What is wrong with a value that must map names to texts, without the value itself; undefined when it fits. */
export function textMapFault(value: unknown): string | undefined {
  return mapFault(value, TEXTS);
}

/** A member that maps attribute names to their values: texts, numbers and booleans. */
export function IsAttributeMap(): PropertyDecorator {
  return isMap('isAttributeMap', ATTRIBUTES);
}

/** Like IsAttributeMap, with at least one attribute, and with null to delete. */
export function IsAttributePatch(): PropertyDecorator {
  return isMap('isAttributePatch', PATCH);
}

function isMap(name: string, rule: MapRule): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => mapFault(value, rule) === undefined,
      defaultMessage: (found?: ValidationArguments) =>
        `${found?.property ?? ''} ${mapFault(found?.value, rule) ?? ''}`,
    },
  });
}

/** What is wrong, without the values themselves. */
function mapFault(map: unknown, rule: MapRule): string | undefined {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return 'must be an object';
  const entries = Object.entries(map);
  if (rule.filled === true && entries.length === 0) return 'must name at least one attribute';
  if (!entries.every(([name]) => rule.name.test(name))) return rule.names;
  const bad = entries.find(([name, value]) => !rule.accepts(value, name));
  return bad && `${rule.values} (see ${bad[0]})`;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && codePoints(value) <= MAX_VALUE;
}

/** Which of them an attribute of the pool's own takes, its schema says; most standard ones are texts. */
function isAttributeValue(value: unknown, name: string): boolean {
  if (isText(value)) return true;
  return (
    mayBeTyped(name) && (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
  );
}
