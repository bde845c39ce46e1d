// The guarded route with thousands of people signed out everywhere, whose tokens the guard has to know, against none.
import { compare } from '../harness/compare.mjs';
import { ask } from '../harness/load.mjs';
import { Pool, systems } from '../servers/systems.mjs';

const guarded = { method: 'GET', path: '/v1/auth/session' };
const signOut = { method: 'POST', path: '/v1/auth/sign-out/everywhere', expect: 204 };

/** Whose tokens come first is not signed out. */
const FIRST = 1000;

export async function run({ rounds, seconds }) {
  // A short run is to be short.
  const count = seconds < 2 ? 2000 : 10_000;
  const pool = await Pool.open();
  try {
    const people = Array.from({ length: count }, (_, index) => pool.keys.accessToken(FIRST + index));
    const tokens = await Promise.all(people);
    const none = { name: 'none revoked', tokens: [] };
    const many = { name: `${count} revoked`, tokens };
    return await compare({
      rounds,
      systems: [none, many],
      measure: (system) => measure(pool, system, seconds),
      pairs: [{ of: many, with: none, bar: 1.02, title: 'CPU time of a guarded route' }],
    });
  } finally {
    await pool.close();
  }
}

async function measure(pool, { tokens }, seconds) {
  const server = await pool.start(systems.gatehouse);
  try {
    if (tokens.length > 0) await signOutAll(server, tokens);
    const request = { ...guarded, tokens: pool.tokens };
    return await ask(server, request, { seconds, connections: 16, perConnection: 500 });
  } finally {
    await server.stop();
  }
}

/** Each by a request of its own; then everybody is asked for, as none may be left out. */
async function signOutAll(server, tokens) {
  const once = { seconds: 120, perConnection: 140, warm: false, most: tokens.length };
  await ask(server, { ...signOut, tokens }, once);
  await ask(server, { ...guarded, tokens, expect: 401 }, once);
}
