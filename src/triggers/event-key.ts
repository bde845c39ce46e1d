import { createHash } from 'node:crypto';
import type { AnyEvent } from './events';

/** Members of requests that must not be found again by trying: passwords, answers and codes are short. */
const SECRET: ReadonlySet<string> = new Set(['password', 'challengeAnswer', 'code']);

/**
 * What is the same for every call about the same thing. Cognito numbers neither its events nor its attempts, so it is the event itself:
 * somebody who does the same again has the same key, which is why `Once` forgets after half a minute.
 */
export function eventKey({ triggerSource, userPoolId, userName, request, ...rest }: AnyEvent): string {
  const { callerContext } = rest as { readonly callerContext?: { readonly clientId?: unknown } };
  const plain = Object.fromEntries(Object.entries(request).filter(([name]) => !SECRET.has(name)));
  const parts = [triggerSource, userPoolId, callerContext?.clientId ?? null, userName, plain];
  return createHash('sha256').update(JSON.stringify(parts, inOrder)).digest('base64url');
}

/** Members in the order of their names: nobody promises that a repeated event has them in the same. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
