import type { PoolContext } from '../operation';
import type { PoolRecord, UserRecord } from '../store/records';
import { callTrigger, eventAttributes, metadataOf, type TriggerCall } from './call';
import { invalidResponse, textIn } from './response';

/** Placeholders that a function puts where the values go. */
const codeParameter = '{####}';
const usernameParameter = '{username}';
const linkParameter = '{##Click Here##}';
const link = /\{##.*?##\}/su;

/** Longest texts, in characters. */
const longest = { sms: 140, email: 20_000, subject: 140 };

/** A message that is about to be worded. */
export interface MessageRequest {
  readonly pool: PoolRecord;
  readonly user: UserRecord;
  readonly medium: 'EMAIL' | 'SMS';
  /** The end of the trigger's source. */
  readonly kind: string;
  readonly call: TriggerCall;
}

/** A message in the function's words, with the placeholders in it. Undefined: in the pool's. */
export interface CustomMessage {
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
}

/**
 * Lets the trigger word a message.
 *
 * @throws PoolError as `callTrigger`; InvalidLambdaResponseException for a text without its placeholders or too long, and for an
 *   e-mail in pools that do not send with their own account
 */
export async function customMessage(context: PoolContext, asked: MessageRequest): Promise<CustomMessage> {
  const { pool, user, kind, medium, call } = asked;
  const arn = pool.settings.LambdaConfig?.CustomMessage;
  if (arn === undefined) return {};
  const invitation = kind === 'AdminCreateUser';
  const response = await callTrigger(context, {
    pool,
    arn,
    trigger: 'CustomMessage',
    source: `CustomMessage_${kind}`,
    userName: user.username,
    call,
    request: {
      userAttributes: eventAttributes(user),
      codeParameter,
      linkParameter,
      usernameParameter: invitation ? usernameParameter : null,
      ...metadataOf(call),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  });
  const texts = {
    sms: textIn(response, 'smsMessage'),
    email: textIn(response, 'emailMessage'),
    subject: textIn(response, 'emailSubject'),
  };
  if (medium === 'SMS') return { body: checkedBody(texts.sms, longest.sms, asked) };
  const own = pool.settings.EmailConfiguration?.EmailSendingAccount === 'DEVELOPER';
  if (!own && (texts.email ?? texts.subject) !== undefined) {
    throw invalidResponse('emailMessage and emailSubject need EmailSendingAccount DEVELOPER.');
  }
  if ((texts.subject ?? '').length > longest.subject) throw tooLong('emailSubject');
  return { subject: texts.subject, body: checkedBody(texts.email, longest.email, asked) };
}

function checkedBody(body: string | undefined, most: number, asked: MessageRequest): string | undefined {
  if (body === undefined) return undefined;
  if (body.length > most) throw tooLong(asked.medium === 'SMS' ? 'smsMessage' : 'emailMessage');
  if (!hasCode(body, asked)) throw invalidResponse(`The message must contain ${codeParameter}.`);
  if (asked.kind === 'AdminCreateUser' && !body.includes(usernameParameter)) {
    throw invalidResponse(`The message must contain ${usernameParameter}.`);
  }
  return body;
}

/** Pools that verify by link have the link in place of the code. */
function hasCode(body: string, { pool, medium, kind }: MessageRequest): boolean {
  if (body.includes(codeParameter)) return true;
  const byLink = pool.settings.VerificationMessageTemplate?.DefaultEmailOption === 'CONFIRM_WITH_LINK';
  return byLink && medium === 'EMAIL' && kind !== 'AdminCreateUser' && link.test(body);
}

function tooLong(name: string): Error {
  return invalidResponse(`${name} is too long.`);
}
