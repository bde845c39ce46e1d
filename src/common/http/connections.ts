import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Environment } from '../config/environment';
import { AppError } from '../errors/app-error';
import { limitConnections } from '../rate-limits/connection-limit';
import { answerOnSocket } from './client-error';
import { isStreaming } from './streaming-sockets';

/**
 * Milliseconds in which an answer has to move on, if only by a packet: whoever reads nothing of it is cut off after twice that time, as
 * Node looks at what has moved when it is over for the first time.
 */
const READING_TIMEOUT = 4000;

type Settings = Pick<Environment, 'MAX_CONNECTIONS' | 'MAX_CONNECTIONS_PER_IP' | 'TRUST_PROXY'>;

/**
 * Bounds what connections may take: how many there are, how many of them come from one address, and how long an answer may wait to be
 * read. (How long a request may take to arrive is for Node's own timeouts.)
 */
export function boundConnections(server: Server, settings: Settings): void {
  server.maxConnections = settings.MAX_CONNECTIONS;
  // Behind a proxy, all connections come from its address.
  if (settings.TRUST_PROXY === undefined) limitConnections(server, settings.MAX_CONNECTIONS_PER_IP);
  server.setTimeout(READING_TIMEOUT, onSilence);
  server.on('connect', refuseTunnel);
}

/**
 * Nothing has moved on a connection for as long as its timeout says. That is `READING_TIMEOUT` from the beginning of a request to the
 * end of its answer: Node sets another one while a connection is kept for the next request, and ends those that send too slowly.
 */
function onSilence(socket: Socket): void {
  const answering = socket.timeout === READING_TIMEOUT && socket.writable && socket.writableLength === 0;
  // Something is being worked on, such as a call to Cognito, which has a deadline of its own.
  if (answering || isStreaming(socket)) socket.setTimeout(READING_TIMEOUT);
  else socket.destroy();
}

/** This is no proxy. Without an answer of ours, Node closes the connection and says nothing. */
function refuseTunnel(_request: unknown, socket: Socket): void {
  // Node has let go of the socket: nobody else hears of its faults.
  socket.on('error', () => socket.destroy());
  answerOnSocket(new AppError('bad_request'), socket);
}
