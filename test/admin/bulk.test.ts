import { freshEmail } from '../support/gatehouse';
import { DATE } from '../support/answers';
import { Stream } from '../support/stream';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
  await admin.group('editors');
});
afterAll(() => admin.close());

const open = (query = '', token: string = admin.token): Stream =>
  new Stream(admin.gatehouse.url, { path: `/v1/admin/bulk${query}`, token });

/** A whole run: its first line, the results by line number, and its last line. */
async function run(lines: readonly (object | string | Buffer)[], query = '', token = admin.token) {
  const stream = open(query, token);
  await stream.write(...lines);
  const [first, ...rest] = await stream.end().all();
  const { summary } = rest.pop();
  const results: any[] = [];
  for (const result of rest) results[result.line] = result;
  return { run: first.run, results, summary, order: rest.map(({ line }) => line as number) };
}

it('does each line by the rules of its route, and says what became of it', async () => {
  const [one, two, three] = [freshEmail(), await admin.user(), await admin.user()];
  const {
    run: begun,
    results,
    summary,
  } = await run([
    {
      operation: 'invite',
      id: 'a',
      username: one,
      attributes: { email: one },
      delivery: 'NONE',
      groups: ['editors'],
    },
    { operation: 'update', username: two, attributes: { name: 'Jane' } },
    { operation: 'disable', username: two },
    { operation: 'delete', username: three },
    { operation: 'add-to-group', username: two, group: 'editors' },
    { operation: 'set-account', username: two, accountId: 'acme' },
    { operation: 'invite', username: one, delivery: 'NONE' },
    { operation: 'add-to-group', username: two, group: 'nobodies' },
  ]);
  expect(begun).toEqual({ startedAt: DATE, from: 1 });
  expect(results[1]).toMatchObject({
    line: 1,
    id: 'a',
    status: 201,
    data: { groups: ['editors'], attributes: { email: one } },
  });
  expect(results[2]).toMatchObject({ line: 2, status: 200, data: { attributes: { name: 'Jane' } } });
  for (const line of [3, 4, 5, 6]) expect(results[line]).toEqual({ line, status: 204 });
  expect(results[7]).toEqual({
    line: 7,
    status: 409,
    problem: {
      type: '/errors/username_exists',
      title: 'The username is taken',
      status: 409,
      code: 'username_exists',
      detail: expect.any(String),
    },
  });
  expect(results[8]).toMatchObject({ status: 404, problem: { code: 'group_not_found' } });
  expect(summary).toEqual({ complete: true, lines: 8, succeeded: 6, failed: 2, already: 0 });
  expect((await admin.get(`users/${two}`)).body.data).toMatchObject({
    enabled: false,
    accountId: 'acme',
    groups: ['editors'],
    attributes: { name: 'Jane' },
  });
  expect((await admin.get(`users/${three}`)).status).toBe(404);
});
