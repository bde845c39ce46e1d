/** A device that somebody has confirmed in a pool that tracks devices. Before that, only the sign-in's grant knows its key. */
export interface DeviceRecord {
  /** The DeviceKey: `<region>_<uuid>`. */
  readonly id: string;
  readonly poolId: string;
  readonly sub: string;
  /** The DeviceGroupKey, which stands where SRP has the pool's name. */
  readonly groupKey: string;
  /** What the device proves itself by, hexadecimal: the salt with the zero byte that the client put before it. */
  readonly secret: { readonly salt: string; readonly verifier: string };
  readonly name?: string | undefined;
  /** Whether it may stand in for a second factor. */
  readonly remembered: boolean;
  /** Where it was last signed in from. */
  readonly lastIp: string;
  /** The sign-in that the device came from. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The latest sign-in with it. */
  readonly authenticatedAt: number;
}
