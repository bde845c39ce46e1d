import { PoolError } from '../pool-error';
import { compilePattern } from './patterns';
import type { Shape } from './api-model';

/** Gathers what is wrong with an input, in the service's words. */
export class Violations {
  private readonly texts: string[] = [];

  /**
   * @param shown the value as it may be repeated; undefined when it is sensitive or has no short form
   * @param path e.g. `userAttributes.1.member.name`
   * @param constraint what follows "Member must "
   */
  add(shown: string | undefined, path: string, constraint: string): void {
    const value = shown === undefined ? 'Value' : `Value ${shown}`;
    this.texts.push(`${value} at '${path}' failed to satisfy constraint: Member must ${constraint}`);
  }

  /**
   * @throws PoolError InvalidParameterException when there are any
   */
  throwIfAny(): void {
    const count = this.texts.length;
    if (count === 0) return;
    const noun = count === 1 ? 'error' : 'errors';
    throw new PoolError(
      'InvalidParameterException',
      `${count} validation ${noun} detected: ${this.texts.join('; ')}`,
    );
  }
}

/**
 * Reads one value: gives what the handlers shall see (unknown members and nulls left out) and notes what is wrong with it.
 *
 * @throws PoolError SerializationException for a wrong JSON type
 */
export type Check = (value: unknown, path: string, violations: Violations) => unknown;

/** Text with its length, pattern and enum. Lengths count UTF-16 units, as the service's Java does. */
export function stringCheck(shape: Shape): Check {
  const pattern = shape.pattern === undefined ? undefined : compilePattern(shape.pattern);
  const longest = shape.max ?? Number.POSITIVE_INFINITY;
  return (value, path, violations) => {
    if (typeof value !== 'string') throw serialization(value, 'String');
    const shown = shape.sensitive ? undefined : `'${value}'`;
    checkSize(shape, value.length, 'length', shown, path, violations);
    if (shape.enum && !shape.enum.includes(value)) {
      violations.add(shown, path, `satisfy enum value set: [${shape.enum.join(', ')}]`);
    }
    // What is too long is refused already; matching it could take long, too.
    if (pattern && value.length <= longest && !pattern.test(value)) {
      violations.add(shown, path, `satisfy regular expression pattern: ${shape.pattern ?? ''}`);
    }
    return value;
  };
}

/** A whole number with its range. */
export function integerCheck(shape: Shape): Check {
  return (value, path, violations) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw serialization(value, 'Integer');
    checkSize(shape, value, 'value', `'${value}'`, path, violations);
    return value;
  };
}

export function booleanCheck(): Check {
  return (value) => {
    if (typeof value !== 'boolean') throw serialization(value, 'Boolean');
    return value;
  };
}

/** Base64 text, given on as it is. Its length counts decoded bytes. */
export function blobCheck(shape: Shape): Check {
  return (value, path, violations) => {
    if (typeof value !== 'string') throw serialization(value, 'Blob');
    checkSize(shape, Buffer.from(value, 'base64').length, 'length', undefined, path, violations);
    return value;
  };
}

/** Any JSON, given on as it is: what it must look like is not the API's business. */
export function documentCheck(): Check {
  return (value) => value;
}

export function listCheck(shape: Shape, member: Check): Check {
  return (value, path, violations) => {
    if (!Array.isArray(value)) throw unexpected(value);
    checkSize(shape, value.length, 'length', shownList(value), path, violations);
    return value.map((item: unknown, index) => {
      const at = `${path}.${index + 1}.member`;
      if (item !== null) return member(item, at, violations);
      violations.add('null', at, 'not be null');
      return item;
    });
  };
}

export function mapCheck(shape: Shape, key: Check, value: Check): Check {
  return (given, path, violations) => {
    if (!isObject(given)) throw unexpected(given);
    const entries = Object.entries(given).filter(([, item]) => item !== null);
    checkSize(shape, entries.length, 'length', undefined, path, violations);
    return Object.fromEntries(
      entries.map(([name, item]) => {
        key(name, path, violations);
        return [name, value(item, `${path}.${name}.member`, violations)];
      }),
    );
  };
}

/**
 * @param members checks by member name; looked up when first needed, as shapes may contain each other
 * @param isSensitive tells the members whose values, even their absence, are not repeated
 */
export function structureCheck(
  shape: Shape,
  members: (name: string) => Check,
  isSensitive: (name: string) => boolean,
): Check {
  const names = Object.keys(shape.members ?? {});
  const required = new Set(shape.required ?? []);
  return (given, path, violations) => {
    if (!isObject(given)) throw unexpected(given);
    const result: Record<string, unknown> = {};
    for (const name of names) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      const at = path === '' ? lowerFirst(name) : `${path}.${lowerFirst(name)}`;
      if (value !== undefined && value !== null) result[name] = members(name)(value, at, violations);
      else if (required.has(name)) violations.add(isSensitive(name) ? undefined : 'null', at, 'not be null');
    }
    return result;
  };
}

function checkSize(
  { min, max }: Shape,
  size: number,
  what: 'length' | 'value',
  shown: string | undefined,
  path: string,
  violations: Violations,
): void {
  if (max !== undefined && size > max)
    violations.add(shown, path, `have ${what} less than or equal to ${max}`);
  if (min !== undefined && size < min)
    violations.add(shown, path, `have ${what} greater than or equal to ${min}`);
}

function shownList(list: readonly unknown[]): string | undefined {
  return list.length === 0 ? "'[]'" : undefined;
}

function serialization(value: unknown, wanted: string): PoolError {
  if (typeof value === 'object') return unexpected(value);
  const found = typeof value === 'boolean' ? String(value).toUpperCase() : (typeof value).toUpperCase();
  return new PoolError('SerializationException', `${found}_VALUE cannot be converted to ${wanted}`);
}

function unexpected(value: unknown): PoolError {
  const message =
    typeof value === 'object'
      ? 'Start of structure or map found where not expected.'
      : 'Unexpected value type in payload';
  return new PoolError('SerializationException', message);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
