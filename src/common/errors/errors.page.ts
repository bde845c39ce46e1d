import type { ErrorDescription } from './errors.dto';

/** The page may style itself; nothing is loaded and nothing runs. */
export const PAGE_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#222}code{background:#f2f2f2;padding:.1em .3em}dt{font-weight:600;margin-top:1rem}dd{margin:0}a{color:#0b5cad}';

/** One failure as a page for a person who followed the `type` of a problem document. All texts are ours, from the table. */
export function errorPage(error: ErrorDescription): string {
  return page(
    error.title,
    `<p><code>${error.code}</code> · HTTP ${String(error.status)}</p>
<dl><dt>What it means</dt><dd>${html(error.meaning)}</dd>
<dt>What to do</dt><dd>${html(error.action)}</dd>
<dt>Who may see it</dt><dd>${html(error.audience)}</dd></dl>
<p><a href="/errors">All errors</a></p>`,
  );
}

/** The catalogue as a page. */
export function catalogPage(errors: readonly ErrorDescription[]): string {
  const items = errors.map(
    ({ code, status, title }) =>
      `<li><a href="/errors/${code}"><code>${code}</code></a> ${String(status)} · ${html(title)}</li>`,
  );
  return page('Errors', `<ul>${items.join('\n')}</ul>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${html(title)}</title><style>${STYLE}</style></head>
<body><h1>${html(title)}</h1>
${body}
</body></html>
`;
}

/** Escapes, and shows what stands between backticks as code. */
function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replace(/`([^`]*)`/g, '<code>$1</code>');
}
