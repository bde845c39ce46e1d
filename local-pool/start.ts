import { Background } from './background';
import { Clock } from './clock';
import { startServer } from './http/server';
import { dropOldUploads } from './imports/jobs';
import { resumeImports } from './imports/run';
import type { PoolContext } from './operation';
import { operations } from './operations';
import { Quotas, type QuotaOption } from './quotas/quotas';
import { openStore } from './store/open-store';
import { lambdasFrom, type LambdaOptions } from './triggers/lambdas';

/** How often what has expired is dropped, in ms. */
const sweepInterval = 60_000;
const awsIssuer = (region: string): string => `https://cognito-idp.${region}.amazonaws.com/{poolId}`;

export interface LocalPoolOptions extends LambdaOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. Anything but loopback needs `exposed`. */
  readonly host?: string;
  /** Allows a host that other machines can reach. Default false. */
  readonly exposed?: boolean;
  /** A folder that outlives the process, or `memory`. */
  readonly data: string;
  /** Switches the control side for tests on. Default false. */
  readonly control?: boolean;
  /** Region in new pool ids. Default us-east-1. */
  readonly region?: string;
  /** `iss` of the tokens; `{poolId}` is replaced. Default: as on AWS. */
  readonly issuer?: string;
  /** Hourly limits per user, as of codes asked for. Default on; lockout and guesses per code are limited in any case. */
  readonly userLimits?: boolean;
  /** Request quotas of the account, by category: Cognito's, or some with rates of your own. Default off. */
  readonly quotas?: QuotaOption;
  /** Told of the pool's own faults, one line each. Default: nobody is. */
  readonly log?: (line: string) => void;
}

export interface LocalPool {
  /** Where clients send their calls, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** The state itself, for callers in the same process. */
  readonly context: PoolContext;
  /** Cuts every connection and writes out what is left. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts a pool server with its memory.
 *
 * @throws Error when the port or the data folder is taken, or the host is open to other machines without `exposed`, or the Lambda
 *   endpoint is on another machine without `lambdaRemote`
 */
export async function startLocalPool(options: LocalPoolOptions): Promise<LocalPool> {
  const log = options.log ?? (() => undefined);
  const region = options.region ?? 'us-east-1';
  const lambdas = lambdasFrom(options);
  const store = await openStore(options.data, log);
  const clock = new Clock();
  const context: PoolContext = {
    store,
    clock,
    settings: {
      region,
      issuer: options.issuer ?? awsIssuer(region),
      userLimits: options.userLimits ?? true,
    },
    background: new Background(log),
    lambdas,
  };
  const host = options.host ?? '127.0.0.1';
  try {
    const server = await startServer({
      context,
      operations,
      quotas: new Quotas(clock, options.quotas ?? false),
      log,
      control: options.control ?? false,
      host,
      port: options.port ?? 0,
      exposed: options.exposed ?? false,
    });
    const sweep = (): void => {
      store.sweep(clock.now());
      context.background.start(() => dropOldUploads(context));
    };
    sweep();
    resumeImports(context);
    const sweeping = setInterval(sweep, sweepInterval).unref();
    const close = async (): Promise<void> => {
      clearInterval(sweeping);
      await server.close();
      await context.background.close();
      await store.close();
    };
    let closed: Promise<void> | undefined;
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`,
      port: server.port,
      context,
      close: () => (closed ??= close()),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
