import type { PoolContext } from '../../operation';
import type { UserRecord } from '../../store/records';
import { checkUnique, claimAlias, isAliasFree } from '../../users/aliases';
import type { ContactAttribute } from '../../users/attributes';
import type { SentCode } from '../code-challenges';
import { invalidSession } from '../sessions';
import type { SignIn } from '../sign-in';
import { offeredMethods, type MfaMethod } from './methods';
import { withMethod } from './preferences';

/**
 * Puts what a right second-factor code proves of its user: the address is verified by it (guide "Adding MFA"), and where MFA is
 * required the method is his from then on.
 *
 * @throws PoolError NotAuthorizedException when the address is not the user's any more; AliasExistsException for a new one of
 *   somebody else
 */
export function provedBySecondCode(
  context: PoolContext,
  { pool, user }: Pick<SignIn, 'pool' | 'user'>,
  attribute: ContactAttribute,
  sent: SentCode,
): UserRecord {
  const changed = sent.setsUp
    ? withNewAddress(context, { pool, user }, attribute, sent.destination)
    : withVerified(context, { pool, user }, attribute, sent.destination);
  if (changed === user) return user;
  const now: UserRecord = { ...changed, updatedAt: context.clock.now() };
  context.store.users.put(now);
  return now;
}

/** The address that MFA_SETUP named becomes the user's, and codes to it his method. */
function withNewAddress(
  context: PoolContext,
  { pool, user }: Pick<SignIn, 'pool' | 'user'>,
  attribute: ContactAttribute,
  value: string,
): UserRecord {
  // He may have got another address, and with it another way in, since the code was sent.
  if (user.attributes[attribute]) throw invalidSession();
  checkUnique(context, pool, { [attribute]: value }, user);
  claimAlias(context, pool, attribute, value, false, user);
  const attributes = { ...user.attributes, [attribute]: value, [`${attribute}_verified`]: 'true' };
  return withMethod({ ...user, attributes }, methodOf(attribute), true);
}

function withVerified(
  context: PoolContext,
  { pool, user }: Pick<SignIn, 'pool' | 'user'>,
  attribute: ContactAttribute,
  value: string,
): UserRecord {
  if (user.attributes[attribute] !== value) throw invalidSession();
  const verified = `${attribute}_verified`;
  // Where it would take another user's name to sign in by, it stays as it is.
  const verifies = user.attributes[verified] !== 'true' && isAliasFree(context, pool, attribute, value, user);
  const changed = verifies ? { ...user, attributes: { ...user.attributes, [verified]: 'true' } } : user;
  const method = methodOf(attribute);
  const keeps = pool.mfa.mode === 'ON' && offeredMethods(pool).includes(method);
  return keeps ? withMethod(changed, method, false) : changed;
}

function methodOf(attribute: ContactAttribute): MfaMethod {
  return attribute === 'email' ? 'EMAIL_OTP' : 'SMS_MFA';
}
