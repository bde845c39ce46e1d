import type { Environment } from '../../common/config/environment';
import { textsFor } from '../messages/languages';
import { escaped, htmlOf } from '../messages/write';
import type { MagicLinkMessage } from './magic-link-sender';

/** Whom a link goes to. */
interface Recipient {
  readonly email: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly userAttributes: Readonly<Record<string, string | undefined>>;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly secret: string;
}

/**
 * Words the e-mail with a link.
 *
 * The secret is in the fragment of the link, which browsers send to nobody: neither to the server of the page nor, as referrer, to the
 * next one; and programs that open links in mails to look for malware do not use it up.
 */
export function magicLinkMessage(environment: Environment, recipient: Recipient): MagicLinkMessage {
  const { email, userPoolId, userName, userAttributes, clientMetadata, secret } = recipient;
  const { MAGIC_LINK_URL = '', MAGIC_LINK_MINUTES, MESSAGE_LANGUAGE } = environment;
  const texts = textsFor([userAttributes['locale'], clientMetadata?.['locale']], MESSAGE_LANGUAGE);
  const link = `${MAGIC_LINK_URL}#magicLink=${secret}`;
  const anchor = `<a href="${escaped(link)}">${escaped(link)}</a>`;
  const values = { link: anchor, minutes: String(MAGIC_LINK_MINUTES) };
  return {
    to: email,
    poolId: userPoolId,
    userName,
    subject: texts.magicLink.subject,
    html: htmlOf(texts, texts.magicLink.email, values, userAttributes),
    link,
  };
}
