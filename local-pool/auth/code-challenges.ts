import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { maskDestination } from '../messages/mask';
import { sendMessage } from '../messages/send';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { UserRecord } from '../store/records';
import { claimAlias } from '../users/aliases';
import type { ContactAttribute } from '../users/attributes';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from './challenge';
import { checkLock, clearFailures, countFailure } from './lockout';
import { countedAs } from './phantom';
import { notAuthorized, userDisabled } from './refusals';
import { required, withFirstFactor, type Entries, type FirstFactor, type SignIn } from './sign-in';
import { countSignInCode } from './user-limits';

/** First-factor codes are longer than those of a second factor (observed for e-mail, assumed for SMS). */
const digits = { first: 8, second: 6 };

interface CodeChallenge {
  readonly attribute: ContactAttribute;
  /** The key of the answer. */
  readonly key: string;
  /** What passing it is worth while no first factor has passed. */
  readonly first?: FirstFactor;
}

/** A code by e-mail: first factor of USER_AUTH, or second factor. Cognito has one name for both. */
export const emailOtp = codeChallenge({ attribute: 'email', key: 'EMAIL_OTP_CODE', first: 'EMAIL_OTP' });
/** A code by SMS as first factor of USER_AUTH. */
export const smsOtp = codeChallenge({ attribute: 'phone_number', key: 'SMS_OTP_CODE', first: 'SMS_OTP' });
/** A code by SMS as second factor. */
export const smsMfa = codeChallenge({ attribute: 'phone_number', key: 'SMS_MFA_CODE' });

/** The code lives as long as the Session that carries it, and ends with it. */
function codeChallenge(kind: CodeChallenge): Challenge {
  return {
    present: (context, signIn) => present(context, signIn, kind),
    answer: (context, attempt) => answer(context, attempt, kind),
  };
}

/** @throws PoolError LimitExceededException for too many codes to an address, NotAuthorizedException for a disabled user */
async function present(context: PoolContext, signIn: SignIn, kind: CodeChallenge): Promise<Presentation> {
  const { pool, user, known } = signIn;
  const medium = kind.attribute === 'email' ? 'EMAIL' : 'SMS';
  const to = user.attributes[kind.attribute] ?? '';
  if (!user.enabled) throw userDisabled();
  countSignInCode(context, pool, to, known);
  const length = isFirst(signIn, kind) ? digits.first : digits.second;
  const code = String(randomInt(10 ** length)).padStart(length, '0');
  if (known) await sendMessage(context, { pool, user, to, medium, kind: 'Authentication', code });
  const salt = randomBytes(16).toString('hex');
  return {
    parameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
      CODE_DELIVERY_DESTINATION: maskDestination(medium, to),
      USER_ID_FOR_SRP: user.username,
    },
    state: { salt, destination: to, ...(known ? { digest: digestOf(salt, code) } : {}) },
  };
}

/**
 * @throws PoolError CodeMismatchException, and NotAuthorizedException while the user is locked: wrong codes count like wrong
 *   passwords
 */
function answer(
  context: PoolContext,
  { session, signIn, responses }: ChallengeAttempt,
  kind: CodeChallenge,
): Settle {
  const { pool } = signIn;
  const given = required(responses, kind.key);
  checkLock(context, pool, countedAs(signIn));
  if (!matches(session.state as Entries, given)) {
    countFailure(context, pool, countedAs(signIn));
    throw new PoolError('CodeMismatchException', 'Invalid code or auth state for the user.');
  }
  return (fresh) => {
    if (!isFirst(fresh, kind) || !kind.first) return { ...fresh, user: clearFailures(context, fresh.user) };
    return withFirstFactor(
      { ...fresh, user: proved(context, fresh, kind, session.state as Entries) },
      kind.first,
    );
  };
}

/** A first-factor code proves the address as well, and with it somebody who has not confirmed yet. */
function proved(
  context: PoolContext,
  { pool, user }: SignIn,
  { attribute }: CodeChallenge,
  state: Entries,
): UserRecord {
  const { destination } = state;
  if (destination === undefined || user.attributes[attribute] !== destination) {
    throw notAuthorized('Invalid session for the user.');
  }
  const verified = `${attribute}_verified`;
  const done = user.attributes[verified] === 'true' && user.status !== 'UNCONFIRMED';
  if (done) return clearFailures(context, user);
  claimAlias(context, pool, attribute, destination, false, user);
  const changed: UserRecord = {
    ...clearFailures(context, user),
    status: user.status === 'UNCONFIRMED' ? 'CONFIRMED' : user.status,
    attributes: { ...user.attributes, [verified]: 'true' },
    updatedAt: context.clock.now(),
  };
  context.store.users.put(changed);
  return changed;
}

function isFirst({ progress }: SignIn, { first }: CodeChallenge): boolean {
  return first !== undefined && progress.first === undefined;
}

/** A phantom's challenge has no digest: nothing matches. */
function matches({ salt = '', digest }: Entries, code: string): boolean {
  return (
    digest !== undefined &&
    timingSafeEqual(Buffer.from(digest, 'hex'), Buffer.from(digestOf(salt, code), 'hex'))
  );
}

function digestOf(salt: string, code: string): string {
  return createHmac('sha256', salt).update(code).digest('hex');
}
