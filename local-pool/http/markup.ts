/** Text that is markup already. Only `markup` makes it, so that whatever else is put into a page is escaped. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What can stand in a template: text, which is escaped, other templates, and nothing. */
export type MarkupValue = string | number | Markup | readonly Markup[] | undefined;

/** Template of a page or of a part of one. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  const parts = strings.map((text, index) => text + render(values[index]));
  return new Markup(parts.join(''));
}

/** Text for the content of an element or a quoted attribute. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

function render(value: MarkupValue): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('\n');
  return escapeMarkup(String(value));
}
