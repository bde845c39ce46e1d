import { setTimeout as pause } from 'node:timers/promises';
import { defaultRates } from '../../local-pool/quotas/categories';
import { Stream } from '../support/stream';
import { amount } from './amount';
import { PoolProcess, type ServiceProcess } from './bulk-processes';

/** Users that go through each of the three. `PEOPLE=…` sets another number. */
const PEOPLE = Number(process.env['PEOPLE'] ?? amount(100_000, 150));
/** Lines of runs that are killed. */
const KILLED = amount(3000, 100);
const quotas = defaultRates;
/** What a run has to get of the quota. In so short a time it says little, and least on a machine that has other things to do. */
const SHARE = amount(0.95, 0.2);
/** Bytes that the service may grow by. */
const GROWTH = 50 * 1024 * 1024;

// At 50 invitations a second, 100,000 take more than half an hour.
jest.setTimeout(120_000 + PEOPLE * 40);

let pool: PoolProcess;
let service: ServiceProcess;
const reached: string[] = [];
beforeAll(async () => {
  pool = await PoolProcess.start();
  service = await start();
  // What a process takes for its first work is no growth.
  await run(service, 'warm', amount(500, 50), { delivery: 'NONE' });
  await lines(get(service, '/v1/admin/export?groups=true'));
  await pool.control('quotas', { enabled: true, limits: quotas });
});
afterAll(async () => {
  process.stdout.write(`${reached.join('\n')}\n`);
  await service.end('SIGKILL');
  await pool.close();
});

const start = (): Promise<ServiceProcess> => pool.service({});
const get = ({ url, token }: ServiceProcess, path: string): Stream =>
  new Stream(url, { method: 'GET', path, token });
const post = ({ url, token }: ServiceProcess, path: string): Stream => new Stream(url, { path, token });
const email = (kind: string, number: number): string => `${kind}${number}@example.com`;

/** Invites so many people, in lines that come as fast as they are taken. */
async function send(stream: Stream, kind: string, count: number, more: object): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const username = email(kind, number);
    const attributes = { email: username, email_verified: true, name: `Person ${number}` };
    await stream.write({ operation: 'invite', id: String(number), username, attributes, ...more });
  }
  stream.end();
}

/** Reads an answer without keeping it. */
async function lines(stream: Stream, each: (line: any) => void = () => undefined): Promise<any> {
  let last: any;
  for (let line = await stream.next(); line !== undefined; line = await stream.next()) each((last = line));
  return last;
}

async function run(of: ServiceProcess, kind: string, count: number, more: object): Promise<any> {
  const stream = post(of, '/v1/admin/bulk');
  void send(stream, kind, count, more).catch(() => undefined);
  return (await lines(stream)).summary;
}

