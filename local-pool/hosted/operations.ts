import { validateInput } from '../wire/validator';
import type { HostedParts, HostedRequest } from './request';

/**
 * Calls an operation of the API for a page, with its input checked as on the wire.
 *
 * @throws PoolError
 */
export async function callOperation(
  { operations, context }: HostedParts,
  { caller }: HostedRequest,
  name: string,
  input: object,
): Promise<object> {
  const operation = operations[name];
  if (!operation) throw new Error(`There is no operation named ${name}`);
  return operation(validateInput(name, input) as never, context, caller);
}
