import { Agent, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Lets a server listen on a free port of this machine. @returns its address */
export async function listening(server: Server): Promise<string> {
  // As long as AWS keeps them: a connection that is closed while a call sets out on it fails that call, and Node's own 5 s are soon over.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Closes a server, and its connections at once. */
export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Where requests are passed on to that no fault is planted for. */
export class Onward {
  private readonly agent = new Agent({ keepAlive: true });

  /** @param url address of a server, without a slash at the end */
  constructor(private readonly url: string) {}

  /** @param body where it has been read already */
  pass(incoming: IncomingMessage, outgoing: ServerResponse, body?: Buffer): void {
    const { method, headers, url = '/' } = incoming;
    const options = { ...(method === undefined ? {} : { method }), headers, agent: this.agent };
    const onward = request(this.url + url, options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    if (body === undefined) incoming.pipe(onward);
    else onward.end(body);
  }

  close(): void {
    this.agent.destroy();
  }
}
