import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Files that were sent to the pool, too large for the journal. Whoever saves one notes its name in a record. */
export interface Uploads {
  /**
   * Writes a file that there was none of before.
   *
   * @param name of the pool's own making
   * @throws what the stream throws; what has been written is of no use then
   */
  save(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  read(name: string): AsyncIterable<Uint8Array>;
  /** Removes the files that are not wanted, but none that is still arriving. */
  keepOnly(isWanted: (name: string) => boolean): Promise<void>;
}

/** Files beside the journal, which outlive the process. */
export class FolderUploads implements Uploads {
  private readonly folder: string;
  private readonly arriving = new Set<string>();

  constructor(data: string) {
    this.folder = join(data, 'imports');
  }

  async save(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    this.arriving.add(name);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await pipeline(content, createWriteStream(join(this.folder, name), { mode: 0o600, flags: 'wx' }));
    } finally {
      // The caller gets the time to note the name.
      setImmediate(() => this.arriving.delete(name));
    }
  }

  read(name: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.folder, name));
  }

  async keepOnly(isWanted: (name: string) => boolean): Promise<void> {
    for (const name of await this.names()) {
      const kept = this.arriving.has(name) || isWanted(name);
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

  keepOnly(isWanted: (name: string) => boolean): Promise<void> {
    for (const name of this.files.keys()) if (!isWanted(name)) this.files.delete(name);
    return Promise.resolve();
  }
}
