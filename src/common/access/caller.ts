/** Who calls: what a verified access token says, and nothing that a request could add. */
export interface Caller {
  readonly sub: string;
  readonly username: string;
  /** `cognito:groups`: the roles. */
  readonly groups: readonly string[];
  readonly scope: string;
  readonly clientId: string;
  /** When the user signed in, seconds since the epoch; refreshing does not change it. */
  readonly authTime: number;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly jti: string;
  /** Links all tokens of one sign-in; absent when the client has token revocation off. */
  readonly originJti?: string;
  readonly deviceKey?: string;
  /** `custom:account_id`: from the access token, or from Cognito where a route asks for it and the token does not say. */
  readonly accountId?: string;
  /** The raw token, for the operations of Cognito that take it. Never logged. */
  readonly accessToken: string;
}
