import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** A process of the built service, as `npm start` runs it. */
export class Server {
  private constructor(
    readonly process: ChildProcess,
    private output: { text: string },
  ) {}

  /** Starts it with these variables only, besides PATH. */
  static spawn(variables: Record<string, string>, entry = 'dist/src/main.js'): Server {
    const child = spawn(process.execPath, [entry], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { text: '' };
    const collect = (chunk: Buffer): void => {
      output.text += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    return new Server(child, output);
  }

  get text(): string {
    return this.output.text;
  }

  /** Waits until the output matches. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (let waited = 0; waited < 30_000; waited += 20) {
      const match = pattern.exec(this.output.text);
      if (match !== null) return match;
      if (this.process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`never said ${String(pattern)}:\n${this.output.text}`);
  }

  /** The exit code, after it has ended by itself or by `signal`. */
  async ended(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal !== undefined) this.process.kill(signal);
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    return this.process.exitCode;
  }
}
