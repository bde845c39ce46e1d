import { PASSWORD } from '../../support/gatehouse';
import type { Attempt, Case, Cases } from '../case';
import { closed, revealed, settingUpMfa, withMfa } from '../places';
import { answered, refused } from '../refused';
import { refusal } from '../upstream';
import type { World } from '../world';

const RESPOND = 'RespondToAuthChallenge';

/** Somebody chooses a password, who has to. */
async function choosing(world: World, answer: object): Promise<Attempt> {
  return { body: { session: await (await world.main).newPassword(), answer } };
}

/** What Cognito refuses where accounts are revealed. */
function refusedOpenly(name: string, message?: string): Case {
  return async (world) => {
    const place = await revealed(world);
    const body = { session: await place.newPassword(), answer: { newPassword: PASSWORD } };
    return { at: place.instance, body, upstream: refusal(name, message, RESPOND) };
  };
}

export const challengeCases: Cases = {
  'POST /v1/auth/challenge': {
    operation: RESPOND,
    success: (world) => choosing(world, { newPassword: PASSWORD }),
    failures: {
      session_expired: () => ({ body: { session: 'x', answer: {} } }),
      restart_required: refused(RESPOND, 'ExpiredCodeException'),
      invalid_credentials: async (world) => {
        const place = await world.main;
        const session = await place.challenge(await place.join(), { method: 'choice' });
        return { body: { session, answer: { choice: 'PASSWORD', password: 'wrong' } } };
      },
      code_mismatch: async (world) => {
        const place = await world.main;
        const session = await place.challenge(await place.join(), { method: 'email_otp' });
        return { body: { session, answer: { code: 'wrong' } } };
      },
      challenge_answer_invalid: (world) => choosing(world, { code: '123456' }),
      challenge_unsupported: answered(RESPOND, { ChallengeName: 'RIDDLE', Session: 'x'.repeat(20) }),
      password_policy: (world) => choosing(world, { newPassword: 'short' }),
      password_reused: async (world) => {
        const place = await closed(world);
        const session = await place.newPassword();
        // Cognito counts a temporary password among those of before.
        return { at: place.instance, body: { session, answer: { newPassword: 'Temporary-Horse-7' } } };
      },
      invalid_attributes: (world) =>
        choosing(world, { newPassword: PASSWORD, attributes: { birthdate: 'yesterday' } }),
      attribute_not_writable: (world) =>
        choosing(world, { newPassword: PASSWORD, attributes: { 'custom:account_id': 'acme' } }),
      alias_exists: refused(RESPOND, 'AliasExistsException'),
      mfa_not_available: refused(RESPOND, 'SoftwareTokenMFANotFoundException'),
      user_not_found: refusedOpenly('UserNotFoundException'),
      user_not_confirmed: refused(RESPOND, 'UserNotConfirmedException'),
      user_disabled: refusedOpenly('NotAuthorizedException', 'User is disabled.'),
      password_reset_required: refusedOpenly('PasswordResetRequiredException'),
      temporary_password_expired: refusedOpenly(
        'NotAuthorizedException',
        'Temporary password has expired and must be reset by an administrator.',
      ),
      too_many_attempts: refused(RESPOND, 'NotAuthorizedException', 'Password attempts exceeded'),
      sign_in_refused: refused(
        RESPOND,
        'UserLambdaValidationException',
        'PreAuthentication failed with error no.',
      ),
      invalid_parameter: refused(RESPOND, 'InvalidParameterException'),
    },
  },
  'POST /v1/auth/challenge/totp': {
    operation: 'AssociateSoftwareToken',
    success: async (world) => ({
      at: (await withMfa(world)).instance,
      body: { session: await settingUpMfa(world) },
    }),
    failures: {
      session_expired: () => ({ body: { session: 'x' } }),
      mfa_not_available: refused('AssociateSoftwareToken', 'SoftwareTokenMFANotFoundException'),
      conflict: refused('AssociateSoftwareToken', 'ConcurrentModificationException'),
      invalid_parameter: refused('AssociateSoftwareToken', 'InvalidParameterException'),
    },
  },
};
