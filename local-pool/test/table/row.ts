import type { World } from './world';

/** One call of one operation, and what it must be answered. */
export interface Row {
  readonly operation: string;
  /** Ends the sentence "<operation> answers …". */
  readonly case: string;
  /** Brings the pool into the state that the case is about, and gives the input. */
  readonly arrange: (world: World) => object | Promise<object>;
  readonly expect: Expected;
}

/** The whole body of a success, with asymmetric matchers where it varies; or a refusal. */
export type Expected = { readonly output: object } | { readonly exception: string; readonly text?: string };

/** A success. */
export function succeeds(operation: string, what: string, arrange: Row['arrange'], output: object = {}): Row {
  return { operation, case: what, arrange, expect: { output } };
}

/**
 * A refusal.
 *
 * @param exception without the word "Exception" at its end
 * @param text the whole message; left out where AWS's text is not known and ours does not matter
 */
export function refuses(
  operation: string,
  exception: string,
  what: string,
  arrange: Row['arrange'],
  text?: string,
): Row {
  const expected = { exception: `${exception}Exception`, ...(text === undefined ? {} : { text }) };
  return { operation, case: `${exception} for ${what}`, arrange, expect: expected };
}
