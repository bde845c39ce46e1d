import { randomUUID } from 'node:crypto';
import type { NotifyEmailType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { handToSender } from '../triggers/custom-sender';

/** An e-mail that asks for nothing. */
export interface Notice {
  readonly pool: PoolRecord;
  readonly user: UserRecord;
  readonly to: string;
  /** The CustomMessage trigger's word for it without prefix. */
  readonly kind: string;
  readonly code: string;
  readonly template: NotifyEmailType | undefined;
  /** What stands for `{name}` in the template. */
  readonly values: Readonly<Record<string, string>>;
}

const fallback: Required<NotifyEmailType> = {
  Subject: 'New sign-in attempt',
  HtmlBody: '',
  TextBody:
    'We observed an unrecognized sign-in to your account with this information: time {login-time}, device {device-name}, address {ip-address}. If it was you: {one-click-link-valid}. If not: {one-click-link-invalid}.',
};

/** Words the notice and puts it into the inbox, or hands it to the function that sends the pool's e-mail. */
export function sendNotice(context: PoolContext, notice: Notice): void {
  const { pool, user, to, kind, code, template, values } = notice;
  const attributes = senderAttributes(notice);
  if (handToSender(context, { pool, user, medium: 'EMAIL', kind, attributes, call: {} })) return;
  const fill = (text: string): string =>
    text.replace(/\{([a-z-]+)\}/gu, (placeholder, name: string) => values[name] ?? placeholder);
  context.store.messages.put({
    id: randomUUID(),
    at: context.clock.now(),
    poolId: pool.id,
    username: user.username,
    to,
    medium: 'EMAIL',
    kind,
    code,
    subject: fill(template?.Subject ?? fallback.Subject ?? ''),
    body: fill(template?.TextBody ?? template?.HtmlBody ?? fallback.TextBody ?? ''),
  });
}

/** The notice's values under the names that functions know them by: `LOGIN_TIME` for `login-time`. */
function senderAttributes({ user, code, values }: Notice): Readonly<Record<string, string>> {
  const named = Object.entries(values)
    .filter(([name]) => name !== 'username')
    .map(([name, value]): [string, string] => [name.toUpperCase().replaceAll('-', '_'), value]);
  return { ...Object.fromEntries(named), USER_NAME: user.username, FEEDBACK_TOKEN: code };
}
