import type {
  AdminSetUserMFAPreferenceCommandInput,
  AdminSetUserSettingsCommandInput,
  MFAOptionType,
  SetUserMFAPreferenceCommandInput,
  SetUserMFAPreferenceCommandOutput,
  SetUserSettingsCommandInput,
  SetUserSettingsCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Whose } from '../auth/mfa/methods';
import { withPreferences, type PreferenceInput } from '../auth/mfa/preferences';
import { invalidParameter, passwordResetRequired, userNotConfirmed } from '../auth/refusals';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { withAccess } from '../tokens/access-token';
import { requirePoolUser } from '../users/find-user';

const setUserMfaPreference: Operation<SetUserMFAPreferenceCommandInput, SetUserMFAPreferenceCommandOutput> = (
  input,
  context,
) => withAccess(context, input.AccessToken, (subject) => prefer(context, subject, input));

function adminSetUserMfaPreference(
  input: AdminSetUserMFAPreferenceCommandInput,
  context: PoolContext,
): object {
  const { pool, user } = requirePoolUser(context, input);
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed();
  if (user.status === 'RESET_REQUIRED') throw passwordResetRequired();
  return prefer(context, { pool, user }, input);
}

const setUserSettings: Operation<SetUserSettingsCommandInput, SetUserSettingsCommandOutput> = (
  input,
  context,
) =>
  withAccess(context, input.AccessToken, (subject) =>
    prefer(context, subject, smsSettings(input.MFAOptions ?? [])),
  );

function adminSetUserSettings(input: AdminSetUserSettingsCommandInput, context: PoolContext): object {
  return prefer(context, requirePoolUser(context, input), smsSettings(input.MFAOptions ?? []));
}

/** Which second factors users have. */
export const mfaOperations = {
  SetUserMFAPreference: setUserMfaPreference,
  AdminSetUserMFAPreference: adminSetUserMfaPreference,
  SetUserSettings: setUserSettings,
  AdminSetUserSettings: adminSetUserSettings,
} satisfies OperationTable;

function prefer(context: PoolContext, whose: Whose, input: PreferenceInput): object {
  context.store.users.put({ ...withPreferences(whose, input), updatedAt: context.clock.now() });
  return {};
}

/**
 * MFAOptions of the older operations: SMS is on when it is listed, and off otherwise.
 *
 * @throws PoolError InvalidParameterException for anything but SMS to the phone number
 */
function smsSettings(options: readonly MFAOptionType[]): PreferenceInput {
  const others = options.some(
    ({ DeliveryMedium, AttributeName }) => DeliveryMedium !== 'SMS' || AttributeName !== 'phone_number',
  );
  if (others) throw invalidParameter('MFAOptions can only be SMS to the phone_number.');
  return { SMSMfaSettings: { Enabled: options.length > 0 } };
}
