/** Something of managed login that ends by itself: an authorization code or a browser's session. */
export interface HostedRecord {
  /** `<kind>/<SHA-256 of the secret that the client or browser holds>` */
  readonly id: string;
  readonly poolId: string;
  readonly kind: 'code' | 'browser';
  /** JSON, owned by the kind. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly expiresAt: number;
  readonly usedAt?: number;
}
