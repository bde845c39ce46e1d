import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onOtherCores } from './cores.mjs';
import { freePort } from './server-process.mjs';

/** A Redis of its own on a free port of the loopback, which keeps nothing. */
export class Redis {
  static async start() {
    const redis = new Redis();
    const port = await freePort();
    redis.url = `redis://127.0.0.1:${port}`;
    redis.folder = mkdtempSync(join(tmpdir(), 'bench-redis-'));
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const [command, args] = onOtherCores('redis-server', [...settings, '--dir', redis.folder]);
    redis.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    redis.ended = new Promise((resolve) => redis.child.once('close', resolve).once('error', resolve));
    try {
      await isReady(redis.child);
    } catch (error) {
      await redis.stop();
      throw error;
    }
    return redis;
  }

  async stop() {
    this.child.kill('SIGKILL');
    await this.ended;
    rmSync(this.folder, { recursive: true });
  }
}

function isReady(child) {
  return new Promise((resolve, reject) => {
    const fail = () =>
      reject(new Error('This bench needs redis-server: install the Debian package of that name.'));
    child.once('error', fail).once('close', fail);
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('Ready to accept connections')) resolve();
    });
  });
}
