// A guarded route: the guard alone, and with everything that a production service has besides.
import { compare } from '../harness/compare.mjs';
import { ask } from '../harness/load.mjs';
import { Pool, systems } from '../servers/systems.mjs';

const PATH = '/v1/auth/session';

export async function run({ rounds, seconds }) {
  const pool = await Pool.open();
  try {
    return await compare({
      rounds,
      systems: Object.values(systems),
      measure: (system) => measure(pool, system, seconds),
      pairs: [
        { of: systems.guardAlone, with: systems.raw, bar: 1.02 },
        { of: systems.gatehouse, with: systems.layers, bar: 0.92 },
        { of: systems.gatehouse, with: systems.usual, bar: 1 / 6 },
        { of: systems.gatehouse, with: systems.raw },
        { of: systems.layers, with: systems.raw },
      ],
    });
  } finally {
    await pool.close();
  }
}

async function measure(pool, system, seconds) {
  const server = await pool.start(system);
  try {
    const request = { method: 'GET', path: PATH, tokens: pool.tokens };
    return await ask(server, request, { seconds, connections: 16, perConnection: 500 });
  } finally {
    await server.stop();
  }
}
