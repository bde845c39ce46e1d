/* eslint-disable @typescript-eslint/no-deprecated -- the library has a successor, and every program that still runs on it needs it to work */
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
  type ICognitoStorage,
  type ISignUpResult,
} from 'amazon-cognito-identity-js';
import { goodPassword, type PoolUnderTest } from './support';

/** The library's own, under names that are not deprecated. */
export type User = CognitoUser;
export type Session = CognitoUserSession;

/** Where the library keeps tokens and devices: a browser of its own. */
export class Storage implements ICognitoStorage {
  readonly items = new Map<string, string>();

  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
  clear(): void {
    this.items.clear();
  }
  /** The value whose key ends like this. */
  ending(end: string): string | undefined {
    return [...this.items].find(([key]) => key.endsWith(end))?.[1];
  }
}

/** What a sign-in with the library has come to: a session, or the callback that asks for more. */
export type Step =
  | { readonly session: CognitoUserSession; readonly confirmationNecessary: boolean | undefined }
  | { readonly asked: string; readonly given: readonly unknown[] };

/** amazon-cognito-identity-js in one browser, in promises. */
export class IdentityJs {
  readonly storage = new Storage();
  readonly pool: CognitoUserPool;

  constructor(pools: PoolUnderTest, { poolId, ClientId }: { poolId: string; ClientId: string }) {
    this.pool = new CognitoUserPool({
      UserPoolId: poolId,
      ClientId,
      endpoint: pools.url,
      Storage: this.storage,
    });
  }

  /** Somebody at this browser, after a reload of the page. */
  user(Username: string): CognitoUser {
    return new CognitoUser({ Username, Pool: this.pool, Storage: this.storage });
  }

  signUp(username: string, attributes: Record<string, string>): Promise<ISignUpResult> {
    const list = Object.entries(attributes).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));
    return called((done) => {
      this.pool.signUp(username, goodPassword, list, [], done);
    });
  }

  authenticate(user: CognitoUser, Password = goodPassword): Promise<Step> {
    const details = new AuthenticationDetails({ Username: user.getUsername(), Password });
    return step((callbacks) => {
      user.authenticateUser(details, callbacks);
    });
  }
}

/** A method with one callback `(error, result)`. */
export function called<T>(
  call: (done: (error?: Error | null, result?: T | null) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(error);
      else resolve(result as T);
    });
  });
}

/** A method with the callbacks `onSuccess` and `onFailure`. */
export function succeeded<T = unknown>(
  call: (callbacks: { onSuccess: (result: unknown) => void; onFailure: (error: Error) => void }) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    call({
      onSuccess: (result) => {
        resolve(result as T);
      },
      onFailure: reject,
    });
  });
}

/** A method that goes on with a sign-in. */
export function step(call: (callbacks: IAuthenticationCallback) => void): Promise<Step> {
  return new Promise((resolve, reject) => {
    const asking =
      (asked: string) =>
      (...given: unknown[]) => {
        resolve({ asked, given });
      };
    call({
      onSuccess: (session, confirmationNecessary) => {
        resolve({ session, confirmationNecessary });
      },
      onFailure: reject,
      newPasswordRequired: asking('newPasswordRequired'),
      mfaRequired: asking('mfaRequired'),
      totpRequired: asking('totpRequired'),
      mfaSetup: asking('mfaSetup'),
      selectMFAType: asking('selectMFAType'),
      customChallenge: asking('customChallenge'),
    });
  });
}

/** The session of a sign-in that has to be over. */
export async function sessionOf(step: Promise<Step>): Promise<CognitoUserSession> {
  const result = await step;
  if ('session' in result) return result.session;
  throw new Error(`The sign-in asked for more: ${result.asked}`);
}

/** The first step of a sign-in that begins without the password. */
export function begunBy(user: CognitoUser): Promise<Step> {
  const details = new AuthenticationDetails({ Username: user.getUsername() });
  return step((callbacks) => {
    user.initiateAuth(details, callbacks);
  });
}
