import type { PoolContext } from '../../operation';
import { assertionFrom, type AssertionCredential } from '../../passkeys/credential';
import { requestOptions, userHandleOf } from '../../passkeys/options';
import type { PasskeyRecord } from '../../passkeys/passkey-record';
import { usablePasskeys } from '../../passkeys/passkeys-of-user';
import { newChallenge } from '../../passkeys/registration-challenge';
import { needsUserVerification, relyingPartyOf } from '../../passkeys/relying-party';
import {
  hasCountedOn,
  verifyAssertion,
  type Assertion,
  type AssertionTerms,
} from '../../passkeys/verify-assertion';
import { PoolError } from '../../pool-error';
import { sessionLifetime } from '../../tokens/lifetimes';
import { checkState } from '../account-state';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from '../challenge';
import { checkLock, clearFailures, countFailure } from '../lockout';
import { countedAs } from '../phantom';
import { badCredentials } from '../refusals';
import { required, withFirstFactor, type SignIn } from '../sign-in';

/** WEB_AUTHN: a signature by one of the user's passkeys. */
export const webAuthnChallenge: Challenge = { present, answer };

/** @throws PoolError InvalidUserPoolConfigurationException when the pool has lost its relying party */
function present(context: PoolContext, signIn: SignIn): Presentation {
  const { pool, client } = signIn;
  const relyingPartyId = relyingPartyOf(context, pool);
  if (relyingPartyId === undefined) {
    throw new PoolError(
      'InvalidUserPoolConfigurationException',
      'The user pool has neither a relying party ID nor a domain.',
    );
  }
  const terms: AssertionTerms = {
    challenge: newChallenge(),
    relyingPartyId,
    userVerification: needsUserVerification(pool),
  };
  const options = requestOptions({
    pool,
    challenge: terms.challenge,
    relyingPartyId,
    timeout: sessionLifetime(client),
    credentials: usablePasskeys(context, signIn),
  });
  return { parameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) }, state: { ...terms } };
}

/**
 * @throws PoolError InvalidParameterException for what is no credential; NotAuthorizedException for one that is not good, and while
 *   the user is locked: those that are not count like wrong passwords
 */
async function answer(context: PoolContext, attempt: ChallengeAttempt): Promise<Settle> {
  const { session, signIn, responses } = attempt;
  const credential = assertionFrom(required(responses, 'CREDENTIAL'));
  checkLock(context, signIn.pool, countedAs(signIn));
  const terms = session.state as unknown as AssertionTerms;
  const passkey = passkeyNamedBy(context, signIn, credential, terms);
  const assertion = passkey && (await verifyAssertion(credential, passkey, terms));
  if (!passkey || !assertion) {
    countRefusal(context, signIn);
    throw badCredentials();
  }
  return (fresh) => settle(context, fresh, passkey, assertion);
}

/** One of the user's own, and made for him: a phantom has none. */
function passkeyNamedBy(
  context: PoolContext,
  { user, known }: SignIn,
  { json: { id }, userHandle }: AssertionCredential,
  { relyingPartyId }: AssertionTerms,
): PasskeyRecord | undefined {
  if (!known || (userHandle !== undefined && userHandle !== userHandleOf(user))) return undefined;
  const passkey = context.store.passkeys.get(`${user.sub}/${id}`);
  return passkey?.relyingPartyId === relyingPartyId ? passkey : undefined;
}

/** Verifying took its time: the user is looked up again, or what changed meanwhile would be undone. */
function countRefusal(context: PoolContext, signIn: SignIn): void {
  const { pool, user, known } = signIn;
  const counted = known ? context.store.users.get(user.sub) : countedAs(signIn);
  if (counted !== undefined) countFailure(context, pool, counted);
}

function settle(context: PoolContext, fresh: SignIn, { id }: PasskeyRecord, assertion: Assertion): SignIn {
  const { passkeys } = context.store;
  // It may have been deleted since it was looked at, or used in another sign-in.
  const passkey = passkeys.get(id);
  if (!passkey || !hasCountedOn(passkey, assertion)) throw badCredentials();
  const user = clearFailures(context, fresh.user);
  checkState(context, fresh.pool, user);
  passkeys.put({ ...passkey, counter: assertion.counter });
  const { userVerified } = assertion;
  const roaming = passkey.attachment === 'cross-platform';
  return withFirstFactor(
    { ...fresh, user, progress: { ...fresh.progress, userVerified, roaming } },
    'WEB_AUTHN',
  );
}
