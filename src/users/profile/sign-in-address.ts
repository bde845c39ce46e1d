import type { UsernameAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import type { AttributePatch, Attributes } from '../../cognito/attributes';
import { AppError } from '../../common/errors/app-error';

const ADDRESSES: readonly UsernameAttributeType[] = ['email', 'phone_number'];

/** The addresses that a change would delete. */
export function deletedAddresses(patch: AttributePatch): UsernameAttributeType[] {
  return ADDRESSES.filter((name) => patch[name] === null || patch[name] === '');
}

/**
 * Refuses a change that would leave somebody without any name to sign in with. Cognito lets it happen, and nobody but an administrator
 * could undo it.
 *
 * @param names UsernameAttributes of the user pool: the addresses that people sign in with
 * @param present the attributes before the change
 * @throws AppError `invalid_attributes`
 */
export function keepSignInAddress(
  names: readonly UsernameAttributeType[],
  patch: AttributePatch,
  present: Attributes,
): void {
  const deleted = deletedAddresses(patch);
  const lost = names.filter((name) => deleted.includes(name));
  const left = names.some((name) => !deleted.includes(name) && (patch[name] ?? present[name]) !== undefined);
  if (lost.length === 0 || left) return;
  throw new AppError('invalid_attributes', {
    errors: lost.map((name) => ({
      field: `attributes.${name}`,
      message: 'is what you sign in with and cannot be deleted',
    })),
  });
}
