import { randomUUID } from 'node:crypto';
import type { PoolContext } from '../operation';
import type { MessageRecord, PoolRecord, UserRecord } from '../store/records';
import type { TriggerCall } from '../triggers/call';
import { customMessage, type CustomMessage } from '../triggers/custom-message';
import { handToSender } from '../triggers/custom-sender';
import { poolText } from './texts';

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
  /** On whose behalf; for the triggers. */
  readonly call?: TriggerCall;
}

/**
 * Words the message as the trigger or the pool's templates say and puts it into the inbox. Where a function sends the pool's messages
 * it goes to that, and to nowhere else.
 *
 * @returns undefined for a message that a function sends
 * @throws PoolError as `customMessage`. What the message is about has been kept by then
 */
export async function sendMessage(
  context: PoolContext,
  outgoing: Outgoing,
): Promise<MessageRecord | undefined> {
  const { pool, user, medium, kind, call = {} } = outgoing;
  if (!user) return put(context, outgoing, {});
  const secret = outgoing.password ?? outgoing.code ?? '';
  if (handToSender(context, { pool, user, medium, kind, secret, call })) return undefined;
  return put(context, outgoing, await customMessage(context, { pool, user, medium, kind, call }));
}

function put(context: PoolContext, outgoing: Outgoing, custom: CustomMessage): MessageRecord {
  const { pool, medium, kind, to } = outgoing;
  const username = shownUsername(outgoing);
  const text = poolText(pool, medium, kind);
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
    ...(medium === 'EMAIL' ? { subject: fill(custom.subject ?? text.subject) } : {}),
    body: fill(custom.body ?? text.body),
  };
  context.store.messages.put(message);
  return message;
}

/** In pools whose users are named by e-mail or phone number, people know that and not the UUID. */
function shownUsername({ pool, user, username, to }: Outgoing): string {
  if ((pool.settings.UsernameAttributes?.length ?? 0) > 0 && user?.username === user?.sub) return to;
  return user?.username ?? username ?? to;
}
