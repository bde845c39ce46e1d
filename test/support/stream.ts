import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Answer } from './gatehouse';

export interface StreamOptions {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is written and read at the same time, line by line. */
export class Stream {
  private readonly sent: ClientRequest;
  private readonly answered: Promise<IncomingMessage>;
  private rest = '';
  private ended = false;
  private readonly waiting: any[] = [];
  private chunks: AsyncIterator<Buffer> | undefined;

  constructor(url: string, { method = 'POST', path, token, headers = {} }: StreamOptions) {
    this.sent = request(new URL(url + path), {
      method,
      agent: false,
      headers: {
        ...(method === 'GET' ? {} : { 'content-type': 'application/x-ndjson' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    this.answered = once(this.sent, 'response').then(([answer]) => answer as IncomingMessage);
    this.answered.catch(() => undefined);
    this.sent.on('error', () => undefined);
    if (method === 'GET') this.sent.end();
    else this.sent.flushHeaders();
  }

  /** Sends documents as lines; texts as they stand. Resolves when there is room for more. */
  async write(...lines: readonly (object | string | Buffer)[]): Promise<void> {
    for (const line of lines) {
      const data = typeof line === 'string' || Buffer.isBuffer(line) ? line : `${JSON.stringify(line)}\n`;
      if (!this.sent.write(data)) await once(this.sent, 'drain');
    }
  }

  end(): this {
    this.sent.end();
    return this;
  }

  /** Goes away without a word. */
  destroy(): void {
    this.sent.destroy();
  }

  /** The same, for who waits for it. */
  leave(): Promise<void> {
    this.destroy();
    return Promise.resolve();
  }

  get answer(): Promise<IncomingMessage> {
    return this.answered;
  }

  /** The next line of the answer; undefined at its end, be it that it was cut off. */
  async next(): Promise<any> {
    this.chunks ??= (await this.answered)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    while (this.waiting.length === 0 && !this.ended) {
      const chunk = await this.chunks.next().catch(() => ({ done: true as const, value: undefined }));
      if (chunk.done === true) this.ended = true;
      else this.take(chunk.value);
    }
    return this.waiting.shift();
  }

  /** All lines that are left. */
  async all(): Promise<any[]> {
    const lines: any[] = [];
    for (let line = await this.next(); line !== undefined; line = await this.next()) lines.push(line);
    return lines;
  }

  /** The answer as one that is no stream. */
  async whole(path: string): Promise<Answer> {
    const answer = await this.answered;
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    const headers = new Headers(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
    return { path, status: answer.statusCode ?? 0, headers, body: text === '' ? '' : JSON.parse(text) };
  }

  private take(chunk: Buffer): void {
    const lines = (this.rest + chunk.toString()).split('\n');
    this.rest = lines.pop() ?? '';
    this.waiting.push(...lines.map((line) => JSON.parse(line) as unknown));
  }
}
