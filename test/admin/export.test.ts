import { createServer } from 'node:http';
import { remembered } from '../../src/admin/export/members';
import { Draining } from '../../src/common/http/shutdown';
import { DATE, expectProblem, UUID } from '../support/answers';
import type { Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { closed, listening, Onward } from '../support/listening';
import { Stream } from '../support/stream';
import { Administration } from './people';

/** More than two pages. */
const PEOPLE = 130;

let admin: Administration;
let boss: string;
beforeAll(async () => {
  admin = await Administration.start();
  for (const group of ['editors', 'readers', 'account-admin']) await admin.group(group);
  const email = await admin.user({}, { accountId: 'acme', groups: ['account-admin', 'editors'] });
  boss = (await admin.gatehouse.signIn(email)).accessToken;
  const stream = new Stream(admin.gatehouse.url, { path: '/v1/admin/bulk', token: admin.token });
  await stream.write(
    ...Array.from({ length: PEOPLE }, (_, number) => ({
      ...{ operation: 'invite', username: `export${number}@example.com`, delivery: 'NONE' },
      attributes: { email: `export${number}@example.com`, name: `Person ${number}` },
      groups: [...(number % 10 === 0 ? ['editors'] : []), ...(number % 2 === 0 ? ['readers'] : [])],
      ...(number % 10 === 0 ? { accountId: 'acme' } : {}),
    })),
  );
  const results = await stream.end().all();
  expect(results.at(-1).summary).toMatchObject({ complete: true, succeeded: PEOPLE });
});
afterAll(() => admin.close());

const open = (query = '', token: string = admin.token, url: string = admin.gatehouse.url): Stream =>
  new Stream(url, { method: 'GET', path: `/v1/admin/export${query}`, token });
const usersIn = (lines: any[]): any[] => lines.flatMap(({ user }) => user ?? []);
const namesIn = (lines: any[]): string[] =>
  usersIn(lines).map(({ attributes }) => attributes.email as string);

it('tells of every user once, as lists show them, and says that it is whole', async () => {
  const stream = open();
  const lines = await stream.all();
  const users = usersIn(lines);
  // And the administrators.
  expect(users).toHaveLength(PEOPLE + 2);
  expect(new Set(users.map(({ sub }) => sub as string)).size).toBe(PEOPLE + 2);
  expect(lines.at(-1)).toEqual({ summary: { complete: true, users: PEOPLE + 2 } });
  expect(lines.filter(({ cursor }) => cursor !== undefined)).toHaveLength(2);
  expect(users.find(({ attributes }) => attributes.email === 'export10@example.com')).toEqual({
    ...{
      sub: UUID,
      username: UUID,
      status: 'CONFIRMED',
      enabled: true,
      createdAt: DATE,
      updatedAt: DATE,
    },
    attributes: { email: 'export10@example.com', name: 'Person 10', 'custom:account_id': 'acme' },
    accountId: 'acme',
  });
  expect((await stream.answer).headers['content-type']).toBe('application/x-ndjson');
});

it('goes on behind the last cursor, so that nobody is lost or told of twice', async () => {
  const stream = open();
  const kept: any[] = [];
  for (let cursors = 0; cursors < 1;) {
    const line = await stream.next();
    kept.push(line);
    if (line.cursor !== undefined) cursors += 1;
  }
  stream.destroy();
  const rest = await open(`?cursor=${kept.at(-1).cursor}`).all();
  const names = [...namesIn(kept), ...namesIn(rest)];
  expect(names).toHaveLength(PEOPLE + 2);
  expect(new Set(names).size).toBe(PEOPLE + 2);
  expect(rest.at(-1).summary).toEqual({ complete: true, users: PEOPLE + 2 - namesIn(kept).length });
});

describe('the groups of everybody', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it.each([
    ['are there when they are asked for, from more than a page of members', remembered.most],
    ['are the same where they are too many to be remembered', 20],
  ])('%s', async (_, most) => {
    jest.replaceProperty(remembered, 'most', most);
    const users = usersIn(await open('?groups=true').all());
    expect(users).toHaveLength(PEOPLE + 2);
    const groupsOf = (email: string): string[] =>
      users.find(({ attributes }) => attributes.email === email).groups.toSorted() as string[];
    expect(groupsOf('export20@example.com')).toEqual(['editors', 'readers']);
    expect(groupsOf('export21@example.com')).toEqual([]);
    expect(groupsOf('admin@example.com')).toEqual(['admin']);
    expect(users.filter(({ groups }) => groups.includes('readers'))).toHaveLength(PEOPLE / 2);
  });
});

