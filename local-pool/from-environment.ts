import type { LocalPoolOptions } from './start';

/**
 * Reads the settings of `npm run local-pool`. One that is empty counts as not given.
 *
 * @throws Error naming the variable for a value that is none of its own
 */
export function optionsFrom(
  environment: Readonly<Record<string, string | undefined>>,
): Required<Pick<LocalPoolOptions, 'port' | 'data' | 'control' | 'quotas' | 'lambdaRemote'>> &
  Pick<LocalPoolOptions, 'lambdaEndpoint'> {
  const lambdaEndpoint = given(environment, 'LOCAL_POOL_LAMBDA_ENDPOINT');
  return {
    port: portFrom(given(environment, 'LOCAL_POOL_PORT') ?? '9229'),
    data: given(environment, 'LOCAL_POOL_DATA') ?? '.local-pool',
    control: switchFrom(environment, 'LOCAL_POOL_CONTROL'),
    quotas: switchFrom(environment, 'LOCAL_POOL_QUOTAS'),
    ...(lambdaEndpoint === undefined ? {} : { lambdaEndpoint }),
    lambdaRemote: switchFrom(environment, 'LOCAL_POOL_LAMBDA_REMOTE'),
  };
}

function given(environment: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

function portFrom(text: string): number {
  const port = Number(text);
  if (/^\d+$/u.test(text) && port <= 65_535) return port;
  throw new Error(`LOCAL_POOL_PORT must be a port number, not ${text}`);
}

/** Off unless switched on. */
function switchFrom(environment: Readonly<Record<string, string | undefined>>, name: string): boolean {
  const text = given(environment, name) ?? 'off';
  if (text === 'on' || text === 'off') return text === 'on';
  throw new Error(`${name} must be on or off, not ${text}`);
}
