import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { onOtherCores, onServerCore } from './cores.mjs';

/** Of /proc/<pid>/stat: the kernel counts CPU time in hundredths of a second. */
const ticksPerSecond = 100;

/** A server in a process of its own. */
export class ServerProcess {
  constructor(child, url, startMs) {
    this.child = child;
    this.url = url;
    /** From the start of the process to its first answer. */
    this.startMs = startMs;
  }

  /**
   * @param script what Node is to run
   * @param environment of the process, by the port it is to listen at
   * @param cwd folder to start in
   * @param beside whether it only helps, and must not take time from what is measured
   * @param core where it runs otherwise
   */
  static async start({ script, environment, cwd, beside = false, core }) {
    const port = await freePort();
    const [command, args] = (beside ? onOtherCores : onServerCore)(process.execPath, [script], core);
    const started = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NODE_NO_WARNINGS: '1', ...environment(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const url = `http://127.0.0.1:${port}/`;
    await firstAnswer(url, child);
    return new ServerProcess(child, url, performance.now() - started);
  }

  /** Seconds of CPU time so far, all threads together. */
  get cpuSeconds() {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    // The name before may hold anything, even spaces; it ends with the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  /** Resident memory in MiB. */
  get rssMiB() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0) / 1024;
  }

  /** @param signal SIGKILL leaves it no time to tidy up */
  async stop(signal = 'SIGTERM') {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    const late = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(late);
  }
}

async function firstAnswer(url, child) {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}`);
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  child.kill('SIGKILL');
  throw new Error('The server did not answer within a minute');
}

/** A port of the loopback that nobody listens at. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
