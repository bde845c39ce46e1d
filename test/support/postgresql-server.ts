import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './redis-server';

const run = promisify(execFile);

/** Where Debian has its versions. */
const VERSIONS = '/usr/lib/postgresql';
/** `initdb` and `postgres` refuse root: this is nobody, as Debian numbers it. */
const NOBODY = 65_534;

/** A PostgreSQL of its own on a free port of loopback, in a temporary folder. */
export class PostgresqlServer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<PostgresqlServer> {
    const programs = await binaries();
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-postgresql-'));
    const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    if (process.getuid?.() === 0) await chown(folder, NOBODY, NOBODY);
    await chmod(folder, 0o700);
    const data = join(folder, 'data');
    await run(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'owner', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      {
        ...as,
        cwd: folder,
        env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
      },
    );
    const port = await freePort();
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'fsync=off',
      `unix_socket_directories=${folder}`,
    ];
    const child = spawn(join(programs, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
      ...as,
      cwd: folder,
      stdio: 'ignore',
    });
    const server = new PostgresqlServer(child, folder, port);
    await server.ready();
    return server;
  }

  get url(): string {
    return `postgresql://owner@127.0.0.1:${this.port}/postgres`;
  }

  /** Does something with it as its owner. */
  async query(text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it at once, with all connections. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    // An immediate shutdown.
    this.process.kill('SIGQUIT');
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true });
  }

  private async ready(): Promise<void> {
    for (;;) {
      if (this.process.exitCode !== null) throw new Error('postgres has ended');
      try {
        await this.query('select 1');
        return;
      } catch {
        await pause(50);
      }
    }
  }
}

async function binaries(): Promise<string> {
  const versions = await readdir(VERSIONS).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) throw new Error('needs the Debian package postgresql');
  return join(VERSIONS, newest, 'bin');
}
