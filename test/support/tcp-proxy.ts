import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What becomes of bytes: `pass`, `hang` (connections are taken, and nothing gets through in either direction), `deaf` (requests get
 * through, answers do not), `reset` (connections break at once), or so many milliseconds of delay each way.
 */
export type Mode = 'pass' | 'hang' | 'deaf' | 'reset' | number;

/** Stands between a client and a server on loopback, and fails in the way it is told. */
export class TcpProxy {
  mode: Mode = 'pass';
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => {
    this.take(client);
  });

  /** @param target port of the server on loopback */
  constructor(private readonly target: number) {}

  /**
   * @param port any free one when left out
   * @returns its port
   */
  async start(port = 0): Promise<number> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks all connections. */
  cut(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(client: Socket): void {
    if (this.mode === 'reset') {
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.target, '127.0.0.1');
    this.join(client, server, ['hang']);
    this.join(server, client, ['hang', 'deaf']);
  }

  private join(from: Socket, to: Socket, lost: readonly Mode[]): void {
    this.sockets.add(from);
    from.on('data', (chunk) => {
      if (this.mode === 'reset') this.cut();
      else if (typeof this.mode === 'number') setTimeout(() => to.write(chunk), this.mode).unref();
      else if (!lost.includes(this.mode)) to.write(chunk);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}
