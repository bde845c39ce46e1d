import type { Socket } from 'node:net';

/** Connections on which a route reads and writes for as long as it takes. */
const streaming = new WeakSet<Socket>();

/**
 * Takes a connection out of the time limits that hold for requests and answers of ordinary size. Whoever does so has limits of its own for
 * both sides, and gives the connection back.
 */
export function beginStreaming(socket: Socket): void {
  streaming.add(socket);
}

/** What is left to be sent is under the common limits again. */
export function endStreaming(socket: Socket): void {
  streaming.delete(socket);
}

export function isStreaming(socket: Socket): boolean {
  return streaming.has(socket);
}
