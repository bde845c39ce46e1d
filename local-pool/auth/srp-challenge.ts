import type { PoolContext } from '../operation';
import type { PasswordRecord } from '../store/records';
import { checkState } from './account-state';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from './challenge';
import { checkLock, clearFailures, countFailure } from './lockout';
import { countedAs, phantomUser } from './phantom';
import { badCredentials, invalidParameter } from './refusals';
import { required, withFirstFactor, type Entries, type SignIn } from './sign-in';
import { isClientKey, openExchange, proves } from './srp';
import { poolName } from './srp-group';

/** In ms. "Within a few seconds" says the API reference; clients on slow machines need some for the arithmetic. */
export const answerWithin = 30_000;
/** English, in UTC, the day of the month without a zero before it: `Tue Sep 8 04:05:06 UTC 2026`. */
const timestampForm =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [1-3]?\d \d\d:\d\d:\d\d UTC \d{4}$/u;

/** PASSWORD_VERIFIER: the proof of a password that never leaves the client. */
export const passwordVerifier: Challenge = { present, answer };

function present(context: PoolContext, signIn: SignIn, given: Entries): Presentation {
  const { user } = signIn;
  const clientKey = clientKeyFrom(given);
  const { salt, verifier } = passwordOf(context, signIn);
  const keys = openExchange(verifier);
  return {
    parameters: { USERNAME: user.username, USER_ID_FOR_SRP: user.username, SRP_B: keys.shown, SALT: salt },
    state: { ...keys, salt, clientKey, answerUntil: context.clock.now() + answerWithin },
    asSecretBlock: true,
  };
}

function answer(context: PoolContext, attempt: ChallengeAttempt): Settle {
  const { signIn, session, responses } = attempt;
  const { pool, user } = signIn;
  checkLock(context, pool, countedAs(signIn));
  const claim = claimFrom(responses);
  const state = session.state as unknown as Entries & { readonly answerUntil: number };
  if (state.answerUntil <= context.clock.now()) throw badCredentials();
  const { secret = '', shown = '', clientKey = '', salt } = state;
  const password = passwordOf(context, signIn);
  const exchange = { group: poolName(pool.id), userId: user.username, secret, shown, clientKey };
  // A password that was changed since the first step has another salt.
  const right = password.salt === salt && proves({ ...exchange, verifier: password.verifier }, claim);
  if (!right || !signIn.known) {
    countFailure(context, pool, countedAs(signIn));
    throw badCredentials();
  }
  return (fresh) => {
    if (fresh.user.password?.salt !== salt) throw badCredentials();
    const cleared = clearFailures(context, fresh.user);
    checkState(context, pool, cleared);
    return withFirstFactor({ ...fresh, user: cleared }, 'PASSWORD');
  };
}

/** Somebody without a password is asked for one like everybody else. */
function passwordOf(context: PoolContext, { pool, user }: SignIn): PasswordRecord {
  const password = user.password ?? phantomUser(context, pool, user.username).password;
  if (!password) throw new Error('A phantom has no password');
  return password;
}

/**
 * SRP_A of a client.
 *
 * @throws PoolError InvalidParameterException
 */
export function clientKeyFrom(given: Entries): string {
  const clientKey = required(given, 'SRP_A');
  if (!isClientKey(clientKey)) throw invalidParameter('SRP_A is not a public key that can be used.');
  return clientKey;
}

/**
 * The proof in an answer to PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER.
 *
 * @throws PoolError InvalidParameterException
 */
export function claimFrom(responses: Entries): { secretBlock: string; signature: string; timestamp: string } {
  const timestamp = required(responses, 'TIMESTAMP');
  if (!timestampForm.test(timestamp)) {
    throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.');
  }
  return {
    secretBlock: required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK'),
    signature: required(responses, 'PASSWORD_CLAIM_SIGNATURE'),
    timestamp,
  };
}
