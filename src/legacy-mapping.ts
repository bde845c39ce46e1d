import type { INestApplicationContext } from '@nestjs/common';
import { UserPool } from './cognito/user-pool';
import type { Environment } from './common/config/environment';
import { EnvironmentError } from './common/config/environment-error';
import { mappingFrom } from './triggers/migration/mapping-file';
import { schemaFaults } from './triggers/migration/pool-schema';

/**
 * Holds the mapping of a former directory to the schema of the user pool: with a mapping that does not fit, Cognito would refuse everybody who
 * comes over. The function of the triggers knows no pool, so it is the service, and `migrate`, that look.
 *
 * @throws EnvironmentError with each attribute that does not fit; nothing when the pool cannot be described now
 */
export async function refuseWrongMapping(
  app: INestApplicationContext,
  environment: Environment,
): Promise<void> {
  const mapping = mappingFrom(environment);
  const pool = await app.get(UserPool).readable();
  const faults = pool === undefined ? [] : schemaFaults(mapping, pool);
  if (faults.length > 0) throw new EnvironmentError(faults.map((fault) => `LEGACY_MAPPING: ${fault}`));
}
