import { phantomDigest } from '../auth/phantom';
import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import type { PasskeyRecord } from './passkey-record';
import { relyingPartyOf } from './relying-party';

/** Whose passkeys are asked for. `known` is false for a phantom; left out, it is a user. */
interface Whose {
  readonly pool: PoolRecord;
  readonly user: UserRecord;
  readonly known?: boolean;
}

/** What a client is told of a passkey. */
export type AllowedCredential = Pick<PasskeyRecord, 'credentialId' | 'transports'>;

/**
 * The passkeys that somebody can sign in with: those of the pool's present relying party, the oldest first. As large a part of the
 * phantoms has one as there are passkeys for users, or being asked for one would tell who exists. It stays the same.
 */
export function usablePasskeys(context: PoolContext, whose: Whose): readonly AllowedCredential[] {
  const relyingPartyId = relyingPartyOf(context, whose.pool);
  if (relyingPartyId === undefined) return [];
  if (whose.known === false) return phantomPasskeys(context, whose);
  return passkeysOf(context, whose.user).filter((passkey) => passkey.relyingPartyId === relyingPartyId);
}

/** Every passkey of a user, whichever relying party it is for, the oldest first. */
export function passkeysOf(context: PoolContext, { sub }: UserRecord): readonly PasskeyRecord[] {
  return [...context.store.passkeys.by('user', sub)].sort((a, b) => a.createdAt - b.createdAt);
}

function phantomPasskeys(context: PoolContext, { pool, user }: Whose): readonly AllowedCredential[] {
  const { passkeys, users } = context.store;
  const digest = (what: string): Buffer => phantomDigest(context, pool, user.username, what);
  const chance = digest('passkey chance').readUInt32BE(0) / 2 ** 32;
  if (chance * users.count('pool', pool.id) >= passkeys.count('pool', pool.id)) return [];
  return [{ credentialId: digest('passkey').toString('base64url'), transports: ['hybrid', 'internal'] }];
}
