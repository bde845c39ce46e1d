import type { Server } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';

/**
 * Closes connections beyond so many from one address (IPv6: from one /64 network, which is what one customer gets), so that a single
 * machine cannot take all there are.
 */
export function limitConnections(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const address = normalizeIp(socket.remoteAddress ?? '');
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
    if (count > most) socket.destroy();
  });
}
