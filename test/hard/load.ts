import { Agent, type IncomingMessage, request } from 'node:http';

/** One request that clients repeat. */
export interface Shot {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly token?: string;
}

/** What became of the requests. */
export interface Outcome {
  /** Answers by status. */
  readonly answers: Map<number, number>;
  /** Requests that a connection was made for, and that got no answer: by the code of the fault. */
  readonly lost: string[];
  /** Connections that were refused: nobody has taken anything of them. */
  refused: number;
}

/** Clients that keep their connections and ask again as soon as they are answered, until they are stopped or turned away. */
export class Load {
  readonly outcome: Outcome = { answers: new Map(), lost: [], refused: 0 };
  private readonly agent: Agent;
  private readonly loops: Promise<void>[];
  private stopped = false;

  /** @param next what the client of this number asks */
  constructor(
    private readonly port: number,
    clients: number,
    next: (client: number) => Shot,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: clients });
    this.loops = Array.from({ length: clients }, (_, client) => this.run(() => next(client)));
  }

  get answered(): number {
    return [...this.outcome.answers.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Resolves when the clients have their last answers. */
  async stop(): Promise<Outcome> {
    this.stopped = true;
    await this.ended();
    return this.outcome;
  }

  /** Resolves when every client has stopped, or was turned away. */
  async ended(): Promise<Outcome> {
    await Promise.all(this.loops);
    this.agent.destroy();
    return this.outcome;
  }

  private async run(next: () => Shot): Promise<void> {
    while (!this.stopped) if (!(await this.shoot(next()))) return;
  }

  private shoot({ method, path, body, token }: Shot): Promise<boolean> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    return new Promise((resolve) => {
      const fail = (error: NodeJS.ErrnoException): void => {
        if (error.code === 'ECONNREFUSED') this.outcome.refused++;
        else this.outcome.lost.push(`${method} ${path}: ${error.code ?? error.message}`);
        resolve(false);
      };
      const { agent, port } = this;
      const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, (answer) => {
        answer.on('error', fail);
        answer.on('end', () => {
          this.count(answer);
          resolve(true);
        });
        answer.resume();
      });
      sent.on('error', fail);
      sent.end(text);
    });
  }

  private count({ statusCode = 0 }: IncomingMessage): void {
    this.outcome.answers.set(statusCode, (this.outcome.answers.get(statusCode) ?? 0) + 1);
  }
}
