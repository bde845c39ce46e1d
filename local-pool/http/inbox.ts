import type { PoolContext } from '../operation';
import type { MessageRecord } from '../store/records';
import { htmlAnswer, jsonAnswer, type Answer } from './answer';
import { escapeMarkup } from './markup';

/** Most messages of one answer. */
const pageSize = 200;

/**
 * `GET /_local/inbox?to=&poolId=&username=`: what would have been sent, newest first.
 *
 * @param query every parameter given narrows the list; `to` compares without case
 * @param accept the Accept header: a page for people when it asks for HTML
 */
export function inboxAnswer(context: PoolContext, query: URLSearchParams, accept: string): Answer {
  const messages = matching(context, query);
  if (accept.includes('text/html')) return htmlAnswer(200, page(messages, query));
  return jsonAnswer(200, {
    messages: messages.map((message) => ({ ...message, at: new Date(message.at).toISOString() })),
  });
}

function matching(context: PoolContext, query: URLSearchParams): readonly MessageRecord[] {
  const to = query.get('to')?.trim().toLowerCase();
  const poolId = query.get('poolId');
  const username = query.get('username');
  const found = [...context.store.messages.values()].filter(
    (message) =>
      (!to || message.to.toLowerCase() === to) &&
      (!poolId || message.poolId === poolId) &&
      (!username || message.username === username),
  );
  // Those of one millisecond are already in the order they came.
  return found.reverse().slice(0, pageSize);
}

function page(messages: readonly MessageRecord[], query: URLSearchParams): string {
  const cards = messages.map(card).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inbox of the local pool</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem; }
  form { display: flex; gap: .5rem; margin: 1rem 0; flex-wrap: wrap; }
  input { flex: 1 1 14rem; }
  input, button { font: inherit; padding: .4rem .7rem; }
  article { border: 1px solid #8886; border-radius: .5rem; padding: .8rem 1rem; margin: 1rem 0; }
  h2 { font-size: 1.1rem; margin: 0 0 .3rem; }
  .facts { opacity: .75; font-size: .9rem; }
  .code { font: 1.4rem ui-monospace, monospace; letter-spacing: .1em; user-select: all; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: .5rem 0 0; }
</style>
</head>
<body>
<h1>Inbox</h1>
<p>What the pool would have sent by e-mail and SMS, newest first.</p>
<form><label for="to" hidden>Recipient</label>
<input id="to" name="to" placeholder="ada@example.com or +15551234567" value="${escapeMarkup(query.get('to') ?? '')}">
<button>Show</button></form>
${cards || '<p>No messages yet.</p>'}
</body>
</html>
`;
}

function card(message: MessageRecord): string {
  const at = new Date(message.at).toISOString();
  const code = message.code === undefined ? '' : `<div class="code">${escapeMarkup(message.code)}</div>`;
  return `<article>
<h2>${escapeMarkup(message.subject ?? message.kind)}</h2>
<div class="facts">${message.medium === 'SMS' ? 'SMS' : 'E-mail'} to ${escapeMarkup(message.to)} ·
<time datetime="${at}">${at.replace('T', ' ').slice(0, 19)} UTC</time> · ${escapeMarkup(message.kind)}</div>
${code}<pre>${escapeMarkup(message.body)}</pre>
</article>`;
}
