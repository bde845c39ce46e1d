// Two instances that share limits and revocations by Redis, against one: what they get done, and that both count and refuse as one.
import { availableParallelism } from 'node:os';
import { compare } from '../harness/compare.mjs';
import { ask } from '../harness/load.mjs';
import { Redis } from '../harness/redis.mjs';
import { printTable } from '../harness/report.mjs';
import { Pool, systems } from '../servers/systems.mjs';
import { exactness } from './exact.mjs';

const { gatehouse, raw } = systems;
const rawOne = { name: 'one raw server', system: raw, instances: 1 };
const rawTwo = { name: 'two raw servers', system: raw, instances: 2 };
const alone = { name: 'one instance without Redis', system: gatehouse, instances: 1 };
const one = { name: 'one instance with Redis', system: gatehouse, instances: 1, shared: true };
const two = { name: 'two instances with Redis', system: gatehouse, instances: 2, shared: true };
const throughput = { figure: 'perSecond', title: 'requests a second' };

export async function run({ rounds, seconds }) {
  const pool = await Pool.open();
  try {
    const exact = await withServers(pool, two, (servers) => exactness(servers, pool.tokens));
    printTable(['over two instances', 'seen', 'promised'], exact);
    const rows = await compare({
      rounds,
      systems: [rawOne, rawTwo, alone, one, two],
      measure: (setting) => measure(pool, setting, seconds),
      pairs: [
        { of: two, with: one, least: 1.8, ...throughput },
        { of: two, with: alone, ...throughput },
        // What this machine gives to a second process, whatever that does.
        { of: rawTwo, with: rawOne, ...throughput },
      ],
    });
    if (availableParallelism() < 4) {
      process.stdout.write(
        'The load, Redis and the second server share a core here: two raw servers show what can be had.\n\n',
      );
    }
    return rows;
  } finally {
    await pool.close();
  }
}

function measure(pool, setting, seconds) {
  const request = { method: 'GET', path: '/v1/auth/session', tokens: pool.tokens };
  return withServers(pool, setting, (servers) =>
    ask(servers, request, { seconds, connections: 32, perConnection: 500 }),
  );
}

/** Starts the servers, each on a core of its own, and Redis where they share one; ends them after the work. */
async function withServers(pool, { system, instances, shared = false }, work) {
  const redis = shared ? await Redis.start() : undefined;
  // On a busy machine it may take its time; an instance that did not wait would decide alone, which is not what is measured.
  const patience = shared ? { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '5000' } : {};
  // No balancer has to notice that they end.
  const variables = { ...patience, SHUTDOWN_DELAY_MS: '0' };
  const servers = [];
  try {
    for (let core = 0; core < instances; core += 1)
      servers.push(await pool.start(system, variables, core % availableParallelism()));
    return await work(servers);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await redis?.stop();
  }
}
