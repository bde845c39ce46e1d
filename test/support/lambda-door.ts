import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrontModel, Received } from './lambda-fronts';

/** What Lambda calls. */
export type Handler = (event: unknown, context: any) => Promise<any>;

/** Milliseconds that a function is given, as its settings say. */
export const FUNCTION_TIMEOUT = 29_000;

/** What Lambda hands over with each event. */
export function contextOf(timeout = FUNCTION_TIMEOUT) {
  const end = performance.now() + timeout;
  return {
    awsRequestId: randomUUID(),
    functionName: 'gatehouse-http',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(end - performance.now())),
  };
}

/** An address of loopback behind which a function answers. */
export interface Door {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A front of AWS in front of a function: takes HTTP requests, sends each as an event, and answers with what comes back. Events and results are
 * JSON on their way, as they are at AWS, and a result that is too large is refused there.
 */
export async function openDoor(handler: Handler, front: FrontModel): Promise<Door> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received: Received = {
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      rawHeaders: request.rawHeaders,
      body: await bodyOf(request),
      address: request.socket.remoteAddress ?? '',
    };
    const event: unknown = JSON.parse(JSON.stringify(front.event(received)));
    const result = JSON.stringify(await handler(event, contextOf()));
    if (Buffer.byteLength(result) > 6 * 1024 * 1024 + 100) throw new Error('413 RequestEntityTooLarge');
    const { status, headers, body } = front.answer(JSON.parse(result));
    for (const [name, value] of headers) response.appendHeader(name, value);
    response.statusCode = status;
    response.end(body);
  };
  const server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // As API Gateway answers when the function has failed.
      response.statusCode = 502;
      response.setHeader(
        'x-model-fault',
        String(error)
          .replace(/[^\x20-\x7e]/g, ' ')
          .slice(0, 300),
      );
      response.end('{"message":"Internal server error"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
