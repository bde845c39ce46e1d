export * from './client.ts';
export * from './challenge.ts';
export * from './problem.ts';
export {
  type KeyValueStorage,
  memoryStore,
  storageStore,
  type StoredTokens,
  type TokenStore,
} from './token-store.ts';
export type { Fetch, FetchInit, FetchResponse } from './platform.ts';
export type { Input, ItemOf, ListPath, Output, PathFor } from './routes.ts';
export type {
  ChallengeStep,
  NewDevice,
  SignedIn,
  SignInRequest,
  SignInResult,
  TotpSetUp,
} from './sign-in.ts';
export type { SessionEnd } from './session.ts';
export type { components, paths } from './types.ts';
