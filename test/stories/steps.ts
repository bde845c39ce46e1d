import { type ProblemCode, isProblem, type SignInResult } from '../../client/src/index.ts';

/** What the client gives for a sign-in that is done. */
export const SIGNED_IN = { status: 'SIGNED_IN' };

/** Asserts that a call is refused with a code. */
export async function refused(call: Promise<unknown>, code: ProblemCode): Promise<void> {
  const outcome = await call.catch((error: unknown) => error);
  if (!isProblem(outcome)) throw new Error(`expected ${code}`, { cause: outcome });
  expect(outcome.code).toBe(code);
}

/** A challenge of this name, or a test that fails. */
export function at<Name extends string>(
  step: SignInResult,
  name: Name,
): Extract<SignInResult, { name: Name }> {
  expect(step).toMatchObject({ status: 'CHALLENGE', name });
  return step as Extract<SignInResult, { name: Name }>;
}

/** Another code of the same form. */
export function other(code: string): string {
  const zeros = '0'.repeat(code.length);
  return code === zeros ? `${zeros.slice(1)}1` : zeros;
}

/** All items of a list. */
export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}
