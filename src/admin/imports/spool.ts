import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CIPHER = 'aes-256-ctr';

/**
 * A file that is kept until all of it has been looked at, too large for memory. Who finds it finds nothing: it is encrypted with a key
 * that only this process knows, and it goes with `remove`, or after a kill with the next cleaning of the folder.
 */
export class Spool {
  private readonly key = randomBytes(32);
  private readonly start = randomBytes(16);
  /** Bytes. */
  size = 0;

  private constructor(private readonly folder: string) {}

  /** Makes a folder of its own below the system's folder for temporary files. */
  static async make(): Promise<Spool> {
    return new Spool(await mkdtemp(join(tmpdir(), 'gatehouse-import-')));
  }

  /** @throws what reading `content` or writing the file fails with */
  async write(content: AsyncIterable<Buffer>): Promise<void> {
    const counting = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.size += chunk.length;
        done(null, chunk);
      },
    });
    const cipher = createCipheriv(CIPHER, this.key, this.start);
    await pipeline(content, counting, cipher, createWriteStream(this.file, { mode: 0o600, flags: 'wx' }));
  }

  read(): Readable {
    const stored = createReadStream(this.file);
    const plain = createDecipheriv(CIPHER, this.key, this.start);
    stored.once('error', (error) => plain.destroy(error));
    return stored.pipe(plain);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private get file(): string {
    return join(this.folder, 'users.csv');
  }
}
