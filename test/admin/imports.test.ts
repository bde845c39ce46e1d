import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { DATE, expectData, expectProblem } from '../support/answers';
import type { Answer } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { Administration } from './people';

let admin: Administration;
let columns: string[];
beforeAll(async () => {
  admin = await Administration.start();
  columns = (await admin.get('imports/header')).body.data.columns;
});
afterAll(() => admin.close());

const person = (email: string, more: Record<string, string> = {}): Record<string, string> => ({
  'cognito:username': email,
  email,
  email_verified: 'TRUE',
  'cognito:mfa_enabled': 'FALSE',
  ...more,
});
const rowOf = (cells: Record<string, string>): string =>
  columns.map((column) => cells[column] ?? '').join(',');
const fileOf = (...rows: Record<string, string>[]): string =>
  [columns.join(','), ...rows.map(rowOf), ''].join('\n');
const send = (body: string, query = '?name=people'): Promise<Answer> =>
  admin.gatehouse.call('POST', `/v1/admin/imports${query}`, {
    ...{ token: admin.token, body, headers: { 'content-type': 'text/csv' } },
  });

/** What the job has come to. */
async function ended(id: string): Promise<any> {
  for (;;) {
    const { body } = await admin.get(`imports/${id}`);
    if (!['Created', 'Pending', 'InProgress', 'Stopping'].includes(body.data.status as string))
      return body.data;
    await pause(20);
  }
}

const spools = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('gatehouse-import-'));

it('tells what a file begins with', async () => {
  expectData(await admin.get('imports/header'), 200, { columns, csv: columns.join(',') });
  expect(columns).toEqual(
    expect.arrayContaining(['cognito:username', 'cognito:mfa_enabled', 'custom:account_id']),
  );
});

it('makes a job of a file, starts it, and tells how it went, row by row', async () => {
  const taken = await admin.user();
  const created = await send(
    fileOf(person('import1@example.com', { name: 'Doe\\, Jane', birthdate: '12/31/1990' }), person(taken)),
  );
  const { id } = created.body.data;
  const job = { id, name: 'people', imported: 0, skipped: 0, failed: 0, createdAt: DATE };
  expectData(created, 201, { ...job, status: 'Created', rows: 2 });
  const started = await admin.post(`imports/${id}/start`);
  expectData(started, 200, { ...job, status: 'Pending', startedAt: DATE });
  expect(await ended(id)).toEqual({
    ...{ ...job, status: 'Succeeded', imported: 1, skipped: 1, startedAt: DATE, completedAt: DATE },
    log: {
      group: expect.stringMatching(/^\/aws\/cognito\/userpools\/us-east-1_\w+\/./),
      stream: `${id}/people`,
    },
    failures: [{ line: 3, outcome: 'SKIPPED', message: 'The user already exists.' }],
  });
  const { attributes } = (await admin.get('users/import1@example.com')).body.data;
  expect(attributes).toMatchObject({ name: 'Doe, Jane', birthdate: '1990-12-31', email_verified: true });
  expectProblem(await admin.post(`imports/${id}/start`), 409, 'conflict');
  expectProblem(await admin.post(`imports/${id}/stop`), 409, 'conflict');
  expect((await admin.get('imports')).body.data).toMatchObject([{ id, status: 'Succeeded' }]);
});

it('stops a job', async () => {
  const rows = Array.from({ length: 5000 }, (_, number) => person(`many${number}@example.com`));
  const { id } = (await send(fileOf(...rows))).body.data;
  await admin.post(`imports/${id}/start`);
  const stopped = await admin.post(`imports/${id}/stop`);
  expect(stopped.body.data).toMatchObject({ id, status: 'Stopping' });
  const { status, imported } = await ended(id);
  expect(status).toBe('Stopped');
  expect(imported).toBeLessThan(5000);
});

