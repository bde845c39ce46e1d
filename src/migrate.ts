import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ImportsService } from './admin/imports/imports.service';
import { AppModule } from './app.module';
import { UserPool } from './cognito/user-pool';
import { EnvironmentError } from './common/config/environment-error';
import { loadEnvironment } from './common/config/load-environment';
import { AppError } from './common/errors/app-error';
import { refuseWrongMapping } from './legacy-mapping';
import { Migration } from './migration/migration';
import { optionsFrom, USAGE, UsageError } from './migration/options';
import { mappingFrom } from './triggers/migration/mapping-file';

/** Exit code when some people were not imported. */
const NOT_ALL = 2;

/** The command that imports people of a former directory: `npm run migrate -- --from people.ndjson --dry-run`. */
async function main(): Promise<void> {
  const options = optionsFrom(process.argv.slice(2));
  const environment = loadEnvironment();
  const mapping = mappingFrom(environment);
  if (environment.COGNITO_USER_POOL_ID === undefined)
    throw new EnvironmentError([
      'COGNITO_USER_POOL_ID: must be set, as people are to come into some user pool',
    ]);
  if (options.from === 'postgresql' && environment.LEGACY_DATABASE_URL === undefined)
    throw new EnvironmentError(['LEGACY_DATABASE_URL: must be set for --from postgresql']);
  const app = await NestFactory.createApplicationContext(
    AppModule.for({ ...environment, LOG_LEVEL: 'silent' }, {}),
    { abortOnError: false, logger: false },
  );
  try {
    const pool = await app.get(UserPool).describe();
    await refuseWrongMapping(app, environment);
    const imports = app.get(ImportsService, { strict: false });
    const migration = new Migration(options, {
      imports,
      pool,
      mapping,
      environment,
      terminal: process.stdout,
    });
    const totals = await (options.dryRun ? migration.rehearse() : migration.run());
    const words = Object.entries(totals).map(([name, count]) => `${String(count)} ${name}`);
    if (!options.dryRun) process.stdout.write(`${words.join(', ')}\n`);
    if (totals.failed + totals.invalid + totals.unknown > 0) process.exitCode = NOT_ALL;
  } finally {
    await app.close();
  }
}

function textOf(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  if (error instanceof AppError) {
    const fields = error.errors?.map(({ field, message }) => `  ${field}: ${message}\n`) ?? [];
    return `${error.code}: ${error.message}\n${fields.join('')}`;
  }
  return `${error instanceof Error && !(error instanceof EnvironmentError) ? (error.stack ?? error.message) : String(error)}\n`;
}

main().catch((error: unknown) => {
  process.stderr.write(textOf(error));
  process.exitCode = 1;
});
