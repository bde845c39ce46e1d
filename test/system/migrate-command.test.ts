import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HASHES, OLD_PASSWORD } from '../migration/hashes';
import { expectData, SIGNED_IN } from '../support/answers';
import { freshEmail, Gatehouse } from '../support/gatehouse';
import { PostgresqlServer } from '../support/postgresql-server';

const COMMAND = join(__dirname, '../../dist/src/migrate.js');

let gatehouse: Gatehouse;
let folder: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-migrate-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** The pool, as an operator names it. */
function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { environment: pool } = gatehouse.pool;
  const names = [
    ...(['COGNITO_USER_POOL_ID', 'COGNITO_CLIENT_ID', 'COGNITO_CLIENT_SECRET', 'COGNITO_ENDPOINT'] as const),
    ...(['COGNITO_IMPORT_ROLE_ARN', 'COGNITO_IMPORT_REPORTS', 'COGNITO_ISSUER', 'COGNITO_JWKS_URI'] as const),
  ];
  const set = Object.fromEntries(names.map((name) => [name, pool[name] ?? '']));
  return {
    ...set,
    // The SDK's word about this version of Node.
    NODE_NO_WARNINGS: '1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    PATH: process.env['PATH'] ?? '',
    ...more,
  };
}

function begin(args: readonly string[], more?: Readonly<Record<string, string>>): ChildProcess {
  const all = [COMMAND, '--folder', join(folder, 'run'), ...args];
  return spawn(process.execPath, all, {
    cwd: folder,
    env: environment(more),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function migrate(args: readonly string[], more?: Readonly<Record<string, string>>): Promise<Ended> {
  const child = begin(args, more);
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

type Row = Readonly<Record<string, unknown>>;

const person = (more: Row = {}): Row => ({ email: freshEmail(), email_verified: true, name: 'Ada', ...more });

async function file(rows: readonly Row[], name = 'people.ndjson'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

const report = (): Row[] =>
  readFileSync(join(folder, 'run/report.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

const jobs = async (): Promise<any[]> => {
  const signedIn = await gatehouse.post('/v1/auth/sign-in', {
    ...{ username: 'admin@example.com', method: 'password', password: 'Admin-Passw0rd!' },
  });
  const token = signedIn.body.data.tokens.accessToken as string;
  return (await gatehouse.get('/v1/admin/imports', token)).body.data;
};

async function user(username: string): Promise<any> {
  const token = (
    await gatehouse.post('/v1/auth/sign-in', {
      ...{ username: 'admin@example.com', method: 'password', password: 'Admin-Passw0rd!' },
    })
  ).body.data.tokens.accessToken as string;
  return (await gatehouse.get(`/v1/admin/users/${encodeURIComponent(username)}`, token)).body;
}

it('says in a dry run what would happen, and writes nothing', async () => {
  const good = person();
  const path = await file([
    good,
    person({ email: 'no address' }),
    person({ email_verified: false }),
    person({ name: 'Ada\nLovelace' }),
    person({ name: 'x'.repeat(2049) }),
  ]);
  const { code, out } = await migrate(['--from', path, '--dry-run']);
  expect(out.split('\n')).toEqual([
    'line 2: cognito:username: must be 1 to 128 characters without spaces; email: is not an e-mail address',
    expect.stringMatching(/^line 3: email_verified: TRUE is needed in one of email_verified/),
    'line 4: name: must not hold line ends or control characters',
    'line 5: name: cannot be taken from what is there',
    '1 people would be imported by 1 jobs or more, 4 could not be',
    '',
  ]);
  expect(code).toBe(2);
  expect(readdirSync(folder)).toEqual(['people.ndjson']);
  expect((await user(String(good['email']))).code).toBe('user_not_found');
}, 60_000);

it('imports people, reports each row, and leaves no people in its folder', async () => {
  const [first, second, taken] = [person({ name: 'Doe, Jane', birthdate: '1990-12-31' }), person(), person()];
  await gatehouse.post('/v1/auth/sign-up', {
    ...{ username: taken['email'], password: OLD_PASSWORD, attributes: { email: taken['email'] } },
  });
  const mapping = join(folder, 'mapping.json');
  await writeFile(
    mapping,
    JSON.stringify({
      email: { from: 'email' },
      email_verified: { from: 'email_verified', as: 'boolean' },
      name: { from: 'name' },
      birthdate: { from: 'birthdate' },
    }),
  );
  const path = await file([first, person({ email: '' }), second, taken]);
  const { code, out } = await migrate(['--from', path], { LEGACY_MAPPING: mapping });
  expect(out).toContain('2 imported, 1 skipped, 0 failed, 0 unknown, 1 invalid');
  expect(out).toContain('100 %  3 of 3');
  for (const { email } of [first, second, taken]) expect(out).not.toContain(email);
  expect(code).toBe(2);
  const job = expect.stringMatching(/^import-/);
  expect(report()).toEqual([
    { line: 2, username: '', outcome: 'INVALID', reason: expect.stringContaining('email') },
    { line: 1, username: first['email'], job, outcome: 'IMPORTED' },
    { line: 3, username: second['email'], job, outcome: 'IMPORTED' },
    { line: 4, username: taken['email'], job, outcome: 'SKIPPED', reason: 'The user already exists.' },
  ]);
  expect(readdirSync(join(folder, 'run')).toSorted()).toEqual(['report.ndjson', 'state.json']);
  expect((await user(String(first['email']))).data).toMatchObject({
    attributes: { name: 'Doe, Jane', birthdate: '1990-12-31', email_verified: true },
  });
}, 60_000);

it('goes on after kills at any point, and imports nobody twice', async () => {
  const people = Array.from({ length: 600 }, () => person());
  const path = await file(people);
  const args = ['--from', path, '--rows-per-job', '200'];
  const before = (await jobs()).length;
  // Each a little later than the one before: in the preparation, between the calls of a job, and while it is at work.
  for (const wait of [400, 700, 900, 1000, 1100, 1200, 1400, 1700]) {
    const child = begin(args);
    const closed = once(child, 'close');
    const timer = setTimeout(() => child.kill('SIGKILL'), wait);
    await closed;
    clearTimeout(timer);
  }
  const { out } = await migrate(args);
  expect(out).toContain('600 imported, 0 skipped, 0 failed, 0 unknown, 0 invalid');
  expect(report().map(({ username, outcome }) => [username, outcome])).toEqual(
    people.map(({ email }) => [email, 'IMPORTED']),
  );
  const made = (await jobs()).slice(0, (await jobs()).length - before);
  const sum = (name: string): number => made.reduce<number>((total, job) => total + Number(job[name]), 0);
  expect([sum('imported'), sum('skipped'), sum('failed')]).toEqual([600, 0, 0]);
  // A run that has ended does nothing more.
  expect((await migrate(args)).out).toContain('600 imported, 0 skipped');
  expect((await jobs()).length).toBe(made.length + before);
}, 120_000);

it('takes a subset first, and skips it when all follow', async () => {
  const people = Array.from({ length: 5 }, () => person());
  const path = await file(people);
  const only = join(folder, 'only.txt');
  await writeFile(only, `${String(people[3]?.['email'])}\n`);
  expect((await migrate(['--from', path, '--first', '2'])).out).toContain('2 imported');
  const other = await migrate(['--from', path]);
  expect(other.out).toContain('belongs to another run');
  expect(other.code).toBe(1);
  await rm(join(folder, 'run'), { recursive: true });
  expect((await migrate(['--from', path, '--only', only])).out).toContain('1 imported');
  await rm(join(folder, 'run'), { recursive: true });
  const { out, code } = await migrate(['--from', path]);
  expect(out).toContain('2 imported, 3 skipped');
  expect(code).toBe(0);
}, 60_000);

it('reads CSV, and keeps passwords whose hashes Cognito takes', async () => {
  const [plain, quoted] = [freshEmail(), freshEmail()];
  const hash = HASHES['bcrypt $2b$'] ?? '';
  const path = join(folder, 'people.csv');
  await writeFile(
    path,
    `email,email_verified,name,password_hash\r\n${plain},yes,"Doe, ""Jane"" Ann",${hash}\r\n\r\n${quoted},yes,"",${hash}\r\n"cut",off\r\n`,
  );
  const { out } = await migrate(['--from', path, '--hashes', 'BCRYPT']);
  expect(out).toContain('2 imported, 0 skipped, 0 failed, 0 unknown, 1 invalid');
  expect(report()[0]).toEqual({ line: 5, username: '', outcome: 'INVALID', reason: 'cannot be read' });
  expect((await user(plain)).data.attributes.name).toBe('Doe, "Jane" Ann');
  for (const username of [plain, quoted]) {
    const answer = await gatehouse.post('/v1/auth/sign-in', {
      username,
      method: 'password',
      password: OLD_PASSWORD,
    });
    expectData(answer, 200, SIGNED_IN);
  }
}, 60_000);

it('reads everybody out of PostgreSQL', async () => {
  const server = await PostgresqlServer.start();
  try {
    await server.query('create table people (mail text, born date)');
    await server.query(
      "insert into people select 'row' || n || '@example.com', '1990-12-31' from generate_series(1, 1500) n",
    );
    const query = join(folder, 'all.sql');
    await writeFile(query, 'select mail as email, true as email_verified from people order by mail;\n');
    const { out, code } = await migrate(['--from', 'postgresql', '--query', query], {
      LEGACY_DATABASE_URL: server.url,
    });
    expect(out).toContain('1500 imported, 0 skipped, 0 failed, 0 unknown, 0 invalid');
    expect(code).toBe(0);
  } finally {
    await server.close();
  }
}, 60_000);

it.each([
  [['--dry-run'], {}, '--from is missing'],
  [['--from', 'people.xls'], {}, '--from must be'],
  [['--from', 'people.csv', '--first', '0'], {}, '--first must be'],
  [['--from', 'people.csv', '--rows-per-job', '500001'], {}, '--rows-per-job must be'],
  [['--from', 'people.csv', '--no-such'], {}, '--no-such'],
  [['--from', 'postgresql'], {}, '--query is for'],
  [['--from', 'people.csv'], { COGNITO_USER_POOL_ID: '' }, 'COGNITO_USER_POOL_ID'],
  [['--from', 'people.csv'], {}, 'ENOENT'],
])(
  'says what is wrong with %j',
  async (args, more, words) => {
    const { code, out } = await migrate(args, more);
    expect(out).toContain(words);
    expect(code).toBe(1);
    expect(existsSync(join(folder, 'run/state.json'))).toBe(false);
  },
  30_000,
);

it('refuses a mapping that the user pool does not have', async () => {
  const mapping = join(folder, 'mapping.json');
  await writeFile(mapping, JSON.stringify({ 'custom:nowhere': { from: 'x' } }));
  const path = await file([person()]);
  const { code, out } = await migrate(['--from', path, '--dry-run'], { LEGACY_MAPPING: mapping });
  expect(out).toContain('LEGACY_MAPPING: custom:nowhere: is no attribute of the user pool');
  expect(out).toContain('LEGACY_MAPPING: email: is needed by the user pool');
  expect(code).toBe(1);
}, 30_000);
