import type {
  AdminGetUserAuthFactorsCommandInput,
  AdminGetUserAuthFactorsCommandOutput,
  AuthFactorType,
  GetUserAuthFactorsCommandInput,
  GetUserAuthFactorsCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { availableFactors } from '../auth/choice/available';
import type { Operation, OperationTable, PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { withAccess } from '../tokens/access-token';
import { requirePoolUser } from '../users/find-user';
import { mfaSettingsOut } from '../users/user-out';

const order: readonly AuthFactorType[] = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN', 'SOFTWARE_TOKEN'];

const getUserAuthFactors: Operation<GetUserAuthFactorsCommandInput, GetUserAuthFactorsCommandOutput> = (
  input,
  context,
) => withAccess(context, input.AccessToken, ({ pool, user }) => factorsOut(context, pool, user));

const adminGetUserAuthFactors: Operation<
  AdminGetUserAuthFactorsCommandInput,
  AdminGetUserAuthFactorsCommandOutput
> = (input, context) => {
  const { pool, user } = requirePoolUser(context, input);
  return factorsOut(context, pool, user);
};

/** By what a user can sign in. */
export const authFactorOperations = {
  GetUserAuthFactors: getUserAuthFactors,
  AdminGetUserAuthFactors: adminGetUserAuthFactors,
} satisfies OperationTable;

/** The first factors he can choose, and the authenticator app, which is a second factor only. */
function factorsOut(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
): Omit<GetUserAuthFactorsCommandOutput, '$metadata'> {
  const configured = new Set<AuthFactorType>(availableFactors(context, { pool, user }));
  if (user.mfa.enabled.includes('SOFTWARE_TOKEN_MFA')) configured.add('SOFTWARE_TOKEN');
  return {
    Username: user.username,
    ...mfaSettingsOut(user),
    ConfiguredUserAuthFactors: order.filter((factor) => configured.has(factor)),
  };
}
