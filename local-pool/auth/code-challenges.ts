import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { maskDestination } from '../messages/mask';
import { sendMessage } from '../messages/send';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { UserRecord } from '../store/records';
import { claimAlias } from '../users/aliases';
import type { ContactAttribute } from '../users/attributes';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from './challenge';
import { checkLock, clearCodeFailures, clearFailures, countCodeFailure, countFailure } from './lockout';
import { provedBySecondCode } from './mfa/second-code';
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

/** What the Session remembers of a code that was sent. */
export interface SentCode {
  readonly salt: string;
  readonly destination: string;
  /** Absent for a phantom: nothing matches. */
  readonly digest?: string;
  /** The address is not the user's yet: MFA_SETUP has named it. */
  readonly setsUp?: true;
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
    present: (context, signIn, given) => present(context, signIn, kind, given),
    answer: (context, attempt) => answer(context, attempt, kind),
  };
}

/**
 * @param given EMAIL of an answer to MFA_SETUP, where the code goes then
 * @throws PoolError LimitExceededException for too many codes to an address, NotAuthorizedException for a disabled user
 */
async function present(
  context: PoolContext,
  signIn: SignIn,
  kind: CodeChallenge,
  { EMAIL }: Entries,
): Promise<Presentation> {
  const { pool, user, known } = signIn;
  const medium = kind.attribute === 'email' ? 'EMAIL' : 'SMS';
  const to = EMAIL ?? user.attributes[kind.attribute] ?? '';
  if (!user.enabled) throw userDisabled();
  countSignInCode(context, pool, to, known);
  const length = isFirst(signIn, kind) ? digits.first : digits.second;
  const code = String(randomInt(10 ** length)).padStart(length, '0');
  if (known) {
    await sendMessage(context, { pool, user, to, medium, kind: 'Authentication', code, call: signIn });
  }
  const salt = randomBytes(16).toString('hex');
  const sent: SentCode = {
    salt,
    destination: to,
    ...(known ? { digest: digestOf(salt, code) } : {}),
    ...(EMAIL === undefined ? {} : { setsUp: true }),
  };
  return {
    parameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
      CODE_DELIVERY_DESTINATION: maskDestination(medium, to),
      USER_ID_FOR_SRP: user.username,
    },
    state: { ...sent },
  };
}

/**
 * Everything is looked at in one go with the user as he is then, so that parallel guesses are counted one by one.
 *
 * @throws PoolError CodeMismatchException, and NotAuthorizedException while the user is locked: wrong codes lead to the same lock as
 *   wrong passwords
 */
function answer(context: PoolContext, { session, responses }: ChallengeAttempt, kind: CodeChallenge): Settle {
  const given = required(responses, kind.key);
  const sent = session.state as unknown as SentCode;
  return (fresh) => {
    checkLock(context, fresh.pool, countedAs(fresh));
    if (!matches(sent, given)) {
      countWrong(context, fresh, kind);
      throw new PoolError('CodeMismatchException', 'Invalid code or auth state for the user.');
    }
    // Tokens would be refused in any case: neither must the code confirm anything.
    if (!fresh.user.enabled) throw userDisabled();
    if (isFirst(fresh, kind) && kind.first) {
      return withFirstFactor({ ...fresh, user: proved(context, fresh, kind, sent) }, kind.first);
    }
    const user = provedBySecondCode(context, fresh, kind.attribute, sent);
    return { ...fresh, user: clearCodeFailures(context, user) };
  };
}

function countWrong(context: PoolContext, signIn: SignIn, kind: CodeChallenge): void {
  if (signIn.known && !isFirst(signIn, kind)) countCodeFailure(context, signIn.user);
  else countFailure(context, signIn.pool, countedAs(signIn));
}

/** A first-factor code proves the address as well, and with it somebody who has not confirmed yet. */
function proved(
  context: PoolContext,
  { pool, user }: SignIn,
  { attribute }: CodeChallenge,
  { destination }: SentCode,
): UserRecord {
  if (user.attributes[attribute] !== destination) throw notAuthorized('Invalid session for the user.');
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

/** SMS_OTP and EMAIL_OTP as what the sign-in begins with. */
function isFirst({ progress }: SignIn, { first }: CodeChallenge): boolean {
  return first !== undefined && progress.first === undefined;
}

function matches({ salt, digest }: SentCode, code: string): boolean {
  return (
    digest !== undefined &&
    timingSafeEqual(Buffer.from(digest, 'hex'), Buffer.from(digestOf(salt, code), 'hex'))
  );
}

function digestOf(salt: string, code: string): string {
  return createHmac('sha256', salt).update(code).digest('hex');
}
