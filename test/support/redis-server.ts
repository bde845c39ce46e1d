import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type RedisClientType } from '@redis/client';

/** A Redis of its own on a free port of loopback, which keeps nothing on disk. */
export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly password: string | undefined,
  ) {}

  /** @param password that clients must send */
  static async start(password?: string): Promise<RedisServer> {
    const server = new RedisServer(
      await freePort(),
      await mkdtemp(join(tmpdir(), 'gatehouse-redis-')),
      password,
    );
    await server.restart();
    return server;
  }

  get url(): string {
    const user = this.password === undefined ? '' : `:${this.password}@`;
    return `redis://${user}127.0.0.1:${this.port}`;
  }

  /** Starts it again after `kill`, without data. */
  async restart(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const secret = this.password === undefined ? [] : ['--requirepass', this.password];
    const child = spawn('redis-server', [...settings, '--dir', this.folder, ...secret], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.process = child;
    const failed = once(child, 'error').then(([error]) => {
      throw new Error('needs the Debian package redis-server', { cause: error });
    });
    await Promise.race([said(child, 'Ready to accept connections'), failed]);
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const { process: child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** It takes connections and requests, and answers nothing. */
  pause(): void {
    this.process?.kill('SIGSTOP');
  }

  resume(): void {
    this.process?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true });
  }

  /** Does something with it as its operator. */
  async operate<T>(work: (client: RedisClientType) => Promise<T>): Promise<T> {
    const client: RedisClientType = createClient({ url: this.url, RESP: 3 });
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }
}

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(words)) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`redis-server has ended:\n${text}`));
    });
  });
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
