import type { INestApplicationContext } from '@nestjs/common';
import { UserPool } from '../../src/cognito/user-pool';
import type { Environment } from '../../src/common/config/environment';
import { checks, diagnose, look, openFor } from '../../src/doctor/doctor';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { Gatehouse } from '../support/gatehouse';
import { faults } from './planted';
import { OperatedPool } from './pool';

const OPTIONS = { credentials: EMBEDDED_CREDENTIALS };

let gatehouse: Gatehouse;
let pool: OperatedPool;
let app: INestApplicationContext;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  pool = await OperatedPool.make(gatehouse);
  app = await openFor(environmentOf(pool), OPTIONS);
});
afterAll(async () => {
  await app.close();
  pool.made.sdk.destroy();
  await gatehouse.close();
});

const environmentOf = ({ made }: OperatedPool, changes: Partial<Environment> = {}): Environment => ({
  ...gatehouse.pool.environment,
  ...made.changes,
  COGNITO_IDENTITY_POOL_ID: undefined,
  ...changes,
});

/** Severities and ids. */
async function found(of: OperatedPool = pool, changes: Partial<Environment> = {}) {
  const environment = environmentOf(of, changes);
  const isOther = of !== pool || changes.COGNITO_JWKS_URI !== undefined;
  const at = isOther ? await openFor(environment, OPTIONS) : app;
  at.get(UserPool).forget();
  const findings = await look(at, environment);
  if (isOther) await at.close();
  return findings.map(({ id, severity }) => [severity, id]);
}

it('finds nothing where all is well', async () => {
  expect(await found()).toEqual([]);
});

it.each(Object.entries(faults))('finds %s, and nothing else', async (_, [severity, id, fault]) => {
  const isPlanted = 'plant' in fault;
  const environment = {
    CORS_ORIGINS: ['https://app.example.com'],
    ...('environment' in fault ? fault.environment : {}),
  };
  if (isPlanted) await fault.plant(pool);
  else if (!('environment' in fault)) await pool.set(fault);
  try {
    expect(await found(pool, environment)).toEqual([[severity, id]]);
  } finally {
    if (isPlanted) await fault.remove(pool);
    else await pool.set({});
  }
});

describe('what can only be set once', () => {
  const once = [
    ['unsafe', 'case-sensitive'],
    ['broken', 'no-administrator'],
    ['broken', 'no-account-attribute'],
    ['advice', 'public-client'],
  ];

  it('is found together', async () => {
    const wrong = await OperatedPool.make(gatehouse, {
      pool: { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: true } },
      client: { WriteAttributes: ['email'] },
    });
    await wrong.withoutGroup('admin');
    expect(await found(wrong)).toEqual(once);
    wrong.made.sdk.destroy();
  });

  it('is all that is not planted one by one', () => {
    const planted = Object.values(faults).map(([, id]) => id);
    const ids = checks.map(({ id }) => id);
    expect(ids.filter((id) => !planted.includes(id)).toSorted()).toEqual(once.map(([, id]) => id).toSorted());
    expect(planted.length).toBeGreaterThan(30);
  });
});

it('finds nothing unsafe or broken in the embedded pool', async () => {
  const { findings } = await diagnose(gatehouse.pool.environment, [], OPTIONS);
  expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['advice']));
});

it('has an id for each check, once', () => {
  const ids = checks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
