// How long a server takes from the start of its process to its first answer.
import { compare } from '../harness/compare.mjs';
import { median } from '../harness/report.mjs';
import { bare, Pool, systems } from '../servers/systems.mjs';

/** Starts of each system in a round. */
const STARTS = 3;

/**
 * @param rounds in which the systems take turns
 * @param seconds not used: a start takes as long as it takes
 */
export async function run({ rounds }) {
  const pool = await Pool.open();
  try {
    // The first ones only fill the caches of the file system.
    for (const system of [bare, systems.gatehouse]) await startOnce(pool, system);
    return await compare({
      rounds,
      systems: [bare, systems.gatehouse],
      measure: (system) => measure(pool, system),
      columns: { 'start, ms': 'startMs', 'CPU of the start, ms': 'cpuMs' },
      pairs: [
        {
          ...{ of: systems.gatehouse, with: bare, bar: 1.5 },
          ...{ figure: 'startMs', title: 'start to first answer' },
        },
      ],
    });
  } finally {
    await pool.close();
  }
}

async function measure(pool, system) {
  const starts = [];
  for (let start = 0; start < STARTS; start += 1) starts.push(await startOnce(pool, system));
  const medianOf = (figure) => median(starts.map((start) => start[figure]));
  return { startMs: medianOf('startMs'), cpuMs: medianOf('cpuMs') };
}

async function startOnce(pool, system) {
  const server = await pool.start(system);
  const { startMs, cpuSeconds } = server;
  await server.stop('SIGKILL');
  return { startMs, cpuMs: cpuSeconds * 1000 };
}
