/** A user by names that no change of attributes moves, and the account at the moment of reading. */
export interface KnownUser {
  /** Cognito's own username. */
  readonly username: string;
  /** By which tokens are revoked. */
  readonly sub: string;
  readonly enabled: boolean;
  /** `custom:account_id`; absent without an account. */
  readonly accountId?: string;
}

/** What the guards need to know of users; the part of `cognito/` that they may not import. */
export interface UserDirectory {
  /**
   * @param name username, `sub`, or an address that signs in
   * @throws AppError `user_not_found`, and what else Cognito's answer means
   */
  find(name: string): Promise<KnownUser>;
  /**
   * Names of all groups that a user is in.
   *
   * @throws AppError as `find`
   */
  groupsOf(username: string): Promise<string[]>;
  /**
   * Makes sure that accounts mean anything: not where it is known that users may write their own.
   *
   * @throws AppError `service_misconfigured`
   */
  trustAccounts(): Promise<void>;
}

/** Injection token of the UserDirectory. */
export const USER_DIRECTORY = Symbol('user directory');
