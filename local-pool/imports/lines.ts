/** A line of a file, without its end (LF or CRLF). */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Undefined for one that is longer than `limit` bytes or not UTF-8. */
  readonly text: string | undefined;
}

// Keeps a byte order mark, so that a file that begins with one has a wrong first column.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a stream into lines, holding no more than one of them.
 *
 * @param limit most bytes of a line; the rest of a longer one is read and dropped
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let number = 0;
  const add = (part: Uint8Array): void => {
    size += part.length;
    if (size <= limit) parts.push(part);
  };
  const take = (): Line => {
    const text = size > limit ? undefined : decoded(Buffer.concat(parts));
    parts = [];
    size = 0;
    number += 1;
    return { number, text };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      yield take();
    }
    add(chunk.subarray(from));
  }
  if (size > 0) yield take();
}

function decoded(bytes: Uint8Array): string | undefined {
  const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
  try {
    return decoder.decode(bytes.subarray(0, end));
  } catch {
    return undefined;
  }
}
