import { closeSync, openSync, readSync, truncateSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** One change as it stands in the file: `["users","<key>",{…}]`, without the record for a deletion. */
export type Change = readonly [collection: string, key: string, record?: unknown];

const readSize = 4 * 1024 * 1024;
const writeSize = 1024 * 1024;

/**
 * The file that outlives the process: one JSON line per change, only ever appended to. Everything that piles up while one write
 * is under way goes out with the next ("group commit"), so many callers share one write(2).
 */
export class Journal {
  /** Lines in the file. */
  lines = 0;
  private pending: string[] = [];
  private appended = 0;
  private written = 0;
  private waiters: { readonly upTo: number; resolve: () => void; reject: (cause: Error) => void }[] = [];
  private handle: FileHandle | undefined;
  private writing: Promise<void> | undefined;
  /** Changes made while a new file is being written: they belong into both. */
  private alsoInto: string[] | undefined;
  private failure: Error | undefined;

  private constructor(private readonly path: string) {}

  /**
   * Opens the journal in the folder and gives every change in it to `apply`, oldest first. A last line without its end is what a
   * crash leaves behind: it was never acknowledged and is cut off.
   *
   * @throws Error when a line in the middle is damaged
   */
  static async open(folder: string, apply: (change: Change) => void): Promise<Journal> {
    const journal = new Journal(join(folder, 'journal.jsonl'));
    await rm(`${journal.path}.new`, { force: true });
    journal.lines = load(journal.path, apply);
    journal.handle = await open(journal.path, 'a', 0o600);
    return journal;
  }

  append(change: Change): void {
    const line = `${JSON.stringify(change)}\n`;
    this.lines += 1;
    this.appended += 1;
    this.pending.push(line);
    this.alsoInto?.push(line);
    this.writing ??= this.drain();
  }

  /** Resolves when every change appended so far has been handed to the operating system. */
  flushed(): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    if (this.written >= this.appended) return Promise.resolve();
    const upTo = this.appended;
    return new Promise((resolve, reject) => this.waiters.push({ upTo, resolve, reject }));
  }

  async close(): Promise<void> {
    try {
      await this.flushed();
    } finally {
      await this.handle?.close();
      this.handle = undefined;
    }
  }

  /**
   * Writes a new journal of `snapshot()` and what changes meanwhile, and puts it in the old one's place by a rename. Whenever
   * the process dies, the name stands for a complete file: the old or the new one.
   */
  async compact(snapshot: () => Iterable<Change>): Promise<void> {
    if (this.alsoInto || this.failure) return;
    this.alsoInto = [];
    const draft = `${this.path}.new`;
    const file = await open(draft, 'w', 0o600);
    try {
      let lines = await writeAll(file, snapshot());
      await file.datasync();
      // From here on no append can slip between the last line and the rename.
      await this.exclusively(async () => {
        const meanwhile = this.alsoInto ?? [];
        this.alsoInto = undefined;
        lines += meanwhile.length;
        await file.appendFile(meanwhile.join(''));
        await file.datasync();
        await rename(draft, this.path);
        const replaced = this.handle;
        this.handle = file;
        await replaced?.close();
        this.lines = lines + this.pending.length;
      });
    } catch (error) {
      this.alsoInto = undefined;
      if (this.handle !== file) await file.close();
      throw error;
    }
  }

  private async exclusively(work: () => Promise<void>): Promise<void> {
    while (this.writing) await this.writing;
    const turn = work();
    this.writing = turn
      .catch(() => undefined)
      .then(() => {
        this.writing = this.pending.length > 0 ? this.drain() : undefined;
      });
    await turn;
  }

  /** Never rejects: a failure goes to those who wait for their change. */
  private async drain(): Promise<void> {
    // Lets the whole of the current turn of the event loop join the first write.
    await Promise.resolve();
    try {
      while (this.pending.length > 0) await this.writePending();
    } catch (error) {
      // Half a line may be in the file now: nothing after it can be trusted, so every later call fails too.
      this.fail(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.writing = undefined;
    }
  }

  private async writePending(): Promise<void> {
    const lines = this.pending;
    this.pending = [];
    if (!this.handle) throw new Error('The journal is closed');
    await this.handle.appendFile(lines.join(''));
    this.written += lines.length;
    const reached = this.waiters.filter(({ upTo }) => upTo <= this.written);
    this.waiters = this.waiters.filter(({ upTo }) => upTo > this.written);
    for (const waiter of reached) waiter.resolve();
  }

  private fail(cause: Error): void {
    this.failure = cause;
    this.pending = [];
    const { waiters } = this;
    this.waiters = [];
    for (const waiter of waiters) waiter.reject(cause);
  }
}

async function writeAll(file: FileHandle, changes: Iterable<Change>): Promise<number> {
  let lines = 0;
  let text = '';
  for (const change of changes) {
    text += `${JSON.stringify(change)}\n`;
    lines += 1;
    if (text.length > writeSize) {
      await file.appendFile(text);
      text = '';
    }
  }
  await file.appendFile(text);
  return lines;
}

function load(path: string, apply: (change: Change) => void): number {
  const lines = new LineReader(path);
  let count = 0;
  for (const line of lines.read()) {
    count += 1;
    apply(parse(line, path, count));
  }
  if (lines.torn) truncateSync(path, lines.end);
  return count;
}

function parse(line: string, path: string, number: number): Change {
  try {
    return JSON.parse(line) as Change;
  } catch (cause) {
    throw new Error(`${path} is damaged at line ${number}`, { cause });
  }
}

/** Reads whole lines piece by piece: a journal may be longer than the longest string. */
class LineReader {
  /** Bytes up to the end of the last whole line. */
  end = 0;
  /** Something stands behind the last whole line. */
  torn = false;

  constructor(private readonly path: string) {}

  *read(): Iterable<string> {
    const file = openOrUndefined(this.path);
    if (file === undefined) return;
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(readSize);
    let rest = '';
    let total = 0;
    try {
      for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) {
        const lines = (rest + decoder.write(buffer.subarray(0, size))).split('\n');
        rest = lines.pop() ?? '';
        yield* lines;
        const newline = buffer.lastIndexOf(10, size - 1);
        if (newline >= 0) this.end = total + newline + 1;
        total += size;
      }
    } finally {
      closeSync(file);
    }
    this.torn = this.end < total;
  }
}

function openOrUndefined(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
