import { invalidParameter } from '../auth/refusals';
import type { PoolRecord } from '../store/records';
import { looksLikeEmail, looksLikePhoneNumber } from './attribute-values';
import { isAliasAttribute, isUsernameAttribute } from './names';

/** What a new user is called and has. */
export interface NewUserName {
  readonly username: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Works out a new user's name. In pools whose users are named by e-mail or phone number, what was given becomes that attribute
 * and the user name is the `sub`.
 *
 * @param given Username of the call
 * @param values attributes of the call
 * @throws PoolError InvalidParameterException when the name has not the form the pool wants, or that of an alias
 */
export function nameNewUser(
  pool: PoolRecord,
  given: string,
  values: Readonly<Record<string, string>>,
  sub: string,
): NewUserName {
  if ((pool.settings.UsernameAttributes?.length ?? 0) === 0) {
    refuseAliasForm(pool, given);
    return { username: given, values };
  }
  const attribute = attributeNamedBy(pool, given);
  const value = values[attribute];
  if (value && value !== given) throw invalidParameter(`Username and ${attribute} do not match.`);
  return { username: sub, values: { ...values, [attribute]: given } };
}

function attributeNamedBy(pool: PoolRecord, given: string): 'email' | 'phone_number' {
  const byEmail = isUsernameAttribute(pool, 'email');
  const byPhone = isUsernameAttribute(pool, 'phone_number');
  if (byEmail && looksLikeEmail(given)) return 'email';
  if (byPhone && looksLikePhoneNumber(given)) return 'phone_number';
  if (byEmail && byPhone) throw invalidParameter('Username should be either an email or a phone number.');
  throw invalidParameter(byEmail ? 'Username should be an email.' : 'Username should be a phone number.');
}

/** Otherwise one user's name could be another's alias. */
function refuseAliasForm(pool: PoolRecord, given: string): void {
  if (isAliasAttribute(pool, 'email') && looksLikeEmail(given)) {
    throw invalidParameter(
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  }
  if (isAliasAttribute(pool, 'phone_number') && looksLikePhoneNumber(given)) {
    throw invalidParameter(
      'Username cannot be of phone number format, since user pool is configured for phone number alias.',
    );
  }
}
