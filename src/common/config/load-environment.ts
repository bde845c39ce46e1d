import { type Environment, environmentSchema } from './environment';

/** The environment cannot be used. `message` has a line for each fault: the name and what is expected, never a value. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(readonly faults: readonly string[]) {
    super(`The environment is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/**
 * Reads and checks the environment. All faults are reported at once.
 *
 * @param variables usually `process.env`; an empty string counts as not set
 */
export function loadEnvironment(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Environment {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environmentSchema.safeParse(given);
  const faults = result.success
    ? relations(result.data)
    : [
        ...result.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`),
        ...relations(given),
      ];
  if (!result.success || faults.length > 0) throw new EnvironmentError([...new Set(faults)]);
  return result.data;
}

/** Faults between settings that are each fine alone. */
function relations(values: Partial<Environment>): string[] {
  const faults: string[] = [];
  const needs = (condition: unknown, fault: string): void => {
    if (!condition) faults.push(fault);
  };
  const production = values.NODE_ENV === 'production';
  const pool = values.COGNITO_USER_POOL_ID !== undefined;
  needs(
    !production || pool,
    'COGNITO_USER_POOL_ID: must be set when NODE_ENV is production (the embedded pool is for development)',
  );
  needs(
    !pool || values.COGNITO_CLIENT_ID !== undefined,
    'COGNITO_CLIENT_ID: must be set together with COGNITO_USER_POOL_ID',
  );
  for (const name of [
    'COGNITO_CLIENT_ID',
    'COGNITO_CLIENT_SECRET',
    'COGNITO_ENDPOINT',
    'COGNITO_ISSUER',
    'COGNITO_JWKS_URI',
  ] as const) {
    needs(pool || values[name] === undefined, `${name}: has no effect without COGNITO_USER_POOL_ID`);
  }
  needs(values.TOKEN_TRANSPORT !== 'cookie', 'TOKEN_TRANSPORT: cookie transport is not built yet; use body');
  needs(
    values.REDIS_URL === undefined,
    'REDIS_URL: sharing state over Redis is not built yet; leave it out and run one instance',
  );
  return faults;
}
