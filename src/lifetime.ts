import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ENVIRONMENT, type Environment } from './common/config/environment';
import { closeServer, Draining } from './common/http/shutdown';
import { LOG, type Log } from './common/observability/log';
import { failureOf } from './common/observability/failure';

/** Milliseconds that everything but requests may take to close. */
const CLOSING_TIMEOUT = 5000;

/**
 * Ends the process in an orderly way: on SIGTERM, on SIGINT (Ctrl-C), and when something fails that nobody has caught.
 *
 * On SIGTERM, `/health/ready` says no while requests are still taken for `SHUTDOWN_DELAY_MS`, so that load balancers notice; a person at
 * the terminal need not wait for that, and a second signal ends the waiting. Then no connection is taken any more, and requests in flight
 * are answered, for `SHUTDOWN_TIMEOUT_MS` at most. The exit code is 0, or 1 after a failure: a process whose state nobody knows is
 * replaced rather than kept.
 *
 * @param app a listening application
 * @param afterwards closes what the application was built on
 */
export function endProperly(app: NestFastifyApplication, afterwards: () => Promise<void>): void {
  const ending = new Ending(app, afterwards);
  const { SHUTDOWN_DELAY_MS: delay } = app.get<Environment>(ENVIRONMENT);
  process.on('SIGTERM', () => {
    ending.begin(delay);
  });
  process.on('SIGINT', () => {
    ending.begin(0);
  });
  const fail = (error: unknown): void => {
    app.get<Log>(LOG).fatal({ failure: failureOf(error) }, 'uncaught failure, the process ends');
    process.exitCode = 1;
    ending.begin(0);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
}

class Ending {
  private readonly waiting = new AbortController();
  private begun = false;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly afterwards: () => Promise<void>,
  ) {}

  /** @param delay milliseconds in which requests are still taken; called again, it ends the waiting */
  begin(delay: number): void {
    if (this.begun) {
      this.waiting.abort();
      return;
    }
    this.begun = true;
    this.end(delay).catch((error: unknown) => {
      this.app.get<Log>(LOG).fatal({ failure: failureOf(error) }, 'the end failed');
      // What could not be closed would keep the process alive.
      process.exit(1);
    });
  }

  private async end(delay: number): Promise<never> {
    const { app } = this;
    app.get(Draining).start();
    await pause(delay, undefined, { signal: this.waiting.signal }).catch(() => undefined);
    const { SHUTDOWN_TIMEOUT_MS: patience } = app.get<Environment>(ENVIRONMENT);
    const cut = await closeServer(app.getHttpServer(), app.get(Draining), patience);
    if (cut > 0) app.get<Log>(LOG).warn({ connections: cut }, 'cut off at the end');
    // A connection that a library still keeps must not hold the process back.
    await Promise.race([app.close().then(this.afterwards), pause(CLOSING_TIMEOUT)]);
    // The code that was set before stays. What a library has left open must not keep the process.
    process.exit();
  }
}
