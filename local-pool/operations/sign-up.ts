import { randomUUID } from 'node:crypto';
import type {
  ConfirmSignUpCommandInput,
  ConfirmSignUpCommandOutput,
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput,
  SignUpCommandInput,
  SignUpCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { confirmationChannel, confirmationOrder } from '../auth/channels';
import { canDoWithoutPassword } from '../auth/choice/available';
import { issueCode, matchCode, refuseGuess, simulateCode, useCode } from '../auth/codes';
import { namedRequest, namedUser } from '../auth/named-user';
import { checkPasswordPolicy } from '../auth/password';
import { mayGoOnToSignIn, openSignUpSession } from '../auth/sign-up-session';
import { cannotBeConfirmed, invalidParameter, notAuthorized, userDisabled } from '../auth/refusals';
import { countCall } from '../auth/user-limits';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, CodeRecord, PoolRecord, UserRecord } from '../store/records';
import { postConfirmation } from '../triggers/post-confirmation';
import { preSignUp, withVerified } from '../triggers/pre-sign-up';
import { checkUnique, claimAlias } from '../users/aliases';
import {
  attributesIn,
  checkAttributes,
  checkRequired,
  checkWritable,
  contactAttributes,
  type ContactAttribute,
} from '../users/attributes';
import { findUser } from '../users/find-user';
import { isAliasAttribute } from '../users/names';
import { newUser } from '../users/new-user';
import { nameNewUser } from '../users/user-name';

const signUp: Operation<SignUpCommandInput, SignUpCommandOutput> = async (input, context) => {
  const request = namedRequest(context, input);
  const { pool, client } = request;
  if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) {
    throw notAuthorized('SignUp is not permitted for this user pool');
  }
  const sub = randomUUID();
  const given = attributesIn(input.UserAttributes);
  const { username, values } = nameNewUser(pool, request.username, given, sub);
  const password = input.Password;
  if (password === undefined) checkPasswordless(pool, client, values);
  else checkPasswordPolicy(pool, password);
  checkGiven(pool, client, given);
  const attributes = attributesOfNew(pool, values);
  const call = { client, clientMetadata: input.ClientMetadata };
  checkFree(context, pool, username, attributes);
  const decision = await preSignUp(context, {
    pool,
    source: 'PreSignUp_SignUp',
    username,
    attributes: values,
    validationData: attributesIn(input.ValidationData),
    call,
  });
  // Somebody else may have come first while the trigger ran.
  checkFree(context, pool, username, attributes);
  const user = newUser(context, pool, {
    sub,
    username,
    attributes: withVerified(context, pool, attributes, decision),
    status: decision.confirm ? 'CONFIRMED' : 'UNCONFIRMED',
    password,
  });
  context.store.users.put(user);
  if (decision.confirm) {
    await postConfirmation(context, { pool, user }, 'PostConfirmation_ConfirmSignUp', call);
    return { UserConfirmed: true, UserSub: sub };
  }
  const session = openSignUpSession(context, { pool, client, user }, 'SIGN_UP');
  const attribute = confirmationChannel(pool, user);
  if (!attribute) return { UserConfirmed: false, UserSub: sub, Session: session };
  const delivery = await issueCode(context, pool, user, 'sign-up', { attribute, kind: 'SignUp', call });
  return { UserConfirmed: false, CodeDeliveryDetails: delivery, UserSub: sub, Session: session };
};

