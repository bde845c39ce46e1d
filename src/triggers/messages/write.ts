import type { MessageTexts } from './message-texts';

/** Longest name that is greeted with, in characters. */
const LONGEST_NAME = 64;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A name that reads `{####}` or `{##Click Here##}` would be taken for the place of the code.
  '{': '&#123;',
  '}': '&#125;',
};

/** A text as it stands between the tags of an e-mail. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'{}]/gu, (character) => ENTITIES[character] ?? character);
}

/** A name as it may stand in a message: what somebody has called themselves, so it may be anything. */
function nameIn(attributes: Readonly<Record<string, string | undefined>>): string {
  const name = attributes['name'] ?? attributes['given_name'] ?? '';
  // Addresses in names are how other people's mail is used to advertise: "Hello win a prize at www.example.com".
  if (/:\/\/|@|[^\s.]{2,}\.[^\s.]{2,}/.test(name)) return '';
  const clean = name.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return Array.from(clean).slice(0, LONGEST_NAME).join('');
}

/** Puts values where a text has their names. They are not looked into again. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/gu, (place, name: string) => values[name] ?? place);
}

/**
 * An e-mail as HTML.
 *
 * @param paragraphs of the message itself
 * @param values HTML for the places in them
 * @param attributes of the person, for the greeting
 */
export function htmlOf(
  texts: MessageTexts,
  paragraphs: readonly string[],
  values: Readonly<Record<string, string>>,
  attributes: Readonly<Record<string, string | undefined>>,
): string {
  const name = nameIn(attributes);
  const greeting = name === '' ? texts.greetingWithoutName : texts.greeting;
  const all = { ...values, name: escaped(name) };
  // What stands in braces in our own texts is a place: only the rest is escaped.
  const html = (text: string): string =>
    text
      .split(/(\{\w+\})/u)
      .map((part) => (/^\{\w+\}$/u.test(part) ? filled(part, all) : escaped(part)))
      .join('');
  return [greeting, ...paragraphs, texts.closing].map((text) => `<p>${html(text)}</p>`).join('\n');
}
