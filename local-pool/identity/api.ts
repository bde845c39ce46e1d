import type { IncomingMessage } from 'node:http';
import { errorAnswer, outputAnswer, type Answer } from '../http/answer';
import { parseBody, readBody } from '../http/body';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { getCredentialsForIdentity, getId } from './identity-pools';

const targetPrefix = 'AWSCognitoIdentityService.';

type IdentityOperation = (input: object, context: PoolContext) => Promise<object>;

/** Every operation of identity pools that there is here, by its wire name. */
const operations: Readonly<Record<string, IdentityOperation>> = {
  GetId: getId as IdentityOperation,
  GetCredentialsForIdentity: getCredentialsForIdentity as IdentityOperation,
};

/** Whether a call is for an identity pool: the two services have endpoints of their own on AWS, and share one here. */
export function isForIdentityPool({ headers }: IncomingMessage): boolean {
  return String(headers['x-amz-target']).startsWith(targetPrefix);
}

/** Does one call of the API of identity pools, which takes no signature. */
export async function identityAnswer(
  context: PoolContext,
  operation: string,
  request: IncomingMessage,
): Promise<Answer> {
  try {
    const input = parseBody(await readBody(request));
    const known = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!known) {
      throw new PoolError(
        'UnknownOperationException',
        'The X-Amz-Target header names no operation of this API.',
      );
    }
    if (!isInput(input)) throw new PoolError('SerializationException', 'Unexpected value in payload');
    return outputAnswer(await known(input, context));
  } catch (error) {
    return errorAnswer(error);
  }
}

/** The operation that a call names. */
export function identityOperation({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).slice(targetPrefix.length);
}

/** An object whose members are texts, or hold texts: the model has nothing else. */
function isInput(input: unknown): input is object {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  return Object.entries(input).every(([name, value]) =>
    name === 'Logins' ? isInput(value) : typeof value === 'string',
  );
}