const confirmSignUp: Operation<ConfirmSignUpCommandInput, ConfirmSignUpCommandOutput> = async (
  input,
  context,
) => {
  const request = namedRequest(context, input);
  const { pool, client, username } = request;
  const code = input.ConfirmationCode ?? '';
  const user = namedUser(context, request);
  countCall(context, pool, user ?? username, 'confirm-sign-up');
  if (!user) return refuseGuess(context, request, 'sign-up', code);
  if (user.status !== 'UNCONFIRMED') throw cannotBeConfirmed(user.status);
  if (!user.enabled) throw userDisabled();
  const record = matchCode(context, pool, user, 'sign-up', code);
  const verified = verifiedBy(record, user);
  if (verified)
    claimAlias(context, pool, verified, record.destination, input.ForceAliasCreation ?? false, user);
  useCode(context, record);
  const confirmed: UserRecord = {
    ...user,
    status: 'CONFIRMED',
    attributes: verified ? { ...user.attributes, [`${verified}_verified`]: 'true' } : user.attributes,
    updatedAt: context.clock.now(),
  };
  context.store.users.put(confirmed);
  const holder = { pool, client, user: confirmed };
  const call = { client, clientMetadata: input.ClientMetadata };
  await postConfirmation(context, holder, 'PostConfirmation_ConfirmSignUp', call);
  if (!mayGoOnToSignIn(context, holder, input.Session, verified)) return {};
  return { Session: openSignUpSession(context, holder, 'CONFIRMED_SIGN_UP') };
};

const resendConfirmationCode: Operation<
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput
> = async (input, context) => {
  const request = namedRequest(context, input);
  const { pool, client, username, hidden } = request;
  const user = namedUser(context, request);
  countCall(context, pool, user ?? username, 'resend-code');
  if (user && user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
  // Asked before the user is, or the answer would tell which names are known.
  if (confirmationOrder(pool).length === 0) throw cannotResend();
  if (!user) return { CodeDeliveryDetails: simulateCode(context, request, 'sign-up') };
  const attribute = confirmationChannel(pool, user);
  if (user.enabled && attribute) {
    const call = { client, clientMetadata: input.ClientMetadata };
    const to = { attribute, kind: 'ResendCode', call };
    return { CodeDeliveryDetails: await issueCode(context, pool, user, 'sign-up', to) };
  }
  if (hidden) return { CodeDeliveryDetails: simulateCode(context, request, 'sign-up', user) };
  throw user.enabled ? cannotResend() : userDisabled();
};

/** How people register themselves. */
export const signUpOperations = {
  SignUp: signUp,
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
} satisfies OperationTable;

/**
 * In pools whose users are named by an attribute, the name is a new UUID and `checkUnique` finds who has the attribute.
 *
 * @throws PoolError UsernameExistsException
 */
function checkFree(
  context: PoolContext,
  pool: PoolRecord,
  username: string,
  attributes: Readonly<Record<string, string>>,
): void {
  if (findUser(context, pool, username)) {
    throw new PoolError('UsernameExistsException', 'User already exists');
  }
  checkUnique(context, pool, attributes);
}

const passwordMissing =
  "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null";

/**
 * A password may be missing where the user can go on without: by codes to an address that the sign-up verifies.
 *
 * @throws PoolError InvalidParameterException
 */
function checkPasswordless(
  pool: PoolRecord,
  { settings }: ClientRecord,
  values: Readonly<Record<string, string>>,
): void {
  const chooses = settings.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH') === true;
  if (!chooses || !canDoWithoutPassword(pool, values)) throw invalidParameter(passwordMissing);
}

/**
 * Checks what a client wants the new user to have.
 *
 * @throws PoolError InvalidParameterException, NotAuthorizedException
 */
function checkGiven(pool: PoolRecord, client: ClientRecord, given: Readonly<Record<string, string>>): void {
  checkWritable(pool, client, Object.keys(given));
  checkAttributes(pool, given, true);
  if (given['preferred_username'] && isAliasAttribute(pool, 'preferred_username')) {
    throw invalidParameter('preferred_username can only be set once the user is confirmed.');
  }
}

/** @throws PoolError InvalidParameterException when the pool requires more */
function attributesOfNew(
  pool: PoolRecord,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const attributes = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  checkRequired(pool, attributes);
  for (const name of contactAttributes) if (attributes[name]) attributes[`${name}_verified`] = 'false';
  return attributes;
}

/** The attribute a code proves: none, when the user has another value by now. */
function verifiedBy(record: CodeRecord, user: UserRecord): ContactAttribute | undefined {
  return contactAttributes.find(
    (name) => name === record.delivery.AttributeName && user.attributes[name] === record.destination,
  );
}

function cannotResend(): PoolError {
  return invalidParameter('Cannot resend codes. Auto verification not turned on.');
}
