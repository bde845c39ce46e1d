import { isIPv4, isIPv6 } from 'node:net';
import type { Environment } from '../config/environment';

/** Writes an address as far as the log may know it. */
export type AddressWriter = (ip: string) => string | undefined;

/**
 * How addresses are written to the log and to audit events: `full` finds an attacker, `network` (IPv4 /24, IPv6 /48) tells no household
 * from its neighbours, `off` writes none.
 */
export function addressWriter({ LOG_IP }: Pick<Environment, 'LOG_IP'>): AddressWriter {
  if (LOG_IP === 'off') return () => undefined;
  return LOG_IP === 'full' ? (ip) => ip : networkOf;
}

/** Proxies may write what is no address: that is not written at all. */
function networkOf(ip: string): string | undefined {
  const plain = ip.replace(/^::ffff:/i, '');
  if (isIPv4(plain)) return plain.replace(/\d+$/, '0');
  if (!isIPv6(plain)) return undefined;
  const [left = ''] = plain.split('::');
  // What `::` stands for is zeros, also when it begins before the network ends.
  const groups = left.split(':').filter((group) => group !== '');
  return `${[...groups, '0', '0', '0'].slice(0, 3).join(':')}::`;
}
