import { PostgresqlDirectory } from '../../src/triggers/migration/postgresql-directory';
import { readOnlyPool } from '../../src/triggers/migration/postgresql';
import { HASHES, OLD_PASSWORD } from '../migration/hashes';
import { expectData, expectProblem, SIGNED_IN } from '../support/answers';
import { freshEmail, Gatehouse } from '../support/gatehouse';
import { PostgresqlServer } from '../support/postgresql-server';

const QUERY = 'select *, true as email_verified from people where lower(email) = lower($1)';
const { signal } = new AbortController();
let server: PostgresqlServer;
let gatehouse: Gatehouse;
const directories: PostgresqlDirectory[] = [];
beforeAll(async () => {
  server = await PostgresqlServer.start();
  await server.query(
    `create table people (id serial, email text, password_hash text, name text, born date,
      disabled boolean default false, must_reset_password boolean default false)`,
  );
  gatehouse = await Gatehouse.start({
    LEGACY_DIRECTORY: 'postgresql',
    LEGACY_DATABASE_URL: server.url,
    LEGACY_QUERY: QUERY,
  });
}, 60_000);
afterAll(async () => {
  await gatehouse.close();
  await Promise.all(directories.map((one) => one.onModuleDestroy()));
  await server.close();
});

const HASH = HASHES['bcrypt $2b$'] ?? '';

async function oldPerson(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const email = freshEmail();
  const row = { email, password_hash: HASH, name: 'Ada', ...more };
  const marks = Object.keys(row).map((_, index) => `$${index + 1}`);
  await server.query(
    `insert into people (${Object.keys(row).join()}) values (${marks.join()})`,
    Object.values(row),
  );
  return email;
}
function directory(changes: { query?: string; timeout?: number; decoy?: string } = {}): PostgresqlDirectory {
  const made = new PostgresqlDirectory({ url: server.url, query: QUERY, timeout: 2000, ...changes });
  directories.push(made);
  return made;
}
const signIn = (username: string, password = OLD_PASSWORD) =>
  gatehouse.post('/v1/auth/sign-in', { username, method: 'password', password });

it.each(Object.entries(HASHES))('brings somebody over who has a hash of the form %s', async (_, hash) => {
  const username = await oldPerson({ password_hash: hash });
  expectProblem(await signIn(username, 'Wrong-Horse-77'), 401, 'invalid_credentials');
  expectData(await signIn(username), 200, SIGNED_IN);
  await server.query('delete from people where email = $1', [username]);
  expectData(await signIn(username), 200, SIGNED_IN);
});

it.each([
  ['is disabled', { disabled: true }],
  ['has no password', { password_hash: null }],
  ['has an empty hash', { password_hash: '' }],
  ["has Django's mark for no password", { password_hash: '!tPFaWfHbfYnZrkHqBnzHKhjSW' }],
])('does not let in who %s', async (_, row) => {
  expectProblem(await signIn(await oldPerson(row)), 401, 'invalid_credentials');
});

it('sends a code to who has forgotten the password, unless they are disabled', async () => {
  const [known, disabled] = [await oldPerson(), await oldPerson({ disabled: true })];
  for (const username of [known, disabled]) await gatehouse.post('/v1/auth/password/forgot', { username });
  expect(await gatehouse.code(known)).toMatch(/^\d{6}$/);
  expect(await gatehouse.inbox(disabled)).toEqual([]);
});

it('asks who has to choose a new password to do so', async () => {
  const username = await oldPerson({ must_reset_password: true });
  // Who has to, is told to nobody who only knows a password.
  expectProblem(await signIn(username), 401, 'invalid_credentials');
  await gatehouse.post('/v1/auth/password/forgot', { username });
  const code = await gatehouse.code(username);
  const password = 'Another-Horse-8';
  const reset = await gatehouse.post('/v1/auth/password/reset', { username, code, newPassword: password });
  expect(reset.body).not.toHaveProperty('code');
  expectData(await signIn(username, password), 200, SIGNED_IN);
});

