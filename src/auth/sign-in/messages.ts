import type { FurtherLimit } from '../../common/rate-limits/limit.decorator';

/** The triggers of a custom sign-in may send something, as those of this project do. */
const METHODS: readonly unknown[] = ['email_otp', 'sms_otp', 'custom'];
const CHOICES: readonly unknown[] = ['EMAIL_OTP', 'SMS_OTP', 'SMS_MFA'];

/**
 * Steps of a sign-in that have a code sent, without any proof or with a password only: they count as messages besides. A method, a factor
 * that is chosen, or an address that is set up. Looks at what has not been validated yet.
 */
export const MESSAGES: FurtherLimit = {
  name: 'send-code',
  when: ({ body }) => {
    const { method, answer } = members(body);
    const { choice, email } = members(answer);
    return METHODS.includes(method) || CHOICES.includes(choice) || typeof email === 'string';
  },
};

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
