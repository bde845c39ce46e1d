import { ENVIRONMENT, type Environment } from '../../src/common/config/environment';
import { serving } from '../../src/lambda/serving';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import { createApp } from '../../src/app';
import { Gatehouse } from '../support/gatehouse';
import { contextOf } from '../support/lambda-door';
import { balancer } from '../support/lambda-fronts';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

it('a run ends when its answer is as long as it may be, and the next goes on behind it', async () => {
  const app = await createApp(gatehouse.pool.environment, { credentials: EMBEDDED_CREDENTIALS });
  const handler = serving(app, app.get<Environment>(ENVIRONMENT));
  const front = balancer(true);
  const { accessToken } = await gatehouse.admin();
  const LINES = 6000;
  const ask = async (from: number) => {
    const event = front.event({
      method: 'POST',
      target: `/v1/admin/bulk?from=${from}`,
      rawHeaders: ['Content-Type', 'application/x-ndjson', 'Authorization', `Bearer ${accessToken}`],
      address: '198.51.100.7',
      body: Buffer.from('no JSON\n'.repeat(LINES)),
    });
    const result = await handler(JSON.parse(JSON.stringify(event)), contextOf());
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(1024 * 1024);
    const { status, body } = front.answer(result);
    expect(status).toBe(200);
    const answers = body
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    return { results: answers.filter(({ line }) => line !== undefined), summary: answers.at(-1).summary };
  };
  const seen = new Set<number>();
  let from = 1;
  for (let runs = 1; ; runs++) {
    const { results, summary } = await ask(from);
    for (const { line } of results) seen.add(line);
    if (summary.next === undefined) {
      expect(runs).toBeGreaterThan(1);
      break;
    }
    expect(summary).toMatchObject({ complete: false, problem: { code: 'not_ready' } });
    expect(summary.next).toBeGreaterThan(from);
    from = summary.next;
  }
  expect(seen.size).toBe(LINES);
  await app.close();
});
