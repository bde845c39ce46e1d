/**
 * What the client uses of its platform besides the language itself: browsers, Node 20 and React Native (Hermes) all have it. The
 * client is compiled without the types of any of them, so that nothing else slips in.
 */

/** The part of AbortSignal that is used. */
export interface SignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** AbortSignal where the app's own types know it. */
export type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Known } }
  ? Known & SignalLike
  : SignalLike;

/** What the client tells `fetch`. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: Signal;
  readonly credentials: 'omit';
  readonly redirect: 'error';
}

/** What the client reads of an answer. */
export interface FetchResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** What the client needs of `fetch`. */
export type Fetch = (input: string, init: FetchInit) => Promise<FetchResponse>;

/** The part of the Web Locks API that is used. */
interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

interface Platform {
  readonly fetch: Fetch;
  readonly AbortController: new () => { readonly signal: Signal; abort(): void };
  readonly setTimeout: (work: () => void, milliseconds: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  /** Browsers only, and there on pages of https and localhost. */
  readonly navigator?: { readonly locks?: Locks };
}

/** The globals, with the types of what is used. Looked up at each use: tests and polyfills put theirs in later. */
export const platform = globalThis as unknown as Platform;
