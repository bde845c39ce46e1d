import type {
  SetUserMFAPreferenceCommandInput,
  SoftwareTokenMfaSettingsType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PoolRecord, UserRecord } from '../../store/records';
import { invalidParameter } from '../refusals';
import {
  channelOf,
  chosenMethods,
  isReady,
  mfaMethods,
  offeredMethods,
  type MfaMethod,
  type Whose,
} from './methods';

/** The blocks of SetUserMFAPreference and its Admin twin. */
export type PreferenceInput = Pick<
  SetUserMFAPreferenceCommandInput,
  'SMSMfaSettings' | 'SoftwareTokenMfaSettings' | 'EmailMfaSettings' | 'WebAuthnMfaSettings'
>;

/**
 * The user with other preferences. What is left out, a block or a member of one, stays as it is.
 *
 * @throws PoolError InvalidParameterException for a method that the user cannot use, two preferred ones, a preferred one that is off,
 *   and the last one of a user who needs one
 */
export function withPreferences({ pool, user }: Whose, input: PreferenceInput): UserRecord {
  const given: Readonly<Record<MfaMethod, SoftwareTokenMfaSettingsType | undefined>> = {
    SMS_MFA: input.SMSMfaSettings,
    SOFTWARE_TOKEN_MFA: input.SoftwareTokenMfaSettings,
    EMAIL_OTP: input.EmailMfaSettings,
  };
  if (mfaMethods.filter((method) => given[method]?.PreferredMfa === true).length > 1) {
    throw invalidParameter('Only one MFA method can be preferred.');
  }
  const changed = mfaMethods.reduce((before, method) => {
    const settings = given[method];
    return settings ? withSettings({ pool, user: before }, method, settings) : before;
  }, user);
  checkNotLast(pool, user, changed);
  const { Enabled } = input.WebAuthnMfaSettings ?? {};
  return Enabled === undefined ? changed : withPasskeys({ pool, user: changed }, Enabled);
}

/** A method switched on; preferred when that is asked for and nothing else is. */
export function withMethod(user: UserRecord, method: MfaMethod, preferred: boolean): UserRecord {
  const { mfa } = user;
  const prefers = preferred && mfa.preferred === undefined;
  if (mfa.enabled.includes(method) && !prefers) return user;
  const enabled = mfaMethods.filter((known) => known === method || mfa.enabled.includes(known));
  return { ...user, mfa: { ...mfa, enabled, ...(prefers ? { preferred: method } : {}) } };
}

/** A method switched off, and preferred no more. */
export function withoutMethod(user: UserRecord, method: MfaMethod): UserRecord {
  const enabled = user.mfa.enabled.filter((known) => known !== method);
  return { ...withoutPreference(user, method), mfa: { ...withoutPreference(user, method).mfa, enabled } };
}

function withSettings(
  { pool, user }: Whose,
  method: MfaMethod,
  { Enabled, PreferredMfa }: SoftwareTokenMfaSettingsType,
): UserRecord {
  if (Enabled === true) checkUsable({ pool, user }, method);
  const changed = switched(user, method, Enabled);
  if (PreferredMfa === undefined) return changed;
  if (!PreferredMfa) return withoutPreference(changed, method);
  if (!changed.mfa.enabled.includes(method)) {
    throw invalidParameter(`${method} has to be enabled to be the preferred MFA method.`);
  }
  return { ...changed, mfa: { ...changed.mfa, preferred: method } };
}

function switched(user: UserRecord, method: MfaMethod, on: boolean | undefined): UserRecord {
  if (on === undefined) return user;
  return on ? withMethod(user, method, false) : withoutMethod(user, method);
}

function withoutPreference(user: UserRecord, method: MfaMethod): UserRecord {
  return user.mfa.preferred === method ? { ...user, mfa: { ...user.mfa, preferred: undefined } } : user;
}

/** Codes go to verified addresses only, as far as the user has a say; the pool has to offer the method. */
function checkUsable({ pool, user }: Whose, method: MfaMethod): void {
  const channel = channelOf(method);
  const verified = channel === undefined || user.attributes[`${channel}_verified`] === 'true';
  if (offeredMethods(pool).includes(method) && isReady(user, method) && verified) return;
  throw invalidParameter(`User does not have delivery config set to turn on ${method}`);
}

/** One that could not be used anyway can be switched off. */
function checkNotLast({ mfa }: PoolRecord, before: UserRecord, after: UserRecord): void {
  const loses = chosenMethods(before).length > 0 && chosenMethods(after).length === 0;
  if (mfa.mode === 'ON' && loses) {
    throw invalidParameter('The last MFA method of a user cannot be turned off while MFA is required.');
  }
}

/** A passkey may be lost, so another method is wanted beside it (SDK, WebAuthnMfaSettingsType). */
function withPasskeys({ pool, user }: Whose, webAuthn: boolean): UserRecord {
  const { FactorConfiguration } = pool.mfa.webAuthn ?? {};
  if (webAuthn && FactorConfiguration !== 'MULTI_FACTOR_WITH_USER_VERIFICATION') {
    throw invalidParameter('Passkeys are no MFA method of this user pool.');
  }
  if (webAuthn && chosenMethods(user).length === 0) {
    throw invalidParameter('Passkeys need another MFA method beside them.');
  }
  return { ...user, mfa: { ...user.mfa, webAuthn } };
}
