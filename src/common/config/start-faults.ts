import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Environment } from './environment';
import { EnvironmentError } from './environment-error';

/** What a system call says of an address that cannot be listened on. */
const OF_PORT: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already',
  EACCES: 'may not be listened on by this user',
};
const OF_HOST = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL', 'EAFNOSUPPORT'];

interface SystemError {
  readonly code?: unknown;
  readonly syscall?: unknown;
}

/**
 * Listens where the service is going to, for a moment: whether that can be done is known within milliseconds, and not only when all
 * has been loaded and connected.
 *
 * @throws EnvironmentError with all that cannot be listened on
 */
export async function tryAddresses(environment: Environment): Promise<void> {
  const { HOST, PORT, METRICS_HOST, METRICS_PORT, LOCAL_POOL_PORT } = environment;
  const wanted: [host: string, port: number, hostName: string, portName: string][] = [
    [HOST, PORT, 'HOST', 'PORT'],
  ];
  if (METRICS_PORT !== undefined) wanted.push([METRICS_HOST, METRICS_PORT, 'METRICS_HOST', 'METRICS_PORT']);
  if (environment.COGNITO_USER_POOL_ID === undefined)
    wanted.push(['127.0.0.1', LOCAL_POOL_PORT, 'LOCAL_POOL_PORT', 'LOCAL_POOL_PORT']);
  const faults: string[] = [];
  for (const [host, port, ...names] of wanted) {
    const server = createServer().listen(port, host);
    try {
      await once(server, 'listening');
      await new Promise((resolve) => server.close(resolve));
    } catch (error) {
      const fault = listenFault(error, ...names);
      if (!(fault instanceof EnvironmentError)) throw error;
      faults.push(...fault.faults);
    }
  }
  if (faults.length > 0) throw new EnvironmentError(faults);
}

/**
 * Names the variable that keeps a server from listening; other failures come back as they are.
 *
 * @param host name of the variable of the address
 * @param port name of the variable of the port
 */
export function listenFault(error: unknown, host: string, port: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const ofPort = OF_PORT[code];
  if (ofPort !== undefined) return new EnvironmentError([`${port}: ${ofPort}`]);
  return OF_HOST.includes(code) ? new EnvironmentError([`${host}: is no address of this machine`]) : error;
}

/** Names the variable that keeps the embedded pool from starting; other failures come back as they are. */
export function poolFault(error: unknown): unknown {
  const { syscall } = (error ?? {}) as SystemError;
  if (syscall === 'listen') return listenFault(error, 'LOCAL_POOL_PORT', 'LOCAL_POOL_PORT');
  const code = codeOf(error);
  return code === undefined ? error : new EnvironmentError([`LOCAL_POOL_DATA: cannot be used (${code})`]);
}

/** Only failures of system calls: their codes hold no value. */
function codeOf(error: unknown): string | undefined {
  const { code, syscall } = (error ?? {}) as SystemError;
  return typeof syscall === 'string' && typeof code === 'string' ? code : undefined;
}
