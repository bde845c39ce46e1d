import { contactAttributes } from '../../users/attributes';
import { invalidParameter } from '../refusals';
import { channelOf, mfaMethods, type Whose } from './methods';

/**
 * Users must not delete the address that their second factor's codes go to: they would lock themselves out. They turn the method off
 * first. (Administrators can, and sign-in is refused from then on until they have put that right.)
 *
 * @param attributes what the user would have
 * @throws PoolError InvalidParameterException
 */
export function checkNotInUse({ pool, user }: Whose, attributes: Readonly<Record<string, string>>): void {
  if (pool.mfa.mode === 'OFF') return;
  const lost = contactAttributes.find((name) => {
    const method = mfaMethods.find((candidate) => channelOf(candidate) === name);
    const inUse = method !== undefined && user.mfa.enabled.includes(method);
    return inUse && user.attributes[name] && !attributes[name];
  });
  if (lost !== undefined) throw invalidParameter(`${lost} is in use for MFA and cannot be deleted.`);
}
