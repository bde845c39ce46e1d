import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { FILE_BYTES } from '../admin/imports/csv-check';

/** A file for an import job, as it has been written. */
export interface WrittenFile {
  readonly file: string;
  readonly rows: number;
}

/** A file that is written line by line, and waits for the disk. */
export class LineFile {
  private readonly stream: WriteStream;

  constructor(path: string, flags: 'w' | 'a' = 'w') {
    this.stream = createWriteStream(path, { mode: 0o600, flags });
  }

  async write(line: string): Promise<void> {
    if (!this.stream.write(`${line}\n`)) await once(this.stream, 'drain');
  }

  async close(): Promise<void> {
    this.stream.end();
    await once(this.stream, 'close');
  }
}

/** The rows of a run in files that Cognito takes, each with the header, and beside each who is in which line. */
export class JobFiles {
  readonly written: WrittenFile[] = [];
  private csv: LineFile | undefined;
  private names: LineFile | undefined;
  private rows = 0;
  private bytes = 0;

  constructor(
    private readonly folder: string,
    private readonly header: string,
    private readonly rowsPerFile: number,
  ) {}

  /** @param line of the source */
  async add(text: string, username: string, line: number): Promise<void> {
    const size = Buffer.byteLength(text) + 1;
    if (this.rows >= this.rowsPerFile || this.bytes + size > FILE_BYTES) await this.close();
    const { csv, names } = await this.current();
    await csv.write(text);
    await names.write(JSON.stringify({ line, username }));
    this.rows += 1;
    this.bytes += size;
  }

  async close(): Promise<void> {
    if (this.rows === 0) return;
    await Promise.all([this.csv?.close(), this.names?.close()]);
    this.written.push({ file: this.file, rows: this.rows });
    [this.csv, this.names, this.rows, this.bytes] = [undefined, undefined, 0, 0];
  }

  private get file(): string {
    return `people-${this.written.length + 1}.csv`;
  }

  private async current(): Promise<{ csv: LineFile; names: LineFile }> {
    if (this.csv === undefined || this.names === undefined) {
      this.csv = new LineFile(join(this.folder, this.file));
      this.names = new LineFile(join(this.folder, namesOf(this.file)));
      this.bytes = Buffer.byteLength(this.header) + 1;
      await this.csv.write(this.header);
    }
    return { csv: this.csv, names: this.names };
  }
}

/** Who is in which line of a file. */
export const namesOf = (file: string): string => `${file}.names`;

/** The files hold what people are: once their rows are reported nobody needs them. */
export async function removeFile(folder: string, file: string): Promise<void> {
  await rm(join(folder, file), { force: true });
  await rm(join(folder, namesOf(file)), { force: true });
}
