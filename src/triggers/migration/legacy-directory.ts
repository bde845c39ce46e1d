/** Injection token of the LegacyDirectory. Without one, nobody is migrated. */
export const LEGACY_DIRECTORY = Symbol('legacy directory');

/** A user as a former directory describes them. */
export interface LegacyUser {
  /** What it knows, by its own names; `ATTRIBUTE_MAPPING` says what becomes of it. What the mapping does not name goes nowhere. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whether the user has to choose a new password before they can sign in. */
  readonly mustResetPassword?: boolean;
}

/** Where users were before they come to the user pool: a database, an LDAP server, a service of another vendor. */
export interface LegacyDirectory {
  /**
   * Checks a password.
   *
   * @param username as it was typed
   * @param password as it was typed. Never to be logged
   * @param signal aborted when nobody waits any more
   * @returns undefined for an unknown user, a wrong password, and an account that may not sign in. It should take equally long for all
   *   of them
   * @throws Error when nobody can tell
   */
  authenticate(username: string, password: string, signal: AbortSignal): Promise<LegacyUser | undefined>;

  /**
   * Finds somebody who has forgotten the password.
   *
   * @returns undefined for an unknown user, and for an account that may not sign in
   * @throws Error when nobody can tell
   */
  find(username: string, signal: AbortSignal): Promise<LegacyUser | undefined>;
}
