// Resident memory: at rest, and after each fifth of a hundred thousand requests to the guarded route.
import { compare } from '../harness/compare.mjs';
import { ask } from '../harness/load.mjs';
import { bare, Pool, systems } from '../servers/systems.mjs';

const { gatehouse } = systems;
const FIFTHS = 5;

export async function run({ rounds, seconds }) {
  // A short run is to be short.
  const count = seconds < 2 ? 10_000 * seconds : 100_000;
  const steps = Array.from({ length: FIFTHS }, (_, index) => (count / FIFTHS) * (index + 1));
  const [first, last] = [String(steps[0]), String(steps.at(-1))];
  const after = steps.map((step) => [`MiB after ${step}`, String(step)]);
  const pool = await Pool.open();
  try {
    return await compare({
      rounds,
      systems: [bare, gatehouse],
      measure: (system) => measure(pool, system, steps),
      columns: { 'MiB at rest': 'idle', ...Object.fromEntries(after) },
      pairs: [
        { of: gatehouse, with: bare, figure: 'idle', bar: 1.5, title: 'memory at rest' },
        { of: gatehouse, with: bare, figure: last, bar: 1.5, title: `memory after ${last} requests` },
        {
          ...{ of: gatehouse, figure: last, title: `memory after ${last} requests` },
          ...{ with: gatehouse, otherFigure: first, against: `after ${first}`, bar: 1.1 },
        },
        {
          ...{ of: bare, figure: last, title: `memory after ${last} requests` },
          ...{ with: bare, otherFigure: first, against: `after ${first}` },
        },
      ],
    });
  } finally {
    await pool.close();
  }
}

async function measure(pool, system, steps) {
  const server = await pool.start(system);
  try {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const figures = { idle: server.rssMiB };
    const request = { method: 'GET', path: '/v1/auth/session', tokens: pool.tokens };
    const amount = { seconds: 600, connections: 16, perConnection: 500, warm: false };
    for (const step of steps) {
      const { count } = await ask(server, request, { ...amount, most: steps[0] });
      if (count < steps[0]) throw new Error(`Only ${count} of ${steps[0]} requests in ${amount.seconds} s`);
      figures[step] = server.rssMiB;
    }
    return figures;
  } finally {
    await server.stop();
  }
}
