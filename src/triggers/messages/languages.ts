import type { Language } from '../../common/config/languages';
import { de } from './de';
import { en } from './en';
import type { MessageTexts } from './message-texts';

/** The languages that messages are written in. */
const texts: Readonly<Record<Language, MessageTexts>> = { en, de };

/**
 * The texts for somebody: in the first language that they name and that there is.
 *
 * @param wanted language tags such as `de-AT` or `de_AT`, the most important first
 * @param otherwise MESSAGE_LANGUAGE
 */
export function textsFor(wanted: readonly (string | undefined)[], otherwise: Language): MessageTexts {
  const found = wanted
    .map((tag) => tag?.trim().toLowerCase().split(/[-_]/)[0] ?? '')
    .find((language) => Object.hasOwn(texts, language));
  return texts[(found as Language | undefined) ?? otherwise];
}
