import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import { challengeRow } from '../../src/auth/sign-in/challenge-table';
import { methodsAllowedBy } from '../../src/auth/sign-in/sign-in-methods';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'signing-in.md'), 'utf8');

/** The rows of the table below a heading: first cell, and the names in code style of the last. */
function rowsBelow(heading: string): Map<string, string[]> {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const rows = [...section.matchAll(/^\| `(\w+)` .*\|([^|]*)\|$/gm)];
  return new Map(
    rows.map(([, name = '', last = '']) => [name, [...last.matchAll(/`(\w+)`/g)].map((m) => m[1] ?? '')]),
  );
}

/** Fields of an answer, or undefined for a challenge that cannot be answered here. */
function fieldsOf(name: string): string[] | undefined {
  try {
    return Object.keys(challengeRow(name).answer);
  } catch {
    return undefined;
  }
}

it('docs/signing-in.md has every method', () => {
  const all = methodsAllowedBy(
    ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH', 'ALLOW_USER_AUTH'],
    ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
  );
  expect([...rowsBelow('Methods').keys()].sort()).toEqual([...all].sort());
});

it('docs/signing-in.md has every challenge that can be answered', () => {
  const answerable = Object.values(ChallengeNameType).filter((name) => fieldsOf(name) !== undefined);
  expect([...rowsBelow('Challenges').keys()].sort()).toEqual([...answerable].sort());
});

it.each([...rowsBelow('Challenges')])('docs/signing-in.md names the fields of %s', (name, named) => {
  const known = fieldsOf(name) ?? [];
  const required = known.filter((field) => challengeRow(name).answer[field]?.optional !== true);
  expect(named).toEqual(expect.arrayContaining(required));
});
