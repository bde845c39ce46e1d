import type { LocalPoolOptions } from './start';

/**
 * Reads the settings of `npm run local-pool`. One that is empty counts as not given.
 *
 * @throws Error naming the variable for a value that is none of its own
 */
export function optionsFrom(
  environment: Readonly<Record<string, string | undefined>>,
): Required<Pick<LocalPoolOptions, 'port' | 'data' | 'control'>> {
  return {
    port: portFrom(given(environment, 'LOCAL_POOL_PORT') ?? '9229'),
    data: given(environment, 'LOCAL_POOL_DATA') ?? '.local-pool',
    control: switchFrom(given(environment, 'LOCAL_POOL_CONTROL') ?? 'off'),
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

function switchFrom(text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new Error(`LOCAL_POOL_CONTROL must be on or off, not ${text}`);
}
