/** Something of managed login that ends by itself: an authorization code, a browser's session, a login in progress. */
export interface HostedRecord {
  /** `<kind>/<SHA-256 of the secret the browser or client holds>` */
  readonly id: string;
  readonly poolId: string;
  readonly kind: 'code' | 'browser' | 'login';
  /** JSON, owned by the kind. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly expiresAt: number;
  readonly usedAt?: number;
}
