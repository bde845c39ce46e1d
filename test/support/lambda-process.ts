import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const RUNTIME = join(__dirname, 'lambda-runtime.js');

/** Something that the function has been called with, until its result comes. */
interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly timeout: number;
  readonly resolve: (result: any) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A process of a function as AWS runs it: started with its environment and nothing else, sent one event at a time over the runtime API, and frozen as
 * soon as it has answered and asked for the next one.
 */
export class LambdaProcess {
  readonly output: string[] = [];
  private readonly waiting: Invocation[] = [];
  private current: Invocation | undefined;
  /** It has asked for an event and waits. */
  private next: ServerResponse | undefined;
  private frozen = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly api: Server,
  ) {
    api.on('request', (request, response) => void this.answer(request, response));
    child.stdout!.setEncoding('utf8').on('data', (some: string) => this.output.push(some));
    child.stderr!.setEncoding('utf8').on('data', (some: string) => this.output.push(some));
    child.once('exit', (code) => {
      const error = new Error(`the function has ended with ${String(code)}`);
      for (const invocation of [this.current, ...this.waiting]) invocation?.reject(error);
    });
  }

  /** @param file the function's bundle */
  static async start(file: string, environment: Readonly<Record<string, string>>): Promise<LambdaProcess> {
    const api = createServer();
    api.listen(0, '127.0.0.1');
    await once(api, 'listening');
    const { port } = api.address() as AddressInfo;
    const child = spawn(process.execPath, [RUNTIME, file], {
      cwd: '/',
      env: {
        NODE_NO_WARNINGS: '1',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        AWS_SESSION_TOKEN: 'example',
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        ...environment,
      },
    });
    return new LambdaProcess(child, api);
  }

  /** Resolves with the exit code when the process has ended by itself. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** @param timeout of the function, milliseconds */
  invoke(event: unknown, timeout = 20_000): Promise<any> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id: randomUUID(), event, timeout, resolve, reject });
      this.hand();
    });
  }

  /** Whether it has answered everything and stands still. */
  get standsStill(): boolean {
    return this.frozen;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
    this.api.close();
    this.api.closeAllConnections();
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill('SIGCONT');
    this.frozen = false;
    this.child.kill(signal);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , , kind = '', id = '', outcome = ''] = (request.url ?? '').split('/');
    const body = await text(request);
    if (request.method === 'GET') {
      this.next = response;
      if (this.waiting.length > 0) this.hand();
      else this.freeze();
      return;
    }
    if (kind === 'invocation' && this.current?.id === id) {
      const { resolve, reject } = this.current;
      this.current = undefined;
      if (outcome === 'response') resolve(JSON.parse(body));
      else reject(new Error((JSON.parse(body) as { errorMessage: string }).errorMessage));
    }
    response.statusCode = 202;
    response.end();
  }

  private hand(): void {
    if (this.next === undefined || this.current !== undefined) return;
    this.current = this.waiting.shift();
    if (this.current === undefined) return;
    const { id, event, timeout } = this.current;
    this.next.setHeader('lambda-runtime-aws-request-id', id);
    this.next.setHeader('lambda-runtime-deadline-ms', String(Date.now() + timeout));
    // The event is there when the process wakes up, together with whatever else has happened to it meanwhile.
    this.next.end(JSON.stringify(event), () => {
      if (this.frozen) this.child.kill('SIGCONT');
      this.frozen = false;
    });
    this.next = undefined;
  }

  private freeze(): void {
    this.child.kill('SIGSTOP');
    this.frozen = true;
  }
}
