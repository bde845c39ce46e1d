import type {
  ChangePasswordCommandInput,
  ChangePasswordCommandOutput,
  ConfirmForgotPasswordCommandInput,
  ConfirmForgotPasswordCommandOutput,
  ForgotPasswordCommandInput,
  ForgotPasswordCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { hasOwnPassword, recoveryChannel } from '../auth/channels';
import { issueCode, matchCode, simulateCode, useCode } from '../auth/codes';
import { adoptImported } from '../auth/imported-password';
import { checkLock, countFailure } from '../auth/lockout';
import { namedRequest, namedUser } from '../auth/named-user';
import { checkPasswordPolicy, hasPassword, isPassword, withNewPassword } from '../auth/password';
import {
  badCredentials,
  cannotBeReset,
  missingParameter,
  noRecoveryChannel,
  userDisabled,
  userNotConfirmed,
} from '../auth/refusals';
import { countCall } from '../auth/user-limits';
import type { Operation, OperationTable, PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { withAccess } from '../tokens/access-token';
import { migrateUser } from '../triggers/migration';
import { postConfirmation } from '../triggers/post-confirmation';

const forgotPassword: Operation<ForgotPasswordCommandInput, ForgotPasswordCommandOutput> = async (
  input,
  context,
) => {
  const request = namedRequest(context, input);
  const { pool, client, username, hidden } = request;
  const call = { client, clientMetadata: input.ClientMetadata };
  await migrateUser(context, { pool, username, ...call });
  const user = namedUser(context, request);
  countCall(context, pool, user ?? username, 'recovery');
  if (!user) return { CodeDeliveryDetails: simulateCode(context, request, 'reset-password') };
  if (!hasOwnPassword(user)) throw cannotBeReset();
  const attribute = recoveryChannel(pool, user);
  if (user.enabled && attribute) {
    const to = { attribute, kind: 'ForgotPassword', call };
    return { CodeDeliveryDetails: await issueCode(context, pool, user, 'reset-password', to) };
  }
  if (hidden) return { CodeDeliveryDetails: simulateCode(context, request, 'reset-password', user) };
  throw user.enabled ? noRecoveryChannel() : userDisabled();
};

const confirmForgotPassword: Operation<
  ConfirmForgotPasswordCommandInput,
  ConfirmForgotPasswordCommandOutput
> = async (input, context) => {
  const request = namedRequest(context, input);
  const { pool, client, username } = request;
  const password = input.Password ?? '';
  // The policy is the same for everybody, so asking it first tells nothing about the user.
  checkPasswordPolicy(pool, password);
  const user = namedUser(context, request);
  countCall(context, pool, user ?? username, 'recovery');
  const code = matchCode(context, pool, user ?? username, 'reset-password', input.ConfirmationCode ?? '');
  if (!user) return {};
  checkConfirmable(user);
  const changed = withNewPassword(pool, user, password, context.clock.now());
  useCode(context, code);
  const confirmed: UserRecord = { ...changed, status: 'CONFIRMED' };
  context.store.users.put(confirmed);
  await postConfirmation(context, { pool, user: confirmed }, 'PostConfirmation_ConfirmForgotPassword', {
    client,
    clientMetadata: input.ClientMetadata,
  });
  return {};
};

const changePassword: Operation<ChangePasswordCommandInput, ChangePasswordCommandOutput> = async (
  input,
  context,
) => {
  const { AccessToken, PreviousPassword } = input;
  await withAccess(context, AccessToken, ({ user }) => adoptImported(context, user, PreviousPassword ?? ''));
  return withAccess(context, AccessToken, ({ pool, user }) => {
    countCall(context, pool, user, 'change-password');
    if (user.status === 'EXTERNAL_PROVIDER') throw cannotBeReset();
    checkPreviousPassword(context, pool, user, PreviousPassword);
    const password = input.ProposedPassword ?? '';
    checkPasswordPolicy(pool, password);
    context.store.users.put(withNewPassword(pool, user, password, context.clock.now()));
    return {};
  });
};

/** How people get a new password. */
export const recoveryOperations = {
  ForgotPassword: forgotPassword,
  ConfirmForgotPassword: confirmForgotPassword,
  ChangePassword: changePassword,
} satisfies OperationTable;

/** The state may have changed since the code was sent. Told only to whoever has the code. */
function checkConfirmable(user: UserRecord): void {
  if (!user.enabled) throw userDisabled();
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed();
  if (!hasOwnPassword(user)) throw cannotBeReset();
}

/**
 * @throws PoolError NotAuthorizedException: a stolen access token must not serve to guess the password, so wrong ones count into
 *   the lockout; InvalidParameterException when there is a password and it was not given
 */
function checkPreviousPassword(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  previous: string | undefined,
): void {
  if (!hasPassword(user)) {
    if (previous !== undefined) throw badCredentials();
    return;
  }
  if (previous === undefined) throw missingParameter('PreviousPassword');
  checkLock(context, pool, user);
  if (user.password && isPassword(pool, user.username, user.password, previous)) return;
  countFailure(context, pool, user);
  throw badCredentials();
}
