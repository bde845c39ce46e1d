import { AppError } from '../common/errors/app-error';

/** Names that are never a person's own to write, whatever the app client allows: access and verification depend on them. */
const PROTECTED = /^(sub|identities|.+_verified|custom:account_id|cognito:.*|dev:.*)$/;

/**
 * Refuses attributes that only Cognito or an administrator may set, before anything is sent.
 *
 * @param path where the attributes are in the request, e.g. `attributes`
 * @throws AppError `attribute_not_writable` with the names
 */
export function refuseProtectedAttributes(attributes: Readonly<Record<string, string>>, path: string): void {
  const names = Object.keys(attributes).filter((name) => PROTECTED.test(name));
  if (names.length === 0) return;
  throw new AppError('attribute_not_writable', {
    errors: names.map((name) => ({ field: `${path}.${name}`, message: 'may not be set here' })),
  });
}
