import { MetricsServer } from '../../src/common/observability/metrics-server';
import type { Gatehouse } from '../support/gatehouse';

/** What Prometheus reads, whole. */
export async function scrape({ app }: Pick<Gatehouse, 'app'>): Promise<string> {
  const { url = '' } = app.get(MetricsServer);
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`metrics: ${String(answer.status)}`);
  return answer.text();
}

/** Figures of the service by series (`name{label="value"}`), without those of Node and the process. */
export async function figures(gatehouse: Pick<Gatehouse, 'app'>): Promise<Map<string, number>> {
  const lines = (await scrape(gatehouse)).split('\n').filter((line) => line.startsWith('gatehouse_'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** How much a figure moved, by series. */
export type Moves = Record<string, number>;

/**
 * What moves while something is done. Buckets and sums of durations are left out: `_count` tells whether there was one.
 *
 * @param about beginning of the names that are of interest
 */
export async function moves(
  gatehouse: Pick<Gatehouse, 'app'>,
  deed: () => Promise<unknown>,
  about = 'gatehouse_',
): Promise<Moves> {
  const before = await figures(gatehouse);
  await deed();
  const after = await settled(gatehouse);
  const moved: Moves = {};
  for (const [series, value] of after) {
    const by = value - (before.get(series) ?? 0);
    if (by !== 0 && series.startsWith(about) && !/_(bucket|sum)\b|_seconds$/.test(series)) moved[series] = by;
  }
  return moved;
}

/** The figures once nothing is in flight: requests are counted when their answer has left. */
export async function settled(gatehouse: Pick<Gatehouse, 'app'>): Promise<Map<string, number>> {
  for (let left = 200; left > 0; left--) {
    const now = await figures(gatehouse);
    if (now.get('gatehouse_http_requests_in_flight') === 0) return now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('requests stay in flight');
}

/** What moves with an answered request. */
export const requests = (method: string, route: string, status: number): object => ({
  [`gatehouse_http_requests_total{method="${method}",route="${route}",status="${status}"}`]: 1,
  [`gatehouse_http_request_duration_seconds_count{method="${method}",route="${route}",status="${Math.floor(status / 100)}xx"}`]: 1,
});
/** What moves with a failure that is answered. */
export const problem = (code: string): object => ({ [`gatehouse_http_problems_total{code="${code}"}`]: 1 });
/** What moves with a refused token. */
export const refused = (reason: string): object => ({
  [`gatehouse_token_refusals_total{reason="${reason}"}`]: 1,
});
/** What moves with an audit event. */
export const audited = (action: string, outcome: string): object => ({
  [`gatehouse_audit_events_total{action="${action}",outcome="${outcome}"}`]: 1,
});