it('keeps somebody who administrates an account to its users', async () => {
  const lines = await open('', boss).all();
  expect(lines.at(-1).summary).toEqual({ complete: true, users: PEOPLE / 10 + 1 });
  expect(new Set(usersIn(lines).map(({ accountId }) => accountId as string))).toEqual(new Set(['acme']));
  const cursor = (await open().all()).find((line) => line.cursor !== undefined).cursor as string;
  const other = await admin.gatehouse.get(`/v1/admin/export?cursor=${cursor}`, boss);
  expectProblem(other, 400, 'invalid_cursor');
});

it('ends when the service stops, and says where to go on', async () => {
  const instance = await startInstance(admin.gatehouse);
  // Before the first page has been told of.
  instance.app.get(Draining).start();
  const [{ summary }] = await open('', admin.token, instance.url).all();
  expect(summary).toEqual({
    ...{ complete: false, users: 0 },
    problem: expect.objectContaining({ code: 'not_ready', status: 503 }),
  });
  await instance.app.close();
});

/** An export whose third page and all later ones Cognito gives when it may, or not at all. */
async function endsAtThirdPage(
  token: string,
  may: (instance: Gatehouse) => Promise<boolean>,
): Promise<any[]> {
  const onward = new Onward(admin.gatehouse.pool.url);
  let pages = 0;
  const server = createServer((incoming, outgoing) => {
    const isPage = String(incoming.headers['x-amz-target']).endsWith('.ListUsers');
    pages += isPage ? 1 : 0;
    if (!isPage || pages < 3) {
      onward.pass(incoming, outgoing);
      return;
    }
    incoming.pause();
    void may(instance).then((goesOn) => {
      if (goesOn) onward.pass(incoming, outgoing);
      else outgoing.writeHead(500).end();
    });
  });
  const instance = await startInstance(admin.gatehouse, { COGNITO_ENDPOINT: await listening(server) });
  try {
    return await open('', token, instance.url).all();
  } finally {
    await instance.app.close();
    await closed(server);
    onward.close();
  }
}

it('says how far it has come when Cognito fails on the way', async () => {
  const lines = await endsAtThirdPage(admin.token, () => Promise.resolve(false));
  const { summary } = lines.at(-1);
  expect(summary).toEqual({
    ...{ complete: false, users: 120, cursor: lines.at(-2).cursor },
    problem: expect.objectContaining({ code: 'upstream_unavailable', status: 503 }),
  });
  const rest = await open(`?cursor=${summary.cursor}`).all();
  expect(new Set([...namesIn(lines), ...namesIn(rest)]).size).toBe(PEOPLE + 2);
  expect(rest.at(-1).summary).toEqual({ complete: true, users: PEOPLE + 2 - 120 });
});

it('ends when its caller is signed out on the way', async () => {
  const { accessToken, refreshToken } = await admin.member('admin');
  const lines = await endsAtThirdPage(accessToken, async (instance) => {
    await instance.post('/v1/auth/sign-out', { refreshToken });
    return true;
  });
  expect(lines.at(-1).summary).toMatchObject({ complete: false, problem: { code: 'token_revoked' } });
});

it('refuses support, who reads but does not carry away', async () => {
  const { accessToken } = await admin.member('support');
  expectProblem(await admin.gatehouse.get('/v1/admin/export', accessToken), 403, 'forbidden');
});
