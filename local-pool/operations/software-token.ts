import type {
  AdminDeleteSoftwareTokenCommandInput,
  AssociateSoftwareTokenCommandInput,
  AssociateSoftwareTokenCommandOutput,
  VerifySoftwareTokenCommandInput,
  VerifySoftwareTokenCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { offeredMethods } from '../auth/mfa/methods';
import { withoutMethod } from '../auth/mfa/preferences';
import { continueSetUp, countWrongCode, requireSetUp } from '../auth/mfa/setup-session';
import { tokenNotFound } from '../auth/mfa/software-token';
import { newTotpSecret, stepOfCode } from '../auth/mfa/totp';
import { invalidParameter, userNotConfirmed } from '../auth/refusals';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { PoolRecord, UserRecord } from '../store/records';
import { withAccess } from '../tokens/access-token';
import { requirePoolUser } from '../users/find-user';
import { alone } from './alone';

/** A secret takes effect once its app has shown a code; until then an earlier app stays in force. */
const associateSoftwareToken: Operation<
  AssociateSoftwareTokenCommandInput,
  AssociateSoftwareTokenCommandOutput
> = (input, context) => {
  const { token, session } = authorization(input);
  const SecretCode = newTotpSecret();
  return alone(context, `AssociateSoftwareToken ${token ?? session}`, () => {
    if (token === undefined) {
      const setUp = requireSetUp(context, session);
      checkOffered(setUp.holder.pool);
      return Promise.resolve({ SecretCode, Session: continueSetUp(context, setUp, { secret: SecretCode }) });
    }
    return withAccess(context, token, ({ pool, user }) => {
      checkOffered(pool);
      put(context, { ...user, mfa: { ...user.mfa, pendingTotp: SecretCode } });
      return { SecretCode };
    });
  });
};

/** Status is never ERROR: a wrong code is an exception, as observed of AWS. */
const verifySoftwareToken: Operation<VerifySoftwareTokenCommandInput, VerifySoftwareTokenCommandOutput> = (
  input,
  context,
) => {
  const { token, session } = authorization(input);
  if (token !== undefined) {
    return withAccess(context, token, ({ pool, user }) => {
      checkOffered(pool);
      verify(context, user, user.mfa.pendingTotp, input);
      return { Status: 'SUCCESS' };
    });
  }
  const setUp = requireSetUp(context, session);
  const { secret } = setUp.state;
  checkOffered(setUp.holder.pool);
  try {
    verify(context, setUp.holder.user, secret, input);
  } catch (error) {
    if (secret !== undefined) countWrongCode(context, setUp);
    throw error;
  }
  return { Status: 'SUCCESS', Session: continueSetUp(context, setUp, { ...setUp.state, verified: true }) };
};

/** What is left of the user's factors stays as it is; whoever has lost his only app can set up another where MFA is required. */
function adminDeleteSoftwareToken(input: AdminDeleteSoftwareTokenCommandInput, context: PoolContext): object {
  const { user } = requirePoolUser(context, input);
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed();
  const left = withoutMethod(user, 'SOFTWARE_TOKEN_MFA');
  put(context, { ...left, mfa: { ...left.mfa, totp: undefined, pendingTotp: undefined } });
  return {};
}

/** Authenticator apps. */
export const softwareTokenOperations = {
  AssociateSoftwareToken: associateSoftwareToken,
  VerifySoftwareToken: verifySoftwareToken,
  AdminDeleteSoftwareToken: adminDeleteSoftwareToken,
} satisfies OperationTable;

/** @throws PoolError InvalidParameterException unless there is exactly one of the two */
function authorization({
  AccessToken,
  Session,
}: Pick<AssociateSoftwareTokenCommandInput, 'AccessToken' | 'Session'>):
  | { readonly token: string; readonly session?: never }
  | { readonly token?: never; readonly session: string } {
  if (AccessToken !== undefined && Session === undefined) return { token: AccessToken };
  if (AccessToken === undefined && Session !== undefined) return { session: Session };
  throw invalidParameter('Exactly one of AccessToken and Session must be given.');
}

/** @throws PoolError SoftwareTokenMFANotFoundException */
function checkOffered(pool: PoolRecord): void {
  if (offeredMethods(pool).includes('SOFTWARE_TOKEN_MFA')) return;
  throw tokenNotFound('Software Token MFA has not been enabled by the userPool');
}

/**
 * Puts the app whose code is right. The code is used up by it.
 *
 * @throws PoolError SoftwareTokenMFANotFoundException when no app was associated, EnableSoftwareTokenMFAException for a wrong code
 */
function verify(
  context: PoolContext,
  user: UserRecord,
  secret: string | undefined,
  { UserCode = '', FriendlyDeviceName: name }: VerifySoftwareTokenCommandInput,
): void {
  if (secret === undefined) throw tokenNotFound('User has not set up software token mfa');
  const lastStep = stepOfCode(secret, UserCode, context.clock.now());
  if (lastStep === undefined) {
    const message = 'Code mismatch and fail enable Software Token MFA';
    throw new PoolError('EnableSoftwareTokenMFAException', message);
  }
  put(context, { ...user, mfa: { ...user.mfa, pendingTotp: undefined, totp: { secret, name, lastStep } } });
}

function put(context: PoolContext, user: UserRecord): void {
  context.store.users.put({ ...user, updatedAt: context.clock.now() });
}
