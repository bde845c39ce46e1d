import type { TriggerFunction } from './event';
import { InProcessFunctions } from './in-process';
import { notCallable, type FunctionHost, type Invocation } from './invocation';
import { InvokeProtocol } from './invoke-protocol';

/** Fixed on AWS, in ms. */
const usualLimit = 5000;
/** "After three unsuccessful attempts, the function times out." */
const attempts = 3;

/** Where the functions named by LambdaConfig are. */
export interface LambdaOptions {
  /** Functions of this process, by the name in the ARN or by the whole ARN. */
  readonly triggers?: Readonly<Record<string, TriggerFunction>> | undefined;
  /** URL of whatever speaks Lambda's Invoke protocol, for functions that are not among `triggers`. */
  readonly lambdaEndpoint?: string | undefined;
  /** Allows a `lambdaEndpoint` on another machine. Default false. */
  readonly lambdaRemote?: boolean | undefined;
  /** How long a function may take, in ms of real time. Default 5000, as on AWS. */
  readonly triggerLimit?: number | undefined;
}

/** Calls functions by their ARN. */
export interface Lambdas {
  /**
   * Calls a function and repeats what may succeed at another try, up to three times altogether: no answer in time, no connection,
   * and Lambda's own "too many requests". What the function itself throws is never repeated.
   *
   * @param event JSON
   */
  invoke(arn: string, event: object): Promise<Invocation>;
}

/** @throws Error for a `lambdaEndpoint` that is no URL or not on this machine */
export function lambdasFrom(options: LambdaOptions): Lambdas {
  const { triggers = {}, lambdaEndpoint, lambdaRemote = false, triggerLimit = usualLimit } = options;
  const own = new InProcessFunctions(triggers);
  const others = lambdaEndpoint === undefined ? undefined : new InvokeProtocol(lambdaEndpoint, lambdaRemote);
  return {
    invoke: async (arn, event) => {
      const host = own.provides(arn) ? own : others;
      return host ? repeated(host, arn, JSON.stringify(event), triggerLimit) : notCallable;
    },
  };
}

async function repeated(
  host: FunctionHost,
  arn: string,
  payload: string,
  limit: number,
): Promise<Invocation> {
  let outcome = await host.invoke(arn, payload, limit);
  for (let attempt = 1; attempt < attempts && outcome.kind === 'failed' && outcome.again; attempt += 1) {
    outcome = await host.invoke(arn, payload, limit);
  }
  return outcome;
}
