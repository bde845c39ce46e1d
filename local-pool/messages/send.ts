import { randomUUID } from 'node:crypto';
import type { PoolContext } from '../operation';
import type { MessageRecord, PoolRecord, UserRecord } from '../store/records';

/** What is to be sent. */
export interface Outgoing {
  readonly pool: PoolRecord;
  /** Whom it goes to; `username` alone when there is no user (a simulated answer sends nothing, so this is rare). */
  readonly user?: UserRecord;
  readonly username?: string;
  /** E-mail address or phone number, in full. */
  readonly to: string;
  readonly medium: 'EMAIL' | 'SMS';
  /** SignUp, ResendCode, ForgotPassword, UpdateUserAttribute, VerifyUserAttribute, Authentication, AdminCreateUser. */
  readonly kind: string;
  /** Stands for `{####}`. */
  readonly code?: string;
  /** Temporary password of an invitation: stands for `{####}` there. */
  readonly password?: string;
}

interface Text {
  readonly subject: string;
  readonly body: string;
}

/** Words the message as the pool's templates say and puts it into the inbox. */
// eslint-disable-next-line @typescript-eslint/require-await
export async function sendMessage(context: PoolContext, outgoing: Outgoing): Promise<MessageRecord> {
  const { pool, medium, kind, to } = outgoing;
  const username = shownUsername(outgoing);
  const text = kind === 'AdminCreateUser' ? invitation(pool, medium) : codeText(pool, medium, kind);
  const fill = (template: string): string =>
    template
      .replaceAll('{username}', () => username)
      .replaceAll('{####}', () => outgoing.password ?? outgoing.code ?? '')
      .replace(/\{##(.*?)##\}/gsu, (_, label: string) => `${label} (${outgoing.code ?? ''})`);
  const message: MessageRecord = {
    id: randomUUID(),
    at: context.clock.now(),
    poolId: pool.id,
    username: outgoing.user?.username ?? outgoing.username ?? '',
    to,
    medium,
    kind,
    ...(outgoing.code === undefined ? {} : { code: outgoing.code }),
    ...(medium === 'EMAIL' ? { subject: fill(text.subject) } : {}),
    body: fill(text.body),
  };
  context.store.messages.put(message);
  return message;
}

/** In pools whose users are named by e-mail or phone number, people know that and not the UUID. */
function shownUsername({ pool, user, username, to }: Outgoing): string {
  if ((pool.settings.UsernameAttributes?.length ?? 0) > 0 && user?.username === user?.sub) return to;
  return user?.username ?? username ?? to;
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
