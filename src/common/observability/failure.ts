import { AppError } from '../errors/app-error';

/**
 * What is worth knowing of a failure on our side: names, codes and where it came from. No messages of errors that are not ours:
 * Cognito's repeat values that people sent, and those of parsers quote what they read. Codes are called `problem` and `fault`, as
 * the log hides members named `code`.
 */
export function failureOf(failure: unknown): object | undefined {
  if (!(failure instanceof Error)) return failure === undefined ? undefined : { type: typeof failure };
  if (failure instanceof AppError) return { problem: failure.code, cause: causeOf(failure.cause) };
  return { ...described(failure), cause: causeOf(failure.cause) };
}

function causeOf(cause: unknown): object | undefined {
  return cause instanceof Error ? described(cause) : undefined;
}

interface Details {
  readonly code?: unknown;
  readonly $metadata?: { readonly requestId?: unknown; readonly httpStatusCode?: unknown };
}

function described(error: Error & Details): object {
  const { name, code, $metadata } = error;
  const fault = typeof code === 'string' ? code : undefined;
  if ($metadata !== undefined) {
    return { name, fault, upstreamRequestId: $metadata.requestId, upstreamStatus: $metadata.httpStatusCode };
  }
  return { name, fault, message: harmlessMessage(error), at: framesOf(error.stack) };
}

/** Messages of the language itself name our code; all others may hold a value. */
function harmlessMessage(error: Error): string | undefined {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
    ? error.message
    : undefined;
}

/** The stack without its first lines, which repeat the message. */
function framesOf(stack: string | undefined): string[] | undefined {
  return stack
    ?.split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => line.trim());
}
