/** Injection token of the MagicLinkSender. */
export const MAGIC_LINK_SENDER = Symbol('magic link sender');

/** An e-mail with a link that signs in. */
export interface MagicLinkMessage {
  /** A verified e-mail address. */
  readonly to: string;
  /** The user pool that the sign-in is for. */
  readonly poolId: string;
  /** Cognito's name of the user. */
  readonly userName: string;
  readonly subject: string;
  /** The e-mail itself, with the link in it. */
  readonly html: string;
  /** The link alone, for senders that word the message themselves. It is a secret: not for logs. */
  readonly link: string;
}

/** Sends e-mails with links. A team provides its own, of Amazon SES or of whatever it sends its mail with. */
export interface MagicLinkSender {
  /**
   * @param signal aborted when nobody waits any more
   * @throws Error when it cannot be sent: it is logged, and whoever waits for the mail is not told
   */
  send(message: MagicLinkMessage, signal: AbortSignal): Promise<void>;
}
