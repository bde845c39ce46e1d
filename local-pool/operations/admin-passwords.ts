import type {
  AdminConfirmSignUpCommandInput,
  AdminResetUserPasswordCommandInput,
  AdminSetUserPasswordCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { hasOwnPassword, recoveryChannel } from '../auth/channels';
import { dropCode, issueCode } from '../auth/codes';
import { checkPasswordPolicy, withNewPassword } from '../auth/password';
import { cannotBeConfirmed, cannotBeReset, noRecoveryChannel } from '../auth/refusals';
import type { OperationTable, PoolContext } from '../operation';
import type { UserRecord } from '../store/records';
import { postConfirmation } from '../triggers/post-confirmation';
import { requirePoolUser } from '../users/find-user';

/** Confirms without a code. Verifies neither e-mail address nor phone number. */
async function adminConfirmSignUp(
  input: AdminConfirmSignUpCommandInput,
  context: PoolContext,
): Promise<object> {
  const { pool, user } = requirePoolUser(context, input);
  if (user.status !== 'UNCONFIRMED') throw cannotBeConfirmed(user.status);
  dropCode(context, user, 'sign-up');
  const confirmed: UserRecord = { ...user, status: 'CONFIRMED', updatedAt: context.clock.now() };
  context.store.users.put(confirmed);
  await postConfirmation(context, { pool, user: confirmed }, 'PostConfirmation_ConfirmSignUp', {
    clientMetadata: input.ClientMetadata,
  });
  return {};
}

/** A permanent password confirms the user; a temporary one has to be changed at the next sign-in. Tokens live on. */
function adminSetUserPassword(input: AdminSetUserPasswordCommandInput, context: PoolContext): object {
  const { pool, user } = requirePoolUser(context, input);
  const password = input.Password ?? '';
  checkPasswordPolicy(pool, password);
  const now = context.clock.now();
  const changed = withNewPassword(pool, user, password, now);
  context.store.users.put(
    input.Permanent === true
      ? { ...changed, status: 'CONFIRMED' }
      : { ...changed, status: 'FORCE_CHANGE_PASSWORD', temporaryPasswordSetAt: now },
  );
  return {};
}

/** The password stops working at once; ConfirmForgotPassword with the code that is sent sets a new one. */
async function adminResetUserPassword(
  input: AdminResetUserPasswordCommandInput,
  context: PoolContext,
): Promise<object> {
  const { pool, user } = requirePoolUser(context, input);
  if (!hasOwnPassword(user)) throw cannotBeReset();
  const attribute = recoveryChannel(pool, user);
  if (!attribute) throw noRecoveryChannel();
  const changed: UserRecord = { ...user, status: 'RESET_REQUIRED', updatedAt: context.clock.now() };
  context.store.users.put(changed);
  const call = { clientMetadata: input.ClientMetadata };
  await issueCode(context, pool, changed, 'reset-password', { attribute, kind: 'ForgotPassword', call });
  return {};
}

/** How administrators confirm users and give them passwords. */
export const adminPasswordOperations = {
  AdminConfirmSignUp: adminConfirmSignUp,
  AdminSetUserPassword: adminSetUserPassword,
  AdminResetUserPassword: adminResetUserPassword,
} satisfies OperationTable;
