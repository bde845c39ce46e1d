import type { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { AppError } from '../../common/errors/app-error';
import type { Line } from '../../common/http/lines';
import { parseJson } from '../../common/http/json-body';
import type { Given, Operation } from './operations';

/** Members of every line. */
const OPERATION = 'operation';
const ID = 'id';

/** A line as it came, as far as it can be read. */
export interface ReadLine {
  readonly number: number;
  /** What the line calls itself. */
  readonly id: string | undefined;
  readonly operation: string | undefined;
  /** Whom it is about, as it says; not checked. */
  readonly username: string | undefined;
  readonly group: string | undefined;
  readonly members: Readonly<Record<string, unknown>>;
  /** Why it cannot be read. */
  readonly fault?: AppError;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads a line. What is wrong with it belongs to its result. */
export function readLine({ number, bytes }: Line): ReadLine {
  try {
    const members = objectIn(bytes);
    const { [OPERATION]: operation, [ID]: id, ...rest } = members;
    const given = {
      operation: text(operation),
      username: text(rest['username']),
      group: text(rest['group']),
    };
    return isId(id)
      ? { number, id, ...given, members: rest }
      : {
          number,
          id: undefined,
          ...given,
          members: rest,
          fault: faultOf(ID, 'must be a text of 1 to 128 characters'),
        };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const none = { id: undefined, operation: undefined, username: undefined, group: undefined };
    return { number, ...none, members: {}, fault: error };
  }
}

/** @throws AppError `payload_too_large`, `invalid_json`, `json_too_deep`, `validation_failed` */
function objectIn(bytes: Buffer | undefined): Record<string, unknown> {
  if (bytes === undefined) throw new AppError('payload_too_large', { detail: 'A line has at most 64 KiB.' });
  const value = parseJson(bytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  if (value === undefined) throw new AppError('invalid_json', { detail: 'The line is empty.' });
  throw faultOf(OPERATION, 'must be a member of a JSON object');
}

function isId(id: unknown): id is string | undefined {
  return id === undefined || (typeof id === 'string' && id.length >= 1 && id.length <= 128);
}

/** @throws AppError `validation_failed` for what is no operation */
export function operationOf(line: ReadLine, table: Readonly<Record<string, Operation>>): Operation {
  if (line.fault !== undefined) throw line.fault;
  const { operation = '' } = line;
  const found = Object.hasOwn(table, operation) ? table[operation] : undefined;
  if (found === undefined) throw faultOf(OPERATION, `must be one of ${Object.keys(table).join(', ')}`);
  return found;
}

/**
 * Checks the members of a line as the single route checks its path and body.
 *
 * @throws AppError `validation_failed`
 */
export async function checked(
  { members }: ReadLine,
  { parameters, body }: Operation,
  pipe: ValidationPipe,
): Promise<Given<object, object>> {
  const names = parameters === undefined ? [] : membersOf(parameters);
  const isParameter = ([name]: [string, unknown]): boolean => names.includes(name);
  const entries = Object.entries(members);
  const check = async (type: Operation['body'], of: typeof entries): Promise<object> => {
    if (type === undefined) return nothing(of);
    return (await pipe.transform(Object.fromEntries(of), { type: 'body', metatype: type })) as object;
  };
  return {
    parameters: await check(parameters, entries.filter(isParameter)),
    body: await check(
      body,
      entries.filter((entry) => !isParameter(entry)),
    ),
  };
}

function nothing(entries: readonly [string, unknown][]): object {
  if (entries.length === 0) return {};
  // A name that nobody knows may be anything, such as a password in the wrong place.
  const named = entries.map(([name]) => (/^[a-z]{1,20}$/i.test(name) ? name : '***'));
  const errors = named.map((field) => ({ field, message: 'should not exist' }));
  throw new AppError('validation_failed', { errors });
}

/** Names of the members of a class that is checked. */
function membersOf(type: NonNullable<Operation['parameters']>): readonly string[] {
  const all = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return [...new Set(all.map(({ propertyName }) => propertyName))];
}

function faultOf(field: string, message: string): AppError {
  return new AppError('validation_failed', { errors: [{ field, message }] });
}
