import type { SetUserMFAPreferenceCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { AppError, type FieldError } from '../common/errors/app-error';
import type { MfaMethodSetting, UpdateMfaRequest } from './mfa-preferences.dto';

/** What SetUserMFAPreference, and that of administrators, calls our methods. */
const BLOCKS = {
  totp: 'SoftwareTokenMfaSettings',
  sms: 'SMSMfaSettings',
  email: 'EmailMfaSettings',
} as const;

type Method = keyof typeof BLOCKS;
type Preferences = Pick<SetUserMFAPreferenceCommandInput, (typeof BLOCKS)[Method]>;

/**
 * The settings as Cognito takes them. What a request leaves out, a method or whether it is preferred, stays as it is.
 *
 * @throws AppError `validation_failed` without any method, with two preferred ones, or with a preferred one that is to be off
 */
export function preferencesFrom(request: UpdateMfaRequest): Preferences {
  const given = (Object.keys(BLOCKS) as Method[]).flatMap((method) => {
    const setting = request[method];
    return setting === undefined ? [] : [[method, setting] as const];
  });
  const errors = faultsOf(given);
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return Object.fromEntries(
    given.map(([method, { enabled, preferred }]) => [
      BLOCKS[method],
      { Enabled: enabled, ...(preferred === undefined ? {} : { PreferredMfa: preferred }) },
    ]),
  );
}

function faultsOf(given: readonly (readonly [Method, MfaMethodSetting])[]): FieldError[] {
  if (given.length === 0) return [{ field: 'body', message: 'must name totp, sms or email' }];
  const preferred = given.filter(([, setting]) => setting.preferred === true);
  const fault = (method: Method, message: string): FieldError => ({ field: `${method}.preferred`, message });
  return [
    ...preferred
      .filter(([, { enabled }]) => !enabled)
      .map(([method]) => fault(method, 'must not be true for a method that is off')),
    ...preferred.slice(1).map(([method]) => fault(method, 'must not be true for a second method')),
  ];
}
