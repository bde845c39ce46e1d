import { PoolError } from '../../pool-error';
import type { Step } from '../next-step';

/** The second factor, when the pool or the user wants one. */
export const secondFactorStep: Step = (_, signIn) => {
  const { pool, user } = signIn;
  const due = pool.mfa.mode === 'ON' || (pool.mfa.mode === 'OPTIONAL' && user.mfa.enabled.length > 0);
  if (!due) return signIn;
  // A second factor that cannot be asked for yet must not be skipped either.
  const message = 'Sign-in with a second factor is not supported by this pool.';
  throw new PoolError('InvalidUserPoolConfigurationException', message);
};
