import { z } from 'zod';
import type { LegacyDirectory, LegacyUser } from './legacy-directory';

/** How a former directory is reached over HTTP. */
export interface HttpDirectorySettings {
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly secret: string;
  /** Milliseconds until a question is given up. */
  readonly timeout: number;
}

/** Longest answer that is read, bytes. */
const LONGEST = 65_536;

/** Nobody else's 200 looks like this: `user` has to be there, and be `null` for "no". */
const answerSchema = z.strictObject({
  user: z
    .strictObject({
      attributes: z.record(z.string(), z.union([z.string().max(2048), z.number(), z.boolean(), z.null()])),
      mustResetPassword: z.boolean().optional(),
    })
    .nullable(),
});

/**
 * A former directory behind an endpoint that its owners offer: `POST` of `{"operation": "authenticate", "username", "password"}` or
 * `{"operation": "find", "username"}`, answered with 200 and `{"user": {"attributes": {…}, "mustResetPassword"?}}`, or `{"user": null}`. Any
 * other answer is a failure and says nothing of the password.
 */
export class HttpDirectory implements LegacyDirectory {
  constructor(private readonly settings: HttpDirectorySettings) {}

  authenticate(username: string, password: string, signal: AbortSignal): Promise<LegacyUser | undefined> {
    return this.ask({ operation: 'authenticate', username, password }, signal);
  }

  find(username: string, signal: AbortSignal): Promise<LegacyUser | undefined> {
    return this.ask({ operation: 'find', username }, signal);
  }

  /** @throws Error without anything of the question or of the answer */
  private async ask(
    question: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<LegacyUser | undefined> {
    const { url, secret, timeout } = this.settings;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(question),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      // Passwords are for this address and for no other.
      redirect: 'error',
    });
    const text = await bounded(response);
    if (response.status !== 200) throw new Error(`The former directory answers ${response.status}`);
    return userIn(text);
  }
}

function userIn(text: string): LegacyUser | undefined {
  const answer = answerSchema.safeParse(jsonOf(text));
  if (!answer.success) throw new Error('The former directory answers something else');
  const { user } = answer.data;
  if (user === null) return undefined;
  const { attributes, mustResetPassword = false } = user;
  return { attributes, mustResetPassword };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message would quote the answer.
    return undefined;
  }
}

async function bounded({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > LONGEST) throw new Error('The former directory does not stop answering');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
