// A sign-in by password: the whole service against a handler that makes the bare SDK call.
import { compare } from '../harness/compare.mjs';
import { ask } from '../harness/load.mjs';
import { bare, Pool, systems } from '../servers/systems.mjs';

const request = {
  ...{ method: 'POST', path: '/v1/auth/sign-in', headers: { 'content-type': 'application/json' } },
  bodies: [JSON.stringify({ username: '{n}@example.com', password: 'Correct-Horse-7' })],
};

export async function run({ rounds, seconds }) {
  const pool = await Pool.open();
  try {
    return await compare({
      rounds,
      systems: [bare, systems.gatehouse],
      measure: (system) => measure(pool, system, seconds),
      pairs: [{ of: systems.gatehouse, with: bare, bar: 1.15, title: 'CPU time of a sign-in' }],
    });
  } finally {
    await pool.close();
  }
}

async function measure(pool, system, seconds) {
  const server = await pool.start(system);
  try {
    // An address has 120 sign-ins a minute, and may come up twice.
    return await ask(server, request, { seconds, connections: 16, perConnection: 50 });
  } finally {
    await server.stop();
  }
}
