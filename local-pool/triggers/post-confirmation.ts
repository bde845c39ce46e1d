import type { SignIn } from '../auth/sign-in';
import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { callTrigger, eventAttributes, metadataOf, type TriggerCall } from './call';

/** What has been confirmed: somebody's sign-up, or his new password. */
export type ConfirmationSource = 'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword';

/**
 * Tells the trigger that a user has been confirmed, which stands whatever comes of it.
 *
 * @throws PoolError as `callTrigger`
 */
export async function postConfirmation(
  context: PoolContext,
  { pool, user }: { readonly pool: PoolRecord; readonly user: UserRecord },
  source: ConfirmationSource,
  call: TriggerCall,
): Promise<void> {
  const arn = pool.settings.LambdaConfig?.PostConfirmation;
  if (arn === undefined) return;
  await callTrigger(context, {
    pool,
    arn,
    trigger: 'PostConfirmation',
    source,
    userName: user.username,
    call,
    request: { userAttributes: eventAttributes(user), ...metadataOf(call) },
  });
}

/** Tells the trigger of somebody whom an answer has confirmed: a code to an address proves a sign-up as well. */
export async function postConfirmationBy(context: PoolContext, before: SignIn, after: SignIn): Promise<void> {
  if (before.user.status !== 'UNCONFIRMED' || after.user.status !== 'CONFIRMED') return;
  await postConfirmation(context, after, 'PostConfirmation_ConfirmSignUp', after);
}
