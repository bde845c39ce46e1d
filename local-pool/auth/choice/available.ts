import type { AuthFactorType, ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../../operation';
import { usablePasskeys } from '../../passkeys/passkeys-of-user';
import { allowedFactors } from '../../pools/sign-in-policy';
import type { PoolRecord, UserRecord } from '../../store/records';
import { autoVerified, type ContactAttribute } from '../../users/attributes';
import { hasPassword } from '../password';

/** A first factor of choice-based sign-in. PASSWORD stands for its two challenges. */
export type ChoiceFactor = Exclude<AuthFactorType, 'SOFTWARE_TOKEN'>;

/** A code as first factor, and the attribute it goes to. */
const codes: readonly { readonly factor: ChoiceFactor; readonly attribute: ContactAttribute }[] = [
  { factor: 'EMAIL_OTP', attribute: 'email' },
  { factor: 'SMS_OTP', attribute: 'phone_number' },
];

/** Whose factors are asked for. */
interface Whose {
  readonly pool: PoolRecord;
  readonly user: UserRecord;
  /** False for a phantom. */
  readonly known?: boolean;
}

/**
 * The first factors that a user can choose: what the pool's SignInPolicy allows and he has. By code only without a second factor;
 * by passkey beside one only where passkeys count as two factors (guide "Authentication flows").
 *
 * @returns in the order in which they are offered; empty for somebody who has none of them
 */
export function availableFactors(context: PoolContext, whose: Whose): readonly ChoiceFactor[] {
  const { pool, user } = whose;
  if (user.status === 'EXTERNAL_PROVIDER') return [];
  // A temporary password has to be replaced before anything else can prove who he is.
  if (user.status === 'FORCE_CHANGE_PASSWORD') return ['PASSWORD'];
  const allowed = allowedFactors(pool);
  const twoFactors = needsSecondFactor(pool, user);
  const byCode = codes
    .filter(({ factor, attribute }) => allowed.has(factor) && !twoFactors && user.attributes[attribute])
    .map(({ factor }) => factor);
  const keys = allowed.has('WEB_AUTHN') ? usablePasskeys(context, whose).length : 0;
  return [
    ...byCode,
    ...(keys > 0 && (!twoFactors || passkeysAreTwoFactors(pool)) ? (['WEB_AUTHN'] as const) : []),
    ...(allowed.has('PASSWORD') && hasPassword(user) ? (['PASSWORD'] as const) : []),
  ];
}

/**
 * The same as challenges. Somebody who has no factor at all is asked for a password like everybody else: nothing he answers is
 * right.
 */
export function availableChallenges(context: PoolContext, whose: Whose): readonly ChallengeNameType[] {
  const factors = availableFactors(context, whose);
  const shown: readonly ChoiceFactor[] = factors.length > 0 ? factors : ['PASSWORD'];
  return shown.flatMap((factor): ChallengeNameType[] =>
    factor === 'PASSWORD' ? ['PASSWORD_SRP', 'PASSWORD'] : [factor],
  );
}

/** Whether a code to this attribute is a first factor that the user can choose. */
export function canSignInByCode(context: PoolContext, whose: Whose, attribute: ContactAttribute): boolean {
  const factors = availableFactors(context, whose);
  return codes.some((code) => code.attribute === attribute && factors.includes(code.factor));
}

/** Whether somebody with these attributes can do without a password: a code can be sent to one that the pool verifies. */
export function canDoWithoutPassword(
  pool: PoolRecord,
  attributes: Readonly<Record<string, string>>,
): boolean {
  const allowed = allowedFactors(pool);
  return (
    pool.mfa.mode !== 'ON' &&
    codes.some(
      ({ factor, attribute }) =>
        allowed.has(factor) && attributes[attribute] && autoVerified(pool, attribute),
    )
  );
}

function needsSecondFactor({ mfa }: PoolRecord, user: UserRecord): boolean {
  return mfa.mode === 'ON' || (mfa.mode === 'OPTIONAL' && user.mfa.enabled.length > 0);
}

function passkeysAreTwoFactors({ mfa }: PoolRecord): boolean {
  return mfa.webAuthn?.FactorConfiguration === 'MULTI_FACTOR_WITH_USER_VERIFICATION';
}
