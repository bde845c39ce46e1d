import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { eventAttributes, eventOf, metadataOf, type TriggerCall } from './call';

/** What a function is to send in the pool's place. */
export interface SenderRequest {
  readonly pool: PoolRecord;
  readonly user: UserRecord;
  readonly medium: 'EMAIL' | 'SMS';
  /** The end of the trigger's source. */
  readonly kind: string;
  /** The code, or the temporary password, in clear. Absent from a notice, which asks for nothing. */
  readonly secret?: string;
  /** In place of the user's. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly call: TriggerCall;
}

const senders = {
  EMAIL: { trigger: 'CustomEmailSender', type: 'customEmailSenderRequestV1' },
  SMS: { trigger: 'CustomSMSSender', type: 'customSMSSenderRequestV1' },
} as const;

/**
 * Hands a message to the function that sends it, if the pool has one for the medium. Nobody waits for it, and what comes of it does
 * not matter to the call: a failure is only logged.
 *
 * `request.code` is the clear text in Base64. AWS encrypts it with the pool's KMS key; there is none here.
 *
 * @returns false in pools that send for themselves
 */
export function handToSender(context: PoolContext, asked: SenderRequest): boolean {
  const { pool, user, medium, kind, secret, call } = asked;
  const { trigger, type } = senders[medium];
  const arn = pool.settings.LambdaConfig?.[trigger]?.LambdaArn;
  if (arn === undefined) return false;
  const event = eventOf({
    pool,
    arn,
    trigger,
    source: `${trigger}_${kind}`,
    userName: user.username,
    call,
    request: {
      type,
      code: secret === undefined ? null : encoded(kind === 'AdminCreateUser' ? escaped(secret) : secret),
      userAttributes: asked.attributes ?? eventAttributes(user),
      ...metadataOf(call),
    },
  });
  context.background.start(async () => {
    const outcome = await context.lambdas.invoke(arn, event);
    if (outcome.kind === 'threw') throw new Error(`${trigger} failed with error ${outcome.message}.`);
    if (outcome.kind === 'failed') {
      throw new Error(`${trigger} invocation failed due to error ${outcome.error}.`);
    }
  });
  return true;
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Temporary passwords come escaped for HTML, as on AWS. */
function escaped(password: string): string {
  return password.replace(/[&<>"']/gu, (character) => entities[character] ?? character);
}
