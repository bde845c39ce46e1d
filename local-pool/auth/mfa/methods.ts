import type { PoolRecord, UserRecord } from '../../store/records';
import type { ContactAttribute } from '../../users/attributes';
import { recoveryOrder } from '../channels';

/** A second factor, by the name of its challenge. The order is that of every list of them. */
export const mfaMethods = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] as const;
export type MfaMethod = (typeof mfaMethods)[number];

/** Whose second factors are asked for. */
export interface Whose {
  readonly pool: PoolRecord;
  readonly user: UserRecord;
}

/** The attribute that the codes of a method go to. */
export function channelOf(method: MfaMethod): ContactAttribute | undefined {
  if (method === 'SOFTWARE_TOKEN_MFA') return undefined;
  return method === 'SMS_MFA' ? 'phone_number' : 'email';
}

/** What the pool lets its users set up. */
export function offeredMethods({ mfa }: PoolRecord): readonly MfaMethod[] {
  const offers: Readonly<Record<MfaMethod, boolean>> = {
    SMS_MFA: mfa.sms !== undefined,
    SOFTWARE_TOKEN_MFA: mfa.totp?.Enabled === true,
    EMAIL_OTP: mfa.email !== undefined,
  };
  return mfa.mode === 'OFF' ? [] : mfaMethods.filter((method) => offers[method]);
}

/** Whether a user has what a method takes: a verified authenticator app, or somewhere to send a code to. */
export function isReady({ attributes, mfa }: UserRecord, method: MfaMethod): boolean {
  const channel = channelOf(method);
  return channel === undefined ? mfa.totp !== undefined : Boolean(attributes[channel]);
}

/** What the user has switched on and can use. It stays in force when the pool stops offering it (guide "Adding MFA"). */
export function chosenMethods({ mfa, ...user }: UserRecord): readonly MfaMethod[] {
  return mfaMethods.filter((method) => mfa.enabled.includes(method) && isReady({ mfa, ...user }, method));
}

/**
 * What a sign-in can be asked for, after the guide's "Details of MFA logic at user runtime": the preferred method alone, otherwise
 * whatever the user has switched on and, where MFA is required, whatever else he could use.
 */
export function usableMethods({ pool, user }: Whose): readonly MfaMethod[] {
  const chosen = chosenMethods(user);
  const preferred = chosen.find((method) => method === user.mfa.preferred);
  if (preferred) return [preferred];
  const automatic = pool.mfa.mode === 'ON' ? automaticMethods({ pool, user }) : [];
  return mfaMethods.filter((method) => chosen.includes(method) || automatic.includes(method));
}

/** What somebody without a usable method can set up on his way in. SMS is named too, although a number has to be set elsewhere. */
export function methodsToSetUp({ pool, user }: Whose): readonly MfaMethod[] {
  return offeredMethods(pool).filter((method) => {
    const channel = channelOf(method);
    if (channel === undefined) return true;
    const after = { ...user, attributes: { ...user.attributes, [channel]: 'set' } };
    return !user.attributes[channel] && automaticMethods({ pool, user: after }).includes(method);
  });
}

/**
 * What the user could use without having chosen it. The address that resets his password is not to prove a second factor as well:
 * it is left out as long as there is another method, and in any case when it is the only one that recovers.
 */
function automaticMethods({ pool, user }: Whose): readonly MfaMethod[] {
  const ready = offeredMethods(pool).filter((method) => isReady(user, method));
  const [primary, ...others] = recoveryChannels(pool, user);
  const free = ready.filter((method) => primary === undefined || channelOf(method) !== primary);
  return free.length > 0 || others.length === 0 ? free : ready;
}

/** Without AccountRecoverySetting nothing keeps MFA and recovery apart (legacy). */
function recoveryChannels(pool: PoolRecord, { attributes }: UserRecord): readonly ContactAttribute[] {
  const set = pool.settings.AccountRecoverySetting?.RecoveryMechanisms?.length ?? 0;
  return set === 0 ? [] : recoveryOrder(pool).filter((name) => attributes[name]);
}
