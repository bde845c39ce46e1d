import { randomUUID } from 'node:crypto';
import type {
  ConfirmSignUpCommandInput,
  ConfirmSignUpCommandOutput,
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput,
  SignUpCommandInput,
  SignUpCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { confirmationChannel } from '../auth/channels';
import { issueCode, matchCode, refuseGuess, simulateCode, useCode } from '../auth/codes';
import { namedRequest, namedUser } from '../auth/named-user';
import { checkPasswordPolicy, derivePassword } from '../auth/password';
import { invalidParameter, notAuthorized, userDisabled } from '../auth/refusals';
import { countCall } from '../auth/user-limits';
import type { Operation, OperationTable } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, CodeRecord, PoolRecord, UserRecord } from '../store/records';
import { looksLikeEmail, looksLikePhoneNumber } from '../users/attribute-values';
import {
  attributesIn,
  checkAttributes,
  checkRequired,
  checkUnique,
  checkWritable,
  claimAlias,
  contactAttributes,
  type ContactAttribute,
} from '../users/attributes';
import { findUser } from '../users/find-user';
import { isAliasAttribute, isUsernameAttribute } from '../users/names';

const signUp: Operation<SignUpCommandInput, SignUpCommandOutput> = (input, context) => {
  const { pool, client, username } = namedRequest(context, input);
  if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) {
    throw notAuthorized('SignUp is not permitted for this user pool');
  }
  const named = nameGiven(pool, username);
  const { Password: password } = input;
  if (password === undefined) throw invalidParameter(passwordMissing);
  checkPasswordPolicy(pool, password);
  const attributes = attributesGiven(pool, client, attributesIn(input.UserAttributes), named);
  if (!named && findUser(context, pool, username)) {
    throw new PoolError('UsernameExistsException', 'User already exists');
  }
  checkUnique(context, pool, attributes);
  const user = newUser(pool, context.clock.now(), { username, password, attributes, named });
  context.store.users.put(user);
  const attribute = confirmationChannel(pool, user);
  if (!attribute) return { UserConfirmed: false, UserSub: user.sub };
  const delivery = issueCode(context, pool, user, 'sign-up', { attribute, kind: 'SignUp' });
  return { UserConfirmed: false, CodeDeliveryDetails: delivery, UserSub: user.sub };
};

const confirmSignUp: Operation<ConfirmSignUpCommandInput, ConfirmSignUpCommandOutput> = (input, context) => {
  const request = namedRequest(context, input);
  const { pool, username } = request;
  const code = input.ConfirmationCode ?? '';
  const user = namedUser(context, request);
  countCall(context, pool, user ?? username, 'confirm-sign-up');
  if (!user) {
    refuseGuess(context, pool, username, 'sign-up', code);
    return {};
  }
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  if (!user.enabled) throw userDisabled();
  const record = matchCode(context, pool, user, 'sign-up', code);
  const verified = verifiedBy(record, user);
  if (verified)
    claimAlias(context, pool, verified, record.destination, input.ForceAliasCreation ?? false, user);
  useCode(context, record);
  context.store.users.put({
    ...user,
    status: 'CONFIRMED',
    attributes: verified ? { ...user.attributes, [`${verified}_verified`]: 'true' } : user.attributes,
    updatedAt: context.clock.now(),
  });
  return {};
};

const resendConfirmationCode: Operation<
  ResendConfirmationCodeCommandInput,
  ResendConfirmationCodeCommandOutput
> = (input, context) => {
  const request = namedRequest(context, input);
  const { pool, username } = request;
  const user = namedUser(context, request);
  countCall(context, pool, user ?? username, 'resend-code');
  if (!user) return { CodeDeliveryDetails: simulateCode(context, pool, username, 'sign-up') };
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
  if (!user.enabled) throw userDisabled();
  const attribute = confirmationChannel(pool, user);
  if (!attribute) throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
  const to = { attribute, kind: 'ResendCode' };
  return { CodeDeliveryDetails: issueCode(context, pool, user, 'sign-up', to) };
};

/** How people register themselves. */
export const signUpOperations = {
  SignUp: signUp,
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
} satisfies OperationTable;

const passwordMissing =
  "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null";

/** The attribute that the user name fills in, in pools whose users are named by e-mail address or phone number. */
interface Named {
  readonly attribute: ContactAttribute;
  readonly value: string;
}

/**
 * @throws PoolError InvalidParameterException for a user name of a shape that the pool does not take
 */
function nameGiven(pool: PoolRecord, username: string): Named | undefined {
  const shape = shapeOf(username);
  const allowed = contactAttributes.filter((name) => isUsernameAttribute(pool, name));
  if (allowed.length > 0) {
    if (shape && allowed.includes(shape)) return { attribute: shape, value: username };
    throw invalidParameter(`Username should be ${allowed.map((name) => shapeNames[name].one).join(' or ')}.`);
  }
  if (shape && isAliasAttribute(pool, shape)) {
    const { format } = shapeNames[shape];
    const message = `Username cannot be of ${format} format, since user pool is configured for ${format} alias.`;
    throw invalidParameter(message);
  }
  return undefined;
}

const shapeNames = {
  email: { one: 'an email', format: 'email' },
  phone_number: { one: 'a phone number', format: 'phone number' },
} as const;

function shapeOf(username: string): ContactAttribute | undefined {
  if (looksLikeEmail(username)) return 'email';
  return looksLikePhoneNumber(username) ? 'phone_number' : undefined;
}

/**
 * Checks what a client wants the new user to have.
 *
 * @throws PoolError InvalidParameterException, NotAuthorizedException
 */
function attributesGiven(
  pool: PoolRecord,
  client: ClientRecord,
  given: Readonly<Record<string, string>>,
  named: Named | undefined,
): Readonly<Record<string, string>> {
  checkWritable(pool, client, Object.keys(given));
  checkAttributes(pool, given, true);
  if (given['preferred_username'] && isAliasAttribute(pool, 'preferred_username')) {
    throw invalidParameter('preferred_username can only be set once the user is confirmed.');
  }
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  if (named) {
    const other = values[named.attribute] ?? named.value;
    if (other !== named.value) throw invalidParameter(`Username and ${named.attribute} must be the same.`);
    values[named.attribute] = named.value;
  }
  checkRequired(pool, values);
  return values;
}

function newUser(
  pool: PoolRecord,
  now: number,
  from: {
    readonly username: string;
    readonly password: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly named: Named | undefined;
  },
): UserRecord {
  const sub = randomUUID();
  const attributes = { ...from.attributes };
  for (const name of contactAttributes) if (attributes[name]) attributes[`${name}_verified`] = 'false';
  return {
    sub,
    poolId: pool.id,
    username: from.named ? sub : from.username,
    attributes,
    status: 'UNCONFIRMED',
    enabled: true,
    groups: [],
    password: derivePassword(pool, sub, from.password),
    passwordHistory: [],
    failedPasswords: { count: 0, lastAt: 0, lockedUntil: 0 },
    pendingAttributes: {},
    mfa: { enabled: [] },
    createdAt: now,
    updatedAt: now,
  };
}

/** The attribute a code proves: none, when the user has another value by now. */
function verifiedBy(record: CodeRecord, user: UserRecord): ContactAttribute | undefined {
  return contactAttributes.find(
    (name) => name === record.delivery.AttributeName && user.attributes[name] === record.destination,
  );
}
