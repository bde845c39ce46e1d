import { Gatehouse } from '../support/gatehouse';
import { requests } from './requests';
import { ambiguous, covering, plain } from './smuggling';
import { exchange, faultsOf } from './wire';

let gatehouse: Gatehouse;
let port: number;
let admin: string;

beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  port = Number(new URL(gatehouse.url).port);
  admin = (await gatehouse.admin()).accessToken;
});
afterAll(() => gatehouse.close());

describe.each(Object.entries(requests))('%s', (_, cases) => {
  it.each(Object.entries(cases))('%s', async (name, { bytes, status = [400], method }) => {
    const { answers, rest, closedAfter } = await exchange(port, bytes, method);
    expect({ name, answers: answers.length, rest, hangs: closedAfter === undefined }).toEqual({
      name,
      answers: 1,
      rest: '',
      hangs: false,
    });
    expect(faultsOf(answers[0]!, method)).toEqual([]);
    expect(status).toContain(answers[0]!.status);
  });
});

describe('a request behind another', () => {
  let count = 0;
  /** One that nobody could overlook: an administrator makes a group. */
  function canary(): { bytes: string; hasRun: () => Promise<boolean> } {
    const name = `canary-${++count}`;
    const body = JSON.stringify({ name });
    const lines = [
      'POST /v1/admin/groups HTTP/1.1',
      'Host: here',
      `Authorization: Bearer ${admin}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Connection: close',
    ];
    return {
      bytes: `${lines.join('\r\n')}\r\n\r\n${body}`,
      hasRun: async () => (await gatehouse.get(`/v1/admin/groups/${name}`, admin)).status === 200,
    };
  }

  it.each(Object.keys(plain('')))('runs behind %s', async (name) => {
    const { bytes, hasRun } = canary();
    const { answers } = await exchange(port, plain(bytes)[name]!, 'POST', 2);
    expect(answers.map(({ status }) => status)).toEqual([expect.any(Number), 201]);
    expect(await hasRun()).toBe(true);
  });

  it.each(Object.keys(ambiguous('')))('does not run behind %s', async (name) => {
    const { bytes, hasRun } = canary();
    const method = name.startsWith('a HEAD') ? 'HEAD' : 'POST';
    const { answers, closedAfter } = await exchange(port, ambiguous(bytes)[name]!, method);
    expect(closedAfter).toBeDefined();
    expect(answers).toHaveLength(1);
    expect(faultsOf(answers[0]!, method)).toEqual([]);
    expect([400, 413, 415]).toContain(answers[0]!.status);
    expect(answers[0]!.headers.get('connection')).toBe('close');
    expect(await hasRun()).toBe(false);
  });

  it.each(Object.keys(covering('')))('does not run when it is covered %s', async (name) => {
    const { bytes, hasRun } = canary();
    const { answers, closedAfter } = await exchange(port, covering(bytes)[name]!, 'POST', 2);
    const statuses = answers.map(({ status }) => status);
    const closes = answers[0]!.headers.get('connection') === 'close';
    // Either nothing more is read, or what comes behind the cover is the next request.
    expect(statuses).toEqual(closes ? [expect.any(Number)] : [expect.any(Number), 200]);
    expect(statuses[0]).toBeGreaterThanOrEqual(400);
    expect(closedAfter).toBeDefined();
    expect(await hasRun()).toBe(false);
  });
});
