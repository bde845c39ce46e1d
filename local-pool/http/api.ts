import type { IncomingMessage } from 'node:http';
import type { Caller, OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { quotaCall } from '../quotas/quota-call';
import type { Quotas } from '../quotas/quotas';
import { modelledOperations } from '../wire/api-model';
import { validateInput } from '../wire/validator';
import { errorAnswer, outputAnswer, type Answer } from './answer';
import { parseBody, readBody } from './body';
import { requireSignature } from './signature';

const targetPrefix = 'AWSCognitoIdentityProviderService.';

/** What the API side works with. */
export interface ApiParts {
  readonly context: PoolContext;
  readonly operations: OperationTable;
  readonly quotas: Quotas;
  /** Told of faults of the pool's own, which callers only see as InternalErrorException. */
  readonly log: (line: string) => void;
}

/** The operation that the X-Amz-Target header names, known or not; empty without one. */
export function targetOf(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' && target.startsWith(targetPrefix)
    ? target.slice(targetPrefix.length)
    : '';
}

/** Does one call of the API. Every change it made is in the journal before the answer is given. */
export async function callAnswer(
  parts: ApiParts,
  operation: string,
  request: IncomingMessage,
): Promise<Answer> {
  try {
    const body = await readBody(request);
    const output = await call(parts, operation, request, body);
    await parts.context.store.flushed();
    return outputAnswer(output);
  } catch (error) {
    return await failure(parts, operation, error);
  }
}

async function call(
  { context, operations, quotas }: ApiParts,
  operation: string,
  request: IncomingMessage,
  body: string,
): Promise<object> {
  const modelled = modelledOperations.get(operation);
  const handler = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (!handler || !modelled) throw unknown(operation, modelled !== undefined);
  if (modelled.auth === 'sigv4') requireSignature(request.headers);
  const input = validateInput(operation, parseBody(body));
  quotas.admit(quotaCall(context, operation, input));
  // The validator has made sure of the input's type, which the table of all operations cannot express.
  return handler(input as never, context, callerOf(request));
}

/** Where a request came from. */
export function callerOf({ socket, headers }: IncomingMessage): Caller {
  return {
    address: socket.remoteAddress ?? '',
    userAgent: headers['user-agent'] ?? '',
    endpoint: `http://${headers.host ?? `localhost:${socket.localPort ?? ''}`}`,
  };
}

/** A refusal may have changed something, too (a count of wrong passwords): that must not be lost either. */
async function failure({ context, log }: ApiParts, operation: string, error: unknown): Promise<Answer> {
  const flushed = await context.store.flushed().then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const shown = flushed ?? error;
  if (!(shown instanceof PoolError)) {
    log(`${operation} failed: ${shown instanceof Error ? (shown.stack ?? shown.message) : String(shown)}`);
  }
  return errorAnswer(shown);
}

function unknown(operation: string, modelled: boolean): PoolError {
  const message = modelled
    ? `The local pool does not support ${operation}.`
    : 'The X-Amz-Target header names no operation of this API.';
  return new PoolError('UnknownOperationException', message);
}
