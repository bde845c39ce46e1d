// The slowest answers of the guarded route while a server has 70 % of the work that it can do.
import { compare } from '../harness/compare.mjs';
import { ask } from '../harness/load.mjs';
import { Pool, systems } from '../servers/systems.mjs';

const SHARE = 0.7;

export async function run({ rounds, seconds }) {
  const pool = await Pool.open();
  try {
    return await compare({
      rounds,
      systems: [systems.raw, systems.gatehouse],
      measure: (system) => measure(pool, system, seconds),
      columns: {
        ...{ 'capacity, req/s': 'capacity', 'req/s': 'perSecond', 'p50 ms': 'p50', 'p99 ms': 'p99' },
        'p99 of how late the load was, ms': 'late',
      },
      pairs: [
        {
          ...{ of: systems.gatehouse, with: systems.raw, bar: 1.5 },
          ...{ figure: 'p99', title: 'p99 of a guarded route at 70 % load' },
        },
      ],
    });
  } finally {
    await pool.close();
  }
}

async function measure(pool, system, seconds) {
  const server = await pool.start(system);
  try {
    const request = { method: 'GET', path: '/v1/auth/session', tokens: pool.tokens };
    const amount = { seconds, connections: 32, perConnection: 500 };
    const { perSecond: capacity } = await ask(server, request, amount);
    const result = await ask(server, request, { ...amount, rate: SHARE * capacity, warm: false });
    return { ...result, capacity };
  } finally {
    await server.stop();
  }
}
