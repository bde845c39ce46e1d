import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Environment } from '../config/environment';
import { withoutSecrets } from './redaction';

/** Injection token of the log. */
export const LOG = Symbol('log');

/** Injection token: where the lines go; standard output when undefined. */
export const LOG_DESTINATION = Symbol('log destination');

export type Log = Logger;

/**
 * The log: JSON lines on standard output. What we log is chosen member by member; redaction is the net below.
 *
 * @param destination where the lines go; tests read them
 */
export function createLog(environment: Environment, destination?: DestinationStream): Log {
  const options: LoggerOptions = {
    level: environment.LOG_LEVEL,
    // Neither process id nor host name.
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }), log: withoutSecrets },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Nest's own messages on the same log; its start-up chatter is of interest to debugging only. */
export function nestLog(log: Log): LoggerService {
  const to =
    (level: 'debug' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...more: unknown[]): void => {
      const context = more.at(-1);
      const place = typeof context === 'string' ? { context } : {};
      if (message instanceof Error) log[level]({ ...place, failure: message }, 'nest');
      else log[level](place, String(message));
    };
  return {
    log: to('debug'),
    verbose: to('debug'),
    debug: to('debug'),
    warn: to('warn'),
    error: to('error'),
    fatal: to('fatal'),
  };
}
