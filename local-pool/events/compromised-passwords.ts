import type { EventFilterType } from '@aws-sdk/client-cognito-identity-provider';
import { notAuthorized } from '../auth/refusals';
import type { AuthCall } from '../auth/sign-in';
import { PoolError } from '../pool-error';
import { riskSettings } from './risk-configuration';
import { threatProtection } from './threat-protection';

/** AWS compares with what has leaked; here a few passwords stand for all of that. */
const leaked: ReadonlySet<string> = new Set([
  ...['123456', '12345678', '123456789', 'password', 'password1', 'qwerty', 'iloveyou', 'letmein'],
  ...['Password1', 'Password1!', 'Password123', 'Password123!', 'P@ssw0rd', 'P@ssw0rd1', 'P@ssword1'],
  ...['Passw0rd!', 'Welcome1', 'Welcome1!', 'Welcome123!', 'Qwerty123!', 'Admin123!', 'Letmein1!'],
  ...['Changeme1!', 'Test1234!', 'Abcd1234!', 'Aa123456!', '1qaz@WSX', '1qaz!QAZ'],
]);

type Where = Pick<AuthCall, 'pool' | 'client'>;

/** Whether the password is known to have leaked, and the pool looks for that in such an event. */
export function isCompromised(where: Where, event: EventFilterType, password: string | undefined): boolean {
  if (password === undefined || threatProtection(where.pool) === 'OFF') return false;
  const filter = riskSettings(where)?.CompromisedCredentialsRiskConfiguration?.EventFilter ?? [];
  return leaked.has(password) && (filter.length === 0 || filter.includes(event));
}

/**
 * Refuses a password that has leaked, where the pool blocks such. To be called at sign-in once the password has been proved, so
 * that it tells nothing to others.
 *
 * @throws PoolError NotAuthorizedException at sign-in, else InvalidPasswordException
 */
export function refuseCompromised(where: Where, event: EventFilterType, password: string | undefined): void {
  const { Actions } = riskSettings(where)?.CompromisedCredentialsRiskConfiguration ?? {};
  const blocks = threatProtection(where.pool) === 'ENFORCED' && Actions?.EventAction === 'BLOCK';
  if (!blocks || !isCompromised(where, event, password)) return;
  if (event === 'SIGN_IN') throw notAuthorized('Unable to login because of security reasons.');
  const message = 'Provided password cannot be used for security reasons.';
  throw new PoolError('InvalidPasswordException', message);
}
