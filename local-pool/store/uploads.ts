import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Files that were sent to the pool, by a name of the pool's own making. Too large for the journal. */
export interface Uploads {
  /** Keeps a whole file, in place of an earlier one; none if the stream fails. */
  save(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** The file as it is now; a later `save` does not disturb the reader. */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Removes every file but these. */
  keepOnly(names: ReadonlySet<string>): Promise<void>;
}

/** Files beside the journal, which outlive the process. */
export class FolderUploads implements Uploads {
  private readonly folder: string;
  private readonly arriving = new Set<string>();
  private count = 0;

  constructor(data: string) {
    this.folder = join(data, 'imports');
  }

  async save(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    this.count += 1;
    const draft = `${name}.${this.count}.part`;
    this.arriving.add(draft);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await pipeline(content, createWriteStream(join(this.folder, draft), { mode: 0o600 }));
      await rename(join(this.folder, draft), join(this.folder, name));
    } finally {
      this.arriving.delete(draft);
      await rm(join(this.folder, draft), { force: true });
    }
  }

  read(name: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.folder, name));
  }

  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    for (const name of await this.names()) {
      const kept = names.has(name) || this.arriving.has(name);
      if (!kept) await rm(join(this.folder, name), { force: true });
    }
  }

  /** The folder is made for the first file. */
  private async names(): Promise<readonly string[]> {
    return existsSync(this.folder) ? readdir(this.folder) : [];
  }
}

/** Files of a pool that keeps nothing. */
export class MemoryUploads implements Uploads {
  private readonly files = new Map<string, readonly Uint8Array[]>();

  async save(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    this.files.set(name, chunks);
  }

  read(name: string): AsyncIterable<Uint8Array> {
    return Readable.from(this.files.get(name) ?? []);
  }

  keepOnly(names: ReadonlySet<string>): Promise<void> {
    for (const name of this.files.keys()) if (!names.has(name)) this.files.delete(name);
    return Promise.resolve();
  }
}
