import { Markup, markup } from '../../http/markup';
import { csrfField } from '../csrf';
import { style } from './style';

/** What stands above a form: a complaint about the last try, or a piece of news. */
export interface Message {
  readonly kind: 'bad' | 'good';
  readonly text: string;
}

/** A field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'email' | 'tel';
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly numeric?: boolean;
  readonly optional?: boolean;
}

/** Where a form goes, with what it carries along. */
export interface FormTarget {
  /** Path with query. */
  readonly action: string;
  readonly csrf: string;
  readonly hidden?: Readonly<Record<string, string>>;
}

/** A whole page: one heading, and a note where one is, since it looks like a place to type real passwords into. */
export function page(title: string, ...content: readonly Markup[]): Markup {
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>${new Markup(style)}</style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
        <footer>Local user pool for development. Nothing here reaches AWS or a real provider.</footer>
      </body>
    </html>`;
}

export function messageBox(message: Message | undefined): Markup {
  if (!message) return markup``;
  const { kind, text } = message;
  return markup`<p class="message ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${text}</p>`;
}

export function form({ action, csrf, hidden = {} }: FormTarget, ...content: readonly Markup[]): Markup {
  const carried = Object.entries({ [csrfField]: csrf, ...hidden });
  return markup`<form method="post" action="${action}">
    ${carried.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}" />`)}
    ${content}
  </form>`;
}

export function field(of: Field): Markup {
  const id = of.name.replace(/\W/gu, '-');
  const numeric = of.numeric === true ? markup` inputmode="numeric"` : undefined;
  const described = of.hint === undefined ? undefined : markup` aria-describedby="${id}-hint"`;
  const required = of.optional === true ? undefined : markup` required`;
  return markup`<div class="field">
    <label for="${id}">${of.label}</label>
    <input
      id="${id}"
      name="${of.name}"
      type="${of.type ?? 'text'}"
      value="${of.value ?? ''}"
      autocomplete="${of.autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      ${numeric}${described}${required}
    />
    ${of.hint === undefined ? undefined : markup`<p class="hint" id="${id}-hint">${of.hint}</p>`}
  </div>`;
}

/** @param name makes the button a field of the form */
export function button(text: string, name?: string, value = 'yes'): Markup {
  if (name === undefined) return markup`<button type="submit">${text}</button>`;
  // Must work while required fields of the form are empty.
  return markup`<button type="submit" class="other" name="${name}" value="${value}" formnovalidate>${text}</button>`;
}

export function links(entries: readonly (readonly [text: string, href: string])[]): Markup {
  if (entries.length === 0) return markup``;
  return markup`<ul class="links">
    ${entries.map(([text, href]) => markup`<li><a href="${href}">${text}</a></li>`)}
  </ul>`;
}
