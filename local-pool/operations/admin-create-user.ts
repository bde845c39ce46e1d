import { randomUUID } from 'node:crypto';
import type {
  AdminCreateUserCommandInput,
  AdminCreateUserCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { checkPasswordPolicy, derivePassword, generatePassword } from '../auth/password';
import { invite } from '../messages/invite';
import type { OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { PoolRecord, UserRecord } from '../store/records';
import { preSignUp } from '../triggers/pre-sign-up';
import { checkUnique, claimAliases } from '../users/aliases';
import { attributesIn, checkAttributes, checkRequired, checkVerifiable } from '../users/attributes';
import { findUser, requireUser } from '../users/find-user';
import { newUser } from '../users/new-user';
import { receivesCodes } from '../users/passwordless';
import { nameNewUser } from '../users/user-name';
import { userOut } from '../users/user-out';

type Output = Omit<AdminCreateUserCommandOutput, '$metadata'>;

function adminCreateUser(input: AdminCreateUserCommandInput, context: PoolContext): Promise<Output> {
  const pool = requirePool(context, input.UserPoolId);
  return input.MessageAction === 'RESEND' ? inviteAgain(context, pool, input) : create(context, pool, input);
}

async function create(
  context: PoolContext,
  pool: PoolRecord,
  input: AdminCreateUserCommandInput,
): Promise<Output> {
  const sub = randomUUID();
  const { username, values } = checkedName(context, pool, input, sub);
  const withPassword = input.TemporaryPassword !== undefined || !receivesCodes(pool, values);
  if (!withPassword) checkRequired(pool, values);
  const password = withPassword ? temporaryPassword(pool, input) : undefined;
  // What the trigger would have verified or confirmed does not count here.
  await preSignUp(context, {
    pool,
    source: 'PreSignUp_AdminCreateUser',
    username,
    attributes: values,
    validationData: attributesIn(input.ValidationData),
    call: { clientMetadata: input.ClientMetadata },
  });
  // Somebody else may have come first while the trigger ran.
  checkedName(context, pool, input, sub);
  claimAliases(context, pool, values, input.ForceAliasCreation ?? false);
  const status = password === undefined ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  const user = newUser(context, pool, { sub, username, attributes: values, status, password });
  context.store.users.put(user);
  if (password !== undefined) await send(context, pool, user, password, input);
  return { User: userOut(user) };
}

/** A new temporary password with a new term, for somebody who has not used the first. */
async function inviteAgain(
  context: PoolContext,
  pool: PoolRecord,
  input: AdminCreateUserCommandInput,
): Promise<Output> {
  const user = requireUser(context, pool, input.Username ?? '');
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    const message = `Resend not possible. ${user.username} status is not FORCE_CHANGE_PASSWORD`;
    throw new PoolError('UnsupportedUserStateException', message);
  }
  const password = temporaryPassword(pool, input);
  const now = context.clock.now();
  const changed: UserRecord = {
    ...user,
    password: derivePassword(pool, user.username, password),
    temporaryPasswordSetAt: now,
    updatedAt: now,
  };
  context.store.users.put(changed);
  await send(context, pool, changed, password, input);
  return { User: userOut(changed) };
}

/**
 * Checks name and attributes of a new user. Required attributes may be missing: NEW_PASSWORD_REQUIRED asks for them.
 *
 * @throws PoolError InvalidParameterException, UsernameExistsException
 */
function checkedName(
  context: PoolContext,
  pool: PoolRecord,
  input: AdminCreateUserCommandInput,
  sub: string,
): { username: string; values: Readonly<Record<string, string>> } {
  const given = attributesIn(input.UserAttributes);
  checkAttributes(pool, given, true);
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const named = nameNewUser(pool, input.Username ?? '', filled, sub);
  if (findUser(context, pool, input.Username ?? '')) {
    throw new PoolError('UsernameExistsException', 'User account already exists');
  }
  checkUnique(context, pool, named.values);
  checkVerifiable(filled, named.values);
  return named;
}

function temporaryPassword(pool: PoolRecord, { TemporaryPassword }: AdminCreateUserCommandInput): string {
  if (TemporaryPassword === undefined) return generatePassword(pool);
  checkPasswordPolicy(pool, TemporaryPassword);
  return TemporaryPassword;
}

async function send(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  password: string,
  { MessageAction, DesiredDeliveryMediums: mediums, ClientMetadata }: AdminCreateUserCommandInput,
): Promise<void> {
  if (MessageAction === 'SUPPRESS') return;
  await invite(context, { pool, user, password, mediums, call: { clientMetadata: ClientMetadata } });
}

/** How administrators make users. */
export const adminCreateUserOperations = { AdminCreateUser: adminCreateUser } satisfies OperationTable;
