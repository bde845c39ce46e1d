import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { faultKinds } from '../http/faults';
import { operations } from '../operations';
import { startLocalPool } from '../start';
import { modelledOperations } from '../wire/api-model';

const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');

it('lists every operation that is supported, and no other', () => {
  const [, section = ''] = /## Operations\n(.*?)\n## /s.exec(readme) ?? [];
  const listed = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => [...line.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(listed.toSorted()).toEqual(Object.keys(operations).toSorted());
});

it('lists every variable that is read', () => {
  const listed = [...readme.matchAll(/^\| `(LOCAL_POOL_\w+)`/gm)].map(([, name = '']) => name);
  const source = readFileSync(join(__dirname, '../from-environment.ts'), 'utf8');
  const read = new Set([...source.matchAll(/LOCAL_POOL_[A-Z_]+/g)].map(([name]) => name));
  expect(listed.toSorted()).toEqual([...read].toSorted());
});

it('names every kind of fault', () => {
  expect(faultKinds.filter((kind) => !readme.includes(`\`${kind}\``))).toEqual([]);
});

it('supports only operations whose input can be checked', () => {
  expect(Object.keys(operations).filter((name) => !modelledOperations.has(name))).toEqual([]);
});

it('shows a program that signs somebody in', async () => {
  const [, program = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const body = `return (async () => { ${program} return AuthenticationResult; })();`;
  const run = compileFunction(body, ['startLocalPool', 'CognitoIdentityProvider']);
  const result = (await run(startLocalPool, CognitoIdentityProvider)) as { TokenType: string };
  expect(result.TokenType).toBe('Bearer');
});
