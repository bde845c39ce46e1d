import type { AttributePatch } from '../../cognito/attributes';
import { AppError } from '../../common/errors/app-error';

/** Names that no list of attributes may set: identity, what Cognito keeps itself, and the account, which has its own member. */
const PROTECTED = /^(sub|identities|custom:account_id|cognito:.*)$/;

/** @throws AppError `attribute_not_writable`, naming the attributes */
export function refuseProtected(attributes: AttributePatch): void {
  const names = Object.keys(attributes).filter((name) => PROTECTED.test(name));
  if (names.length === 0) return;
  throw new AppError('attribute_not_writable', {
    errors: names.map((name) => ({ field: `attributes.${name}`, message: 'is not set as an attribute' })),
  });
}
