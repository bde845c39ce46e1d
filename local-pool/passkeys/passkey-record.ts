/** A passkey (WebAuthn credential) that a user has registered. */
export interface PasskeyRecord {
  /** `<sub>/<credential id>` */
  readonly id: string;
  readonly poolId: string;
  readonly sub: string;
  /** Base64url. */
  readonly credentialId: string;
  /** COSE key, Base64url. */
  readonly publicKey: string;
  /** The authenticator's count of signatures; 0 for one that does not count. */
  readonly counter: number;
  readonly relyingPartyId: string;
  readonly name: string;
  readonly attachment?: string | undefined;
  readonly transports: readonly string[];
  readonly createdAt: number;
}
