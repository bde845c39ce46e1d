import type { PoolRecord } from '../store/records';

/** A message as the pool's templates have it, with the placeholders in it. */
export interface Text {
  readonly subject: string;
  readonly body: string;
}

/** The pool's own words for a message of this kind. */
export function poolText(pool: PoolRecord, medium: 'EMAIL' | 'SMS', kind: string): Text {
  return kind === 'AdminCreateUser' ? invitation(pool, medium) : codeText(pool, medium, kind);
}

function invitation(pool: PoolRecord, medium: 'EMAIL' | 'SMS'): Text {
  const template = pool.settings.AdminCreateUserConfig?.InviteMessageTemplate;
  const fallback = 'Your username is {username} and temporary password is {####}. ';
  return {
    subject: template?.EmailSubject ?? 'Your temporary password',
    body: (medium === 'EMAIL' ? template?.EmailMessage : template?.SMSMessage) ?? fallback,
  };
}

function codeText(pool: PoolRecord, medium: 'EMAIL' | 'SMS', kind: string): Text {
  if (kind === 'Authentication') return authenticationText(pool, medium);
  const { settings } = pool;
  const template = settings.VerificationMessageTemplate;
  const what = kind === 'ForgotPassword' ? 'password reset' : 'verification';
  if (medium === 'SMS') {
    const body = template?.SmsMessage ?? settings.SmsVerificationMessage;
    return { subject: '', body: body ?? `Your ${what} code is {####}.` };
  }
  const byLink = template?.DefaultEmailOption === 'CONFIRM_WITH_LINK' && kind !== 'ForgotPassword';
  if (byLink) return linkText(pool);
  return {
    subject: template?.EmailSubject ?? settings.EmailVerificationSubject ?? `Your ${what} code`,
    body: template?.EmailMessage ?? settings.EmailVerificationMessage ?? `Your ${what} code is {####}.`,
  };
}

function linkText(pool: PoolRecord): Text {
  const template = pool.settings.VerificationMessageTemplate;
  return {
    subject: template?.EmailSubjectByLink ?? 'Your verification link',
    body:
      template?.EmailMessageByLink ??
      'Please click the link below to verify your email address. {##Verify Email##}',
  };
}

function authenticationText(pool: PoolRecord, medium: 'EMAIL' | 'SMS'): Text {
  const sms = pool.mfa.sms?.SmsAuthenticationMessage ?? pool.settings.SmsAuthenticationMessage;
  const body = 'Your authentication code is {####}.';
  if (medium === 'SMS') return { subject: '', body: sms ?? body };
  return {
    subject: pool.mfa.email?.Subject ?? 'Your authentication code',
    body: pool.mfa.email?.Message ?? body,
  };
}
