/** A device that somebody has signed in with in a pool that tracks devices. */
export interface DeviceRecord {
  /** The DeviceKey: `<region>_<uuid>`. */
  readonly id: string;
  readonly poolId: string;
  readonly sub: string;
  /** The DeviceGroupKey, which stands where SRP has the pool's name. */
  readonly groupKey: string;
  /** Absent until ConfirmDevice. Hexadecimal. */
  readonly secret?: { readonly salt: string; readonly verifier: string };
  readonly name?: string;
  readonly remembered: boolean;
  readonly lastIp?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly authenticatedAt: number;
}
