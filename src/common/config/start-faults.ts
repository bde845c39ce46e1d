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
