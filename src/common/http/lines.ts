/** A line of a stream, without its end (LF; a CR before it is white space to whoever reads the line). */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Undefined for one that is longer than was allowed. */
  readonly bytes: Buffer | undefined;
}

const NEWLINE = 0x0a;

/**
 * Cuts a stream into lines, holding no more than one of them.
 *
 * @param limit most bytes of a line; the rest of a longer one is read and dropped
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;
  const add = (part: Buffer): void => {
    size += part.length;
    if (size <= limit) parts.push(part);
  };
  const take = (): Line => {
    const bytes = size > limit ? undefined : Buffer.concat(parts);
    parts = [];
    size = 0;
    number += 1;
    return { number, bytes };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      yield take();
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (size > 0) yield take();
}
