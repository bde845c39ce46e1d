import type { PoolContext } from '../operation';
import type { UserRecord } from '../store/records';
import { checkUnique } from '../users/aliases';
import {
  checkAttributes,
  checkWritable,
  missingRequired,
  planUpdate,
  readableAttributes,
} from '../users/attributes';
import type { Challenge, ChallengeAttempt, Presentation } from './challenge';
import { checkPasswordPolicy, withNewPassword } from './password';
import { invalidParameter, notAuthorized, userDisabled } from './refusals';
import { invalidSession } from './sessions';
import { required, type Entries, type SignIn } from './sign-in';

const prefix = 'userAttributes.';

/** NEW_PASSWORD_REQUIRED: a temporary password is replaced, and required attributes that are still missing are asked for. */
export const newPasswordChallenge: Challenge = { present, answer };

function present(_: PoolContext, { pool, client, user }: SignIn): Presentation {
  const readable = readableAttributes(pool, client);
  const attributes = Object.entries(user.attributes).filter(([name]) => readable.has(name));
  const missing = missingRequired(pool, user.attributes).map((name) => `${prefix}${name}`);
  return {
    parameters: {
      USER_ID_FOR_SRP: user.username,
      userAttributes: JSON.stringify(Object.fromEntries(attributes)),
      requiredAttributes: JSON.stringify(missing),
    },
    state: { salt: user.password?.salt },
  };
}

function answer(context: PoolContext, { session, responses }: ChallengeAttempt) {
  const password = required(responses, 'NEW_PASSWORD');
  return (fresh: SignIn): SignIn => {
    const { pool, user } = fresh;
    // A temporary password that an administrator has replaced since must not set the new one.
    const same = user.status === 'FORCE_CHANGE_PASSWORD' && user.password?.salt === session.state['salt'];
    if (!same) throw invalidSession();
    // Tokens would be refused in any case: neither must the password change.
    if (!user.enabled) throw userDisabled();
    checkPasswordPolicy(pool, password);
    const withAttributes = attributesAnswered(context, fresh, responses);
    const now = context.clock.now();
    const confirmed: UserRecord = {
      ...withNewPassword(pool, withAttributes, password, now),
      status: 'CONFIRMED',
    };
    context.store.users.put(confirmed);
    return { ...fresh, user: confirmed };
  };
}

/**
 * @throws PoolError InvalidParameterException for a missing required attribute; NotAuthorizedException for one that is not the
 *   client's to write or that was given when the user was made
 */
function attributesAnswered(
  context: PoolContext,
  { pool, client, user }: SignIn,
  responses: Entries,
): UserRecord {
  const values = attributeValues(responses);
  const names = Object.keys(values);
  checkWritable(pool, client, names);
  const given = names.find((name) => isRequired(pool.schema, name) && user.attributes[name]);
  if (given !== undefined) throw notAuthorized(`Cannot modify an already provided ${given}`);
  for (const name of names) {
    // An immutable attribute without a value gets its first one here.
    checkAttributes(pool, { [name]: values[name] ?? '' }, user.attributes[name] === undefined);
  }
  const [missing] = missingRequired(pool, { ...user.attributes, ...values });
  if (missing !== undefined) throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
  checkUnique(context, pool, values, user);
  const { attributes, pendingAttributes } = planUpdate(pool, user, values);
  return { ...user, attributes, pendingAttributes };
}

function attributeValues(responses: Entries): Record<string, string> {
  const entries = Object.entries(responses)
    .filter(([key, value]) => key.startsWith(prefix) && value !== '')
    .map(([key, value]) => [key.slice(prefix.length), value] as const);
  return Object.fromEntries(entries);
}

function isRequired(schema: SignIn['pool']['schema'], name: string): boolean {
  return schema.some((attribute) => attribute.Name === name && attribute.Required);
}
