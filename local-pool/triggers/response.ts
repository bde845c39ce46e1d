import { PoolError } from '../pool-error';

/** What a function has answered, parsed. A value that is null counts as not given: events are sent with such. */
export type ResponseValues = Readonly<Record<string, unknown>>;

/** The answer to whatever is not the event, or has a value of another type than the trigger's. */
export function unrecognizable(): PoolError {
  return invalidResponse('Unrecognizable lambda output');
}

/** @param message what is wrong with an answer */
export function invalidResponse(message: string): PoolError {
  return new PoolError('InvalidLambdaResponseException', message);
}

/** @throws PoolError InvalidLambdaResponseException; as every function here, for a value of another type */
export function flagIn(values: ResponseValues, name: string): boolean | undefined {
  const value = values[name] ?? undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw unrecognizable();
}

export function textIn(values: ResponseValues, name: string): string | undefined {
  const value = values[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw unrecognizable();
}

export function textsIn(values: ResponseValues, name: string): readonly string[] | undefined {
  const value = values[name] ?? undefined;
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((text): text is string => typeof text === 'string')) return value;
  throw unrecognizable();
}

export function objectIn(values: ResponseValues, name: string): ResponseValues | undefined {
  const value = values[name] ?? undefined;
  if (value === undefined) return undefined;
  if (isObject(value)) return value;
  throw unrecognizable();
}

/** A map of strings. */
export function mapIn(values: ResponseValues, name: string): Readonly<Record<string, string>> | undefined {
  const map = objectIn(values, name);
  if (map === undefined) return undefined;
  if (Object.values(map).every((text) => typeof text === 'string')) {
    return map as Readonly<Record<string, string>>;
  }
  throw unrecognizable();
}

/** True for a JSON object. */
export function isObject(value: unknown): value is ResponseValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
