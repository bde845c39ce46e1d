export { GatehouseClient, type GatehouseOptions } from './client.ts';
export type {
  Answers,
  ChallengeName,
  FirstFactor,
  Parameters,
  SecondFactor,
  SrpParameters,
  SrpProof,
} from './challenge.ts';
export {
  GatehouseProblem,
  GatehouseUnreachable,
  isProblem,
  type Problem,
  type ProblemCode,
} from './problem.ts';
export {
  type KeyValueStorage,
  memoryStore,
  storageStore,
  type StoredTokens,
  type TokenStore,
} from './token-store.ts';
export type { Fetch, FetchInit, FetchResponse, Signal } from './platform.ts';
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