it('gives attributes as they are written, and never the hash', async () => {
  const email = await oldPerson({ born: '1990-12-31' });
  const user = await directory().find(email.toUpperCase(), signal);
  expect(user).toEqual({
    attributes: {
      id: expect.any(Number),
      email,
      name: 'Ada',
      born: '1990-12-31',
      disabled: false,
      must_reset_password: false,
      email_verified: true,
    },
    mustResetPassword: false,
  });
});

it('takes a name for a value, never for SQL', async () => {
  for (const name of ["' or '1'='1", '"; drop table people; --', 'a\u0000b', '$1', '\\'])
    expect(await directory().authenticate(name, OLD_PASSWORD, signal)).toBeUndefined();
  expect(await server.query('select count(*) > 0 as there from people')).toEqual([{ there: true }]);
});

it('changes nothing, whatever the query says', async () => {
  const query = 'update people set name = $1 returning *';
  await expect(directory({ query }).find('x', signal)).rejects.toThrow('(25006)');
});

it.each([
  ['two users', `select * from people where $1 <> '' limit 2`, 'more than one user'],
  ['no hash', `select 1 as id where $1 <> ''`, 'no password_hash'],
  [
    'a hash of nobody knows what',
    `select 'md5:0123456789' as password_hash where $1 <> ''`,
    'cannot be read',
  ],
  ['a fault', `select nothing from nowhere where $1 <> ''`, '(42P01)'],
  ['a fault that quotes the value', `select $1::int as password_hash`, '(22P02)'],
])('takes %s for a failure', async (_, query, reason) => {
  await oldPerson();
  await oldPerson();
  const failure = await directory({ query })
    .authenticate('ada@example.com', OLD_PASSWORD, signal)
    .catch(String);
  expect(failure).toContain(reason);
  expect(failure).not.toContain('ada@example.com');
});

it('gives up a slow query with its time, and with its trigger, and goes on', async () => {
  const query = `select *, pg_sleep(case $1 when 'slow' then 60 else 0 end) from people where not disabled limit 1`;
  await expect(directory({ query, timeout: 300 }).find('slow', signal)).rejects.toThrow();
  const end = new AbortController();
  const slow = directory({ query, timeout: 60_000 });
  const asked = slow.find('slow', end.signal);
  setTimeout(() => {
    end.abort();
  }, 200);
  await expect(asked).rejects.toThrow('not answered in time');
  expect(await slow.find('fast', signal)).toBeDefined();
});

it('computes as much for a stranger as for the newest hash', async () => {
  const hash = HASHES['Django PBKDF2'] ?? '';
  const one = directory();
  await one.authenticate(await oldPerson({ password_hash: hash }), 'x', signal);
  // What is computed for strangers is seen by what it is given to compute with.
  expect(Reflect.get(one, 'decoy')).toBe(hash);
  const fixed = directory({ decoy: HASH });
  await fixed.authenticate(await oldPerson({ password_hash: hash }), 'x', signal);
  expect(Reflect.get(fixed, 'decoy')).toBe(HASH);
});

it('lets no stranger in whose password is that of the decoy', async () => {
  const one = directory({ decoy: HASH });
  expect(await one.authenticate('stranger@example.com', OLD_PASSWORD, signal)).toBeUndefined();
});

it('reads a query of any size a part at a time', async () => {
  const pool = readOnlyPool({ url: server.url, timeout: 5000 });
  let [rows, last] = [0, 0];
  for await (const { n } of pool.all('select generate_series(1, 2500) as n;')) {
    rows += 1;
    last = Number(n);
  }
  expect([rows, last]).toEqual([2500, 2500]);
  await pool.end();
});

it('tells nobody that the password is wrong when the database is away', async () => {
  const username = await oldPerson();
  await server.stop();
  const answer = await signIn(username);
  expect(answer.status).toBeGreaterThanOrEqual(422);
  expect(answer.body.code).not.toBe('invalid_credentials');
});
