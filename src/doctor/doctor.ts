import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule, type AppOptions } from '../app.module';
import { Cognito } from '../cognito/cognito';
import type { Environment } from '../common/config/environment';
import { accessChecks } from './access-checks';
import { type Check, type Finding, findingsOf, inOrder } from './check';
import { clientChecks } from './client-checks';
import { examine } from './examine';
import { tryPermissions } from './permissions';
import { poolChecks } from './pool-checks';
import type { Diagnosis } from './report';

/** Everything that is looked at, but for permissions, which are tried one by one. */
export const checks: readonly Check[] = [...clientChecks, ...poolChecks, ...accessChecks];

/**
 * The application as the doctor wants it: nothing listens, and nothing is logged.
 *
 * @param environment must name a user pool
 */
export function openFor(
  environment: Environment,
  options: AppOptions = {},
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(
    AppModule.for({ ...environment, LOG_LEVEL: 'silent', REDIS_URL: undefined }, options),
    { abortOnError: false, logger: false },
  );
}

/**
 * What the checks find, without permissions.
 *
 * @throws AppError when the pool cannot be examined
 */
export async function look(app: INestApplicationContext, environment: Environment): Promise<Finding[]> {
  return findingsOf(checks, await examine(app, environment));
}

/**
 * Holds the configuration against the user pool and its app client. Nothing is changed, and no message is sent.
 *
 * @param environment must name a user pool
 * @param accepted ids of findings that are known and meant
 * @throws AppError when the pool cannot be examined
 */
export async function diagnose(
  environment: Environment,
  accepted: readonly string[] = [],
  options: AppOptions = {},
): Promise<Diagnosis> {
  const app = await openFor(environment, options);
  try {
    const cognito = app.get(Cognito);
    const examined = await examine(app, environment);
    const { findings, untried } = await tryPermissions(cognito, examined);
    const all = inOrder([...findingsOf(checks, examined), ...findings]);
    const isAccepted = ({ id }: { id: string }): boolean => accepted.includes(id);
    return {
      userPoolId: cognito.userPoolId,
      clientId: cognito.clientId,
      findings: all.filter((finding) => !isAccepted(finding)),
      accepted: [...new Set(all.filter(isAccepted).map(({ id }) => id))],
      untried,
    };
  } finally {
    await app.close();
  }
}