/** How much the service has grown at most while something is done. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = await service.memory();
  let most = before;
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      await pause(500);
      most = Math.max(most, await service.memory());
    }
  })();
  await work();
  over.abort();
  await looking;
  return most - before;
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

it('a bulk run uses the quota, in constant memory', async () => {
  const begin = performance.now();
  let summary: any;
  const grown = await growth(async () => {
    summary = await run(service, 'person', PEOPLE, { delivery: 'NONE' });
  });
  const pace = PEOPLE / ((performance.now() - begin) / 1000);
  const share = pace / quotas.UserCreation;
  reached.push(
    `bulk: ${PEOPLE} invitations, ${pace.toFixed(1)} a second, ${(share * 100).toFixed(1)} % of the quota, grown by ${megabytes(grown)}`,
  );
  expect(summary).toEqual({ complete: true, lines: PEOPLE, succeeded: PEOPLE, failed: 0, already: 0 });
  expect(share).toBeGreaterThanOrEqual(SHARE);
  expect(grown).toBeLessThan(GROWTH);
});

it('an export tells of all of them, in constant memory', async () => {
  // From the first page on: the members of groups are read before, by the same quota.
  let begin: number | undefined;
  const seen = new Set<string>();
  let pages = 0;
  let summary: any;
  const grown = await growth(async () => {
    const last = await lines(get(service, '/v1/admin/export?groups=true'), ({ user, cursor }) => {
      if (user !== undefined) seen.add(user.sub as string);
      if (cursor === undefined) return;
      if (begin === undefined) begin = performance.now();
      else pages += 1;
    });
    summary = last.summary;
  });
  const share = pages / ((performance.now() - (begin ?? NaN)) / 1000) / quotas.UserList;
  reached.push(
    `export: ${seen.size} users, ${(share * 100).toFixed(1)} % of the quota, grown by ${megabytes(grown)}`,
  );
  expect(summary).toEqual({ complete: true, users: seen.size });
  expect(seen.size).toBeGreaterThan(PEOPLE);
  expect(grown).toBeLessThan(GROWTH);
  if (PEOPLE >= 10_000) expect(share).toBeGreaterThanOrEqual(SHARE);
});

it('an export that is cut off goes on at another instance', async () => {
  const names: string[] = [];
  let cursor = '';
  const stream = get(service, '/v1/admin/export');
  let page: string[] = [];
  while (names.length < 120) {
    const line = await stream.next();
    if (line.user !== undefined) page.push(line.user.sub as string);
    if (line.cursor === undefined) continue;
    names.push(...page);
    page = [];
    cursor = line.cursor as string;
  }
  await service.end('SIGKILL');
  expect((await lines(stream))?.summary).toBeUndefined();
  service = await start();
  const last = await lines(get(service, `/v1/admin/export?cursor=${cursor}`), ({ user }) => {
    if (user !== undefined) names.push(user.sub as string);
  });
  expect(last.summary.complete).toBe(true);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(PEOPLE);
});

it.each([
  ['the service', async (): Promise<void> => service.end('SIGKILL')],
  ['the caller', (stream: Stream): Promise<void> => stream.leave()],
])('a run whose end is lost with %s is resumed: nobody is lost, nobody invited twice', async (who, kill) => {
  const kind = who.replace('the ', '');
  const stream = post(service, '/v1/admin/bulk');
  void send(stream, kind, KILLED, {}).catch(() => undefined);
  const first = await stream.next();
  const done = new Set<number>();
  while (done.size < KILLED / 3) done.add((await stream.next()).line as number);
  await kill(stream);
  for (let line = await stream.next(); line !== undefined; line = await stream.next()) {
    expect(line.summary).toBeUndefined();
    done.add(line.line as number);
  }
  if (who === 'the service') service = await start();
  let from = 1;
  while (done.has(from)) from += 1;
  const again = post(service, `/v1/admin/bulk?from=${from}&since=${first.run.startedAt}`);
  void send(again, kind, KILLED, {}).catch(() => undefined);
  const failed: any[] = [];
  const last = await lines(again, (line) => {
    if (line.problem !== undefined) failed.push(line);
  });
  expect(failed).toEqual([]);
  expect(last.summary).toMatchObject({ complete: true, lines: KILLED - from + 1, failed: 0 });
  reached.push(`${who} killed: resumed at line ${from} of ${KILLED}, ${last.summary.already} found done`);
  const messages = new Map<number, number>();
  for (let number = 1; number <= KILLED; number++) {
    const count = await pool.messages(email(kind, number));
    messages.set(count, (messages.get(count) ?? 0) + 1);
  }
  expect([...messages]).toEqual([[1, KILLED]]);
});

it('a file is imported in constant memory, and the job outlives the service', async () => {
  const { token, url } = service;
  const header = await fetch(`${url}/v1/admin/imports/header`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { columns } = ((await header.json()) as { data: { columns: string[] } }).data;
  const row = (number: number): string => {
    const address = email('imported', number);
    const cells: Record<string, string> = {
      'cognito:username': address,
      email: address,
      email_verified: 'TRUE',
      'cognito:mfa_enabled': 'FALSE',
      name: `Person ${number}`,
    };
    return columns.map((column) => cells[column] ?? '').join(',');
  };
  let created: any;
  const grown = await growth(async () => {
    const headers = { 'content-type': 'text/csv' };
    const stream = new Stream(url, { path: '/v1/admin/imports?name=people', token, headers });
    await stream.write(`${columns.join(',')}\n`);
    for (let number = 1; number <= PEOPLE; number++) await stream.write(`${row(number)}\n`);
    created = (await stream.end().whole('')).body;
  });
  reached.push(`import: ${PEOPLE} rows checked and uploaded, grown by ${megabytes(grown)}`);
  expect(created.data).toMatchObject({ status: 'Created', rows: PEOPLE });
  expect(grown).toBeLessThan(GROWTH);
  const { id } = created.data as { id: string };
  const authorization = `Bearer ${token}`;
  await fetch(`${url}/v1/admin/imports/${id}/start`, { method: 'POST', headers: { authorization } });
  await service.end('SIGKILL');
  service = await start();
  let job: any;
  do {
    await pause(200);
    const answer = await fetch(`${service.url}/v1/admin/imports/${id}`, {
      headers: { authorization: `Bearer ${service.token}` },
    });
    job = ((await answer.json()) as { data: unknown }).data;
  } while (['Pending', 'InProgress'].includes(job.status as string));
  expect(job).toMatchObject({ status: 'Succeeded', imported: PEOPLE, skipped: 0, failed: 0, failures: [] });
});
