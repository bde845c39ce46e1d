import { functionNamedBy } from './arn';
import { notCallable, timedOut, type FunctionHost, type Invocation } from './invocation';

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** What Lambda answers with when a function has thrown. */
interface FunctionError {
  readonly errorMessage?: unknown;
  readonly errorType?: unknown;
}

/** Functions behind Lambda's own API: `POST /2015-03-31/functions/<name>/invocations`. */
export class InvokeProtocol implements FunctionHost {
  private readonly endpoint: URL;

  /**
   * @param endpoint URL without a path of its own
   * @param remote allows one that is not on this machine: the events hold passwords and codes
   * @throws Error for an endpoint that is no URL, or not on this machine
   */
  constructor(endpoint: string, remote: boolean) {
    if (!/^https?:/u.test(endpoint) || !URL.canParse(endpoint)) {
      throw new Error(`The Lambda endpoint must be a URL, not ${endpoint}`);
    }
    this.endpoint = new URL(endpoint);
    if (!remote && !loopback.has(this.endpoint.hostname)) {
      throw new Error(`The Lambda endpoint ${endpoint} is not on this machine`);
    }
  }

  async invoke(arn: string, payload: string, limit: number): Promise<Invocation> {
    const named = functionNamedBy(arn);
    if (!named) return notCallable;
    const url = new URL(`/2015-03-31/functions/${named.name}/invocations`, this.endpoint);
    if (named.qualifier !== undefined) url.searchParams.set('Qualifier', named.qualifier);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' },
        body: payload,
        // Events go where they were sent to, and nowhere else.
        redirect: 'manual',
        signal: AbortSignal.timeout(limit),
      });
      return outcomeOf(response, await response.text());
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return timedOut;
      return { kind: 'failed', error: 'ServiceUnavailableException', again: true };
    }
  }
}

function outcomeOf(response: Response, body: string): Invocation {
  if (response.status !== 200) {
    // AWS says that it does not repeat what Lambda itself answers with 500 to 599; and a refusal is not going to change.
    return { kind: 'failed', error: errorName(response, body), again: response.status === 429 };
  }
  const thrown = thrownIn(response, body);
  return thrown ? { kind: 'threw', message: textOf(thrown) } : { kind: 'answered', payload: body };
}

/** Lambda marks an error by a header; its runtime emulator for containers leaves that out. */
function thrownIn(response: Response, body: string): FunctionError | undefined {
  const value = parsed(body);
  const error = typeof value === 'object' && value !== null ? (value as FunctionError) : undefined;
  if (response.headers.has('x-amz-function-error')) return error ?? { errorMessage: body };
  const unmarked = typeof error?.errorMessage === 'string' && typeof error.errorType === 'string';
  return unmarked && !('triggerSource' in error) ? error : undefined;
}

function textOf({ errorMessage, errorType }: FunctionError): string {
  if (typeof errorMessage === 'string') return errorMessage;
  return typeof errorType === 'string' ? errorType : '';
}

function errorName(response: Response, body: string): string {
  const header = response.headers.get('x-amzn-errortype')?.split(':')[0];
  if (header) return header;
  const value = parsed(body) as { readonly __type?: unknown } | null | undefined;
  if (typeof value?.__type === 'string') return value.__type;
  return response.status >= 500 ? 'ServiceException' : 'AccessDeniedException';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
