/** A message in one language. `{code}`, `{username}` and `{name}` stand for what they say. */
export interface MessageText {
  /** At most 140 characters. */
  readonly sms: string;
  /** At most 140 characters. */
  readonly subject: string;
  /** Paragraphs of the e-mail. No HTML: it is escaped. */
  readonly email: readonly string[];
}

/** What a message is sent for: the end of the trigger's source. */
export type MessageKind =
  | 'SignUp'
  | 'ResendCode'
  | 'ForgotPassword'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'AdminCreateUser'
  | 'Authentication';

/** All messages in one language. A new language is a file like en.ts and a line in languages.ts. */
export interface MessageTexts {
  /** The first line of every e-mail, for somebody whose name is known. */
  readonly greeting: string;
  /** The same for somebody whose name is not. */
  readonly greetingWithoutName: string;
  /** The last line of every e-mail. */
  readonly closing: string;
  readonly messages: Readonly<Record<MessageKind, MessageText>>;
  /** The e-mail with a link to sign in; `{link}` and `{minutes}` stand for what they say. */
  readonly magicLink: Pick<MessageText, 'subject' | 'email'>;
}
