import { Readable } from 'node:stream';
import { createParamDecorator, type ExecutionContext, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error';
import { type Line, linesOf } from './lines';
import type { Invocation } from './request';
import { beginStreaming, endStreaming } from './streaming-sockets';

/** Milliseconds in which a line has to come in that is waited for, and in which a line has to be read that is ready. */
export const streaming = { patience: 30_000 };
/** Bytes of an answer that wait here to be read, besides what Node and the kernel keep. */
const READ_AHEAD = 16_384;
/** Milliseconds for which an upload is read on after an answer that came before its end: the caller has to find the answer first. */
const LINGERING = 1000;

/**
 * A request that is read and answered at the same time, line by line, at the pace of the slower side and for as long as it takes. The
 * connection serves nothing else afterwards.
 *
 * In place of the limits of other requests: whoever lets it wait for a line for half a minute, or does not read for so long, is cut off.
 */
export class StreamedExchange {
  private readonly ended = new AbortController();
  private readonly full = new AbortController();
  private bytes = 0;

  constructor(
    readonly request: FastifyRequest,
    reply: FastifyReply,
  ) {
    const { socket } = request.raw;
    beginStreaming(socket);
    reply.header('connection', 'close');
    const timer = this.whenFull(request.invocation);
    reply.raw.once('close', () => {
      clearTimeout(timer);
      endStreaming(socket);
      this.ended.abort();
    });
  }

  /** Aborted when the answer is over, or the caller has gone. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  /** Aborted when the answer has to come to its end by itself, because a function on AWS Lambda has no more room or time for it. */
  get enough(): AbortSignal {
    return this.full.signal;
  }

  /**
   * The lines of the body, for a route with `@TakesStream`.
   *
   * @param limit most bytes of a line; a longer one has no bytes
   * @throws AppError `unsupported_media_type` at once; when it is read, `request_timeout` for a line that does not come
   */
  lines(limit: number): AsyncGenerator<Line> {
    const { body } = this.request;
    if (!(body instanceof Readable)) throw new AppError('unsupported_media_type');
    const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    return inTime(linesOf(chunks, limit));
  }

  /**
   * The answer: a JSON document a line. Nothing is asked of `documents` while the caller does not read.
   *
   * @param documents those that are ready at once may come together
   */
  answer(documents: AsyncIterable<readonly object[]>): StreamableFile {
    const text = Readable.from(this.texts(documents), { objectMode: false, highWaterMark: READ_AHEAD });
    return new StreamableFile(text, { type: 'application/x-ndjson' });
  }

  /** What the answer says in the end, for the log and the audit event: its status has left long before. */
  note(error: AppError): void {
    this.request.problemCode = error.code;
    this.request.failure = error;
  }

  private async *texts(documents: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
    const { socket } = this.request.raw;
    for await (const some of documents) {
      const unread = setTimeout(() => socket.destroy(), streaming.patience);
      const text = some.map((document) => `${JSON.stringify(document)}\n`).join('');
      this.measure(text);
      try {
        yield text;
      } finally {
        clearTimeout(unread);
      }
    }
    // What is under way now is read within the time that holds for every answer.
    endStreaming(socket);
    await this.uploadEnds();
  }

  private whenFull(invocation: Invocation | undefined): NodeJS.Timeout | undefined {
    if (invocation === undefined) return undefined;
    return setTimeout(() => {
      this.full.abort();
    }, invocation.until - performance.now());
  }

  private measure(text: string): void {
    const { invocation } = this.request;
    if (invocation === undefined) return;
    this.bytes += Buffer.byteLength(JSON.stringify(text));
    if (this.bytes >= invocation.bytes) this.full.abort();
  }

  /** A connection that is closed while something comes in is reset, and the end of the answer may be lost with it. */
  private async uploadEnds(): Promise<void> {
    const { raw } = this.request;
    if (raw.complete || raw.readableEnded || raw.destroyed) return;
    await new Promise<void>((resolve) => {
      const over = setTimeout(resolve, LINGERING);
      // Not `resume`, which does nothing while somebody still waits for a line.
      raw
        .once('close', resolve)
        .once('end', resolve)
        .on('data', () => undefined);
      this.signal.addEventListener('abort', () => {
        clearTimeout(over);
        resolve();
      });
    });
  }
}

/** The request and its answer, for a route that streams. */
export const Streamed = createParamDecorator((_: unknown, context: ExecutionContext): StreamedExchange => {
  const http = context.switchToHttp();
  return new StreamedExchange(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});

async function* inTime(lines: AsyncGenerator<Line>): AsyncGenerator<Line> {
  try {
    for (;;) {
      const next = await soon(lines.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not waited for: a line that never comes would never let it return.
    void lines.return(undefined).catch(() => undefined);
  }
}

async function soon<T>(line: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AppError('request_timeout'));
    }, streaming.patience);
  });
  try {
    return await Promise.race([line, late]);
  } finally {
    clearTimeout(timer);
  }
}
