import type { Provider } from '@nestjs/common';
import type { Environment } from '../../common/config/environment';
import { EnvironmentError } from '../../common/config/environment-error';
import { HttpDirectory } from './http-directory';
import { LEGACY_DIRECTORY, type LegacyDirectory } from './legacy-directory';
import { readHash } from './passwords/password-hash';
import { PostgresqlDirectory } from './postgresql-directory';

/** The former directory that the environment names; undefined for none. */
export function legacyDirectory(environment: Environment): Provider | undefined {
  const { LEGACY_DIRECTORY: kind } = environment;
  return kind === undefined
    ? undefined
    : { provide: LEGACY_DIRECTORY, useFactory: () => kinds[kind](environment) };
}

/** The adapters. A new one is a row here, and a word in the schema of the environment. */
const kinds: Readonly<
  Record<NonNullable<Environment['LEGACY_DIRECTORY']>, (environment: Environment) => LegacyDirectory>
> = {
  http: ({ LEGACY_URL: url = '', LEGACY_SECRET: secret = '', LEGACY_TIMEOUT_MS: timeout }) =>
    new HttpDirectory({ url, secret, timeout }),
  postgresql: ({ LEGACY_DATABASE_URL: url = '', LEGACY_QUERY: query = '', ...environment }) => {
    const { LEGACY_DECOY_HASH: decoy, LEGACY_TIMEOUT_MS: timeout } = environment;
    if (decoy !== undefined && readHash(decoy) === undefined)
      throw new EnvironmentError(['LEGACY_DECOY_HASH: must be a hash that this service can read']);
    return new PostgresqlDirectory({ url, query, timeout, decoy });
  },
};
