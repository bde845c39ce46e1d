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
export type { Fetch } from './http.ts';
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
