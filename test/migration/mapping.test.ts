import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaFrom } from '../../src/cognito/attributes-schema';
import type { PoolDescription } from '../../src/cognito/user-pool';
import { loadTriggerEnvironment } from '../../src/common/config/load-environment';
import { mappingFrom } from '../../src/triggers/migration/mapping-file';
import { schemaFaults } from '../../src/triggers/migration/pool-schema';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-mapping-'));
const LEGACY_MAPPING = join(folder, 'mapping.json');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(text: string) {
  writeFileSync(LEGACY_MAPPING, text);
  return mappingFrom(loadTriggerEnvironment({ LEGACY_MAPPING }));
}

it('is read from its file', () => {
  const mapping = { email: { from: 'mail' }, 'custom:account_id': { from: 'tenant', access: true } };
  expect(read(JSON.stringify(mapping))).toEqual(mapping);
});

it.each([
  ['{"email":{"frm":"mail"}}', 'LEGACY_MAPPING: email'],
  ['{"email":{"from":""}}', 'LEGACY_MAPPING: email.from'],
  ['{"email":{"from":"mail","as":"number"}}', 'LEGACY_MAPPING: email.as'],
  ['{"e mail":{"from":"mail"}}', 'LEGACY_MAPPING: e mail'],
  ['{}', 'LEGACY_MAPPING: must name an attribute'],
  ['[]', 'LEGACY_MAPPING: '],
  ['{', 'LEGACY_MAPPING: must be JSON'],
  ['{"sub":{"from":"id"}}', 'LEGACY_MAPPING: sub: is kept by Cognito'],
  ['{"custom:account_id":{"from":"tenant"}}', 'LEGACY_MAPPING: custom:account_id: decides on access'],
  [
    '{"custom:account_id":{"from":"tenant","access":false}}',
    'LEGACY_MAPPING: custom:account_id: decides on access',
  ],
  [' '.repeat(70_000), 'LEGACY_MAPPING: must name a file of JSON'],
])('is refused as %.60s', (text, fault) => {
  expect(() => read(text)).toThrow(fault);
});

it('is refused when there is no such file, without its path', () => {
  const load = () => mappingFrom(loadTriggerEnvironment({ LEGACY_MAPPING: '/nowhere/mapping.json' }));
  expect(load).toThrow('LEGACY_MAPPING: the file cannot be read (ENOENT)');
  expect(load).not.toThrow('nowhere');
});

it('is held to the schema of the user pool', () => {
  const pool = {
    pool: { UsernameAttributes: ['email'] },
    requiredAttributes: ['name'],
    schema: schemaFrom({
      SchemaAttributes: [
        { Name: 'email', AttributeDataType: 'String' },
        { Name: 'name', AttributeDataType: 'String', Required: true },
        { Name: 'email_verified', AttributeDataType: 'Boolean' },
        { Name: 'custom:seats', AttributeDataType: 'Number' },
      ],
    }),
  } as unknown as PoolDescription;
  const email = { from: 'email' };
  expect(schemaFaults({ email, name: email }, pool)).toEqual([]);
  expect(
    schemaFaults(
      {
        email_verified: { from: 'verified' },
        'custom:seats': { from: 'seats', as: 'boolean' },
        'custom:other': { from: 'other' },
      },
      pool,
    ),
  ).toEqual([
    'email_verified: is a Boolean; say "as": "boolean"',
    'custom:seats: is a Number, and no yes or no',
    'custom:other: is no attribute of the user pool',
    'name: is needed by the user pool, and nothing is mapped to it',
    'email: is needed by the user pool, and nothing is mapped to it',
  ]);
});

it.each([
  [{ LEGACY_DIRECTORY: 'http' }, ['LEGACY_URL', 'LEGACY_SECRET']],
  [{ LEGACY_DIRECTORY: 'postgresql' }, ['LEGACY_DATABASE_URL', 'LEGACY_QUERY']],
  [{ LEGACY_SECRET: 'legacy-secret-0123456789' }, ['LEGACY_SECRET']],
  [
    {
      LEGACY_DIRECTORY: 'http',
      LEGACY_URL: 'http://people.example.com/',
      LEGACY_SECRET: 'legacy-secret-0123456789',
    },
    ['LEGACY_URL'],
  ],
  [
    { NODE_ENV: 'production', LEGACY_DATABASE_URL: 'postgresql://a:b@db.example.com/people' },
    ['LEGACY_DATABASE_URL'],
  ],
  [
    { NODE_ENV: 'production', LEGACY_DATABASE_URL: 'postgresql://a:b@db.example.com/people?sslmode=require' },
    ['LEGACY_DATABASE_URL'],
  ],
  [
    { NODE_ENV: 'production', LEGACY_DATABASE_URL: 'postgresql:///people?host=db.example.com' },
    ['LEGACY_DATABASE_URL'],
  ],
  [{ NODE_ENV: 'production', LEGACY_DATABASE_URL: 'postgresql://a:b@127.0.0.1/people' }, []],
  [
    {
      NODE_ENV: 'production',
      LEGACY_DATABASE_URL: 'postgresql://a:b@db.example.com/people?sslmode=verify-full',
    },
    [],
  ],
])('settings %j are at fault by name', (variables, names) => {
  let faults: readonly string[] = [];
  try {
    loadTriggerEnvironment(variables);
  } catch (error) {
    ({ faults } = error as { readonly faults: readonly string[] });
  }
  expect(faults.map((fault) => fault.split(':')[0])).toEqual(names);
});
