import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { Entries } from '../auth/sign-in';
import type { Answer } from '../http/answer';
import { markup, type Markup } from '../http/markup';
import { pageAnswer } from './answers';
import { challengeForms, type ChallengeForm } from './challenge-forms';
import { csrfToken } from './csrf';
import { objectIn } from './json-object';
import { PageError } from './oauth-error';
import { button, field, form, links, messageBox, page, type Message } from './pages/page';
import type { HostedRequest } from './request';

/** A challenge on its way through the browser: its form carries it along, so that nothing has to be remembered here. */
export interface PutChallenge {
  readonly name: ChallengeNameType;
  readonly session: string;
  /** As it was typed at the start. */
  readonly username: string;
  /** For showing only: it comes back from the browser. */
  readonly parameters: Entries;
  /** The secret of an authenticator app that is being set up. */
  readonly setupSecret?: string | undefined;
}

/** The form of a challenge. */
export function formOf({ name }: PutChallenge): ChallengeForm | undefined {
  return challengeForms[name];
}

/** The page that puts a challenge. */
export function challengeAnswer(
  { request }: { readonly request: HostedRequest },
  put: PutChallenge,
  message?: Message,
): Answer {
  const { title, submit, content } = shownAs(put);
  const { value, cookie } = csrfToken(request);
  const query = request.query.toString();
  const { name, session, username, parameters, setupSecret } = put;
  const hidden = {
    challenge: name,
    session,
    username,
    parameters: JSON.stringify(parameters),
    ...(setupSecret === undefined ? {} : { setup_secret: setupSecret }),
  };
  const shown = page(
    title,
    messageBox(message),
    form({ action: `/login?${query}`, csrf: value, hidden }, ...content, button(submit)),
    links([['Back to sign-in', `/login?${query}`]]),
  );
  return pageAnswer(message ? 400 : 200, shown, cookie);
}

/** The challenge that a form answers. */
export function challengeFields(fields: URLSearchParams): PutChallenge {
  return {
    name: (fields.get('challenge') ?? '') as ChallengeNameType,
    session: fields.get('session') ?? '',
    username: fields.get('username') ?? '',
    parameters: entriesIn(fields.get('parameters') ?? '{}'),
    setupSecret: fields.get('setup_secret') ?? undefined,
  };
}

function shownAs(put: PutChallenge): {
  readonly title: string;
  readonly submit: string;
  readonly content: readonly Markup[];
} {
  if (put.setupSecret !== undefined) return totpSetup(put.setupSecret);
  const asked = formOf(put);
  if (!asked) throw new PageError('unavailable');
  return { title: asked.title, submit: asked.submit, content: asked.content(put.parameters) };
}

function totpSetup(secret: string): ReturnType<typeof shownAs> {
  const content = [
    markup`<p>
        A second step is needed to sign in. Add this key to an authenticator app, then enter the code that it
        shows.
      </p>
      <p><code>${secret}</code></p>`,
    field({ name: 'code', label: 'Code', autocomplete: 'one-time-code', numeric: true }),
  ];
  return { title: 'Set up an authenticator app', submit: 'Confirm', content };
}

function entriesIn(text: string): Entries {
  const entries = Object.entries(objectIn(text) ?? {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
