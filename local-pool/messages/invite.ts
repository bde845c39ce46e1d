import type { DeliveryMediumType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import type { TriggerCall } from '../triggers/call';
import { sendMessage } from './send';

/** An invitation to somebody who did not register himself. */
export interface Invitation {
  readonly pool: PoolRecord;
  readonly user: UserRecord;
  readonly password: string;
  /** SMS unless told otherwise, as on AWS. */
  readonly mediums: readonly DeliveryMediumType[] | undefined;
  readonly call: TriggerCall;
}

/**
 * Sends the user's name and temporary password. A medium that the user has no address for is passed over.
 *
 * @throws PoolError as `sendMessage`
 */
export async function invite(
  context: PoolContext,
  { pool, user, password, mediums, call }: Invitation,
): Promise<void> {
  for (const medium of new Set(mediums?.length ? mediums : ['SMS' as const])) {
    const to = user.attributes[medium === 'EMAIL' ? 'email' : 'phone_number'];
    if (to) await sendMessage(context, { pool, user, to, medium, kind: 'AdminCreateUser', password, call });
  }
}
