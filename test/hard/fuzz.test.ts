import { Agent } from 'node:http';
import fc from 'fast-check';
import { documentedRoutes } from '../contract/document';
import type { Place } from '../contract/place';
import { Gatehouse } from '../support/gatehouse';
import { amount } from './amount';
import { ask, faultsOf } from './fuzz/answer';
import { openPlace, People } from './fuzz/people';
import { type FuzzedRequest, requests } from './fuzz/request';

/** `SEED=… npm run test:hard -- fuzz` repeats a run. */
const seed = Number(process.env['SEED'] ?? amount(Date.now() % 1_000_000, 1));

const agent = new Agent({ keepAlive: true });
let gatehouse: Gatehouse;
let place: Place;
let people: People;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  place = await openPlace(gatehouse);
  people = new People(place, gatehouse);
});
afterAll(async () => {
  agent.destroy();
  place.pool.sdk.destroy();
  await place.instance.app.close();
  await gatehouse.close();
});

/** How often which route has answered what, to see that the requests get somewhere. */
const seen = new Map<string, number>();

async function holds(request: FuzzedRequest): Promise<void> {
  const { route, role } = request;
  const path = await people.fillIn(request.target, role, encodeURIComponent);
  const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);
  const text = request.body === undefined ? undefined : await people.fillIn(request.body, role, inJson);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = await people.fillIn(value, role, (same) => same);
  }
  if (text !== undefined) headers['content-length'] = String(Buffer.byteLength(text));
  const { port } = new URL(place.instance.url);
  const answer = await ask({ port, method: route.method, path, headers, agent, text });
  people.note(role, answer.status, answer.body);
  const line = `${route.name} ${answer.status}`;
  seen.set(line, (seen.get(line) ?? 0) + 1);
  expect(faultsOf(route, answer)).toEqual([]);
}

it('answers whatever it is sent as its document says, and never with a 5xx', async () => {
  const numRuns = amount(20_000, 500);
  process.stdout.write(`fuzz: ${numRuns} requests, SEED=${seed}\n`);
  await fc.assert(fc.asyncProperty(requests, holds), { seed, numRuns, reporter });
}, 1_200_000);

/** A failure as somebody can repeat it: the request, shrunk, and the seed. */
function reporter(details: fc.RunDetails<[FuzzedRequest]>): void {
  if (!details.failed) return;
  const { counterexample, numShrinks, numRuns, errorInstance } = details;
  const [request] = counterexample ?? [];
  const reason = errorInstance instanceof Error ? errorInstance.message : 'interrupted';
  throw new Error(
    `SEED=${seed}, request ${numRuns}, after ${numShrinks} shrinks:\n${request?.route.name ?? ''} ` +
      `${JSON.stringify({ ...request, route: undefined }, undefined, 1)}\n${reason}`,
  );
}

it('and most routes have been got through to', () => {
  // Not to those that want a proof that chance does not find: of a passkey, a device, an authenticator app.
  const never = documentedRoutes.filter(({ name, success }) => !seen.has(`${name} ${success}`));
  const names = never.map(({ name }) => name);
  process.stdout.write(`fuzz: ${seen.size} answers of routes, no success of ${names.join(', ')}\n`);
  expect(seen.size).toBeGreaterThan(amount(200, 120));
  expect(names.length / documentedRoutes.length).toBeLessThan(amount(0.25, 0.65));
});