it('holds a file to the rules before anything is sent, and names each line that breaks one', async () => {
  const jobs = (await admin.get('imports')).body.data.length as number;
  const answer = await send(
    [
      columns.join(','),
      rowOf(person('a b')),
      rowOf(person('one@example.com', { 'cognito:mfa_enabled': 'no' })),
      rowOf(person('two@example.com', { email_verified: 'FALSE' })),
      rowOf(person('three@example.com', { birthdate: '1990-12-31', phone_number: '12' })),
      rowOf(person('four@example.com', { name: 'Doe, Jane' })),
      rowOf(person('five@example.com', { name: '"Jane"' })),
      '',
      rowOf(person('six@example.com', { email_verified: 'perhaps' })),
      `${'x'.repeat(70_000)},`,
    ].join('\n'),
  );
  const { errors } = answer.body;
  expectProblem(answer, 422, 'import_file_invalid', { errors });
  expect(errors.map(({ field }: { field: string }) => field)).toEqual([
    ...['lines.2.cognito:username', 'lines.2.email', 'lines.3.cognito:mfa_enabled', 'lines.4.email_verified'],
    ...['lines.5.birthdate', 'lines.5.phone_number', 'lines.6', 'lines.7.name', 'lines.9.email_verified'],
    ...['lines.9.email_verified', 'lines.10'],
  ]);
  expect(JSON.stringify(errors)).not.toMatch(/Jane|example\.com|perhaps|1990/);
  expect((await admin.get('imports')).body.data).toHaveLength(jobs);
  expect(spools()).toEqual([]);
});

it.each([
  ['nothing', () => '', 'must be the header'],
  ['the header alone', () => columns.join(','), 'is missing: there is nobody to import'],
  [
    'a byte order mark',
    () => `\uFEFF${fileOf(person('x@example.com'))}`,
    'must be UTF-8 without a byte order mark',
  ],
  ['a header that lacks a column', () => columns.slice(1).join(','), 'lacks cognito:username'],
  [
    'a column too many',
    () => `${columns.join(',')},secret-column`,
    'has a column that the user pool has not, or one twice',
  ],
])('refuses %s', async (_, file, message) => {
  const answer = await send(file());
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toEqual([{ field: expect.stringMatching(/^lines\.[12]$/), message }]);
});

it('takes hashes of passwords by their algorithm', async () => {
  const hash = '$2b$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234';
  const rows = [person('hash@example.com'), person('hash2@example.com')].map(rowOf);
  const file = (second: string): string =>
    [`${columns.join(',')},password_hash`, `${rows[0]},${hash}`, `${rows[1]},${second}`].join('\n');
  const wrong = await send(file('Correct-Horse-7'), '?name=hashes&passwordHashing=BCRYPT');
  expect(wrong.body.errors).toEqual([{ field: 'lines.3.password_hash', message: expect.any(String) }]);
  const right = await send(file(hash), '?name=hashes&passwordHashing=BCRYPT');
  expect(right.body.data).toMatchObject({ passwordHashing: 'BCRYPT', rows: 2 });
  expectProblem(await send(file(hash), '?name=hashes&passwordHashing=MD5'), 400, 'validation_failed', {
    errors: [{ field: 'passwordHashing', message: expect.any(String) }],
  });
});

it('says what is missing where no role is set, and tells no rows where no report can be read', async () => {
  const instance = await startInstance(admin.gatehouse, {
    COGNITO_IMPORT_ROLE_ARN: undefined,
    COGNITO_IMPORT_REPORTS: undefined,
  });
  const options = {
    token: admin.token,
    body: fileOf(person('x@example.com')),
    headers: { 'content-type': 'text/csv' },
  };
  const answer = await instance.call('POST', '/v1/admin/imports?name=x', options);
  expectProblem(answer, 503, 'service_misconfigured', { retryAfter: expect.any(Number) });
  const [{ id }] = (await admin.get('imports?limit=60')).body.data.slice(-1);
  expect((await instance.get(`/v1/admin/imports/${id}`, admin.token)).body.data.failures).toBeUndefined();
  await instance.app.close();
});
