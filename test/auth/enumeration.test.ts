import { methodsAllowedBy } from '../../src/auth/sign-in/sign-in-methods';
import { routesOf } from '../../src/docs/routes';
import { answersTo, describeGrid, pools, type Slice } from './enumeration/grid';
import { passkeyQuestions, questions, riddleQuestions } from './enumeration/questions';
import { people } from './enumeration/states';
import { withPasskey } from './ways-in/keys';
import { type PoolServer, startPoolServer } from './ways-in/pool-server';
import { EVERY_WAY, Site } from './ways-in/site';
import { riddles, RIDDLES } from './ways-in/sites';

const EVERY_FLOW = [...EVERY_WAY.client.ExplicitAuthFlows, 'ALLOW_CUSTOM_AUTH' as const];
const EVERY_FACTOR = EVERY_WAY.pool.Policies.SignInPolicy.AllowedFirstAuthFactors;

let server: PoolServer;
let riddling: Site;
beforeAll(async () => {
  server = await startPoolServer(riddles);
  const client = { ...EVERY_WAY.client, ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH' as const] };
  const pool = { LambdaConfig: RIDDLES, AutoVerifiedAttributes: ['email' as const] };
  riddling = await Site.open(server, { pool, client });
});
afterAll(async () => {
  await riddling.close();
  await server.pool.close();
});

/** States that every question is about in the usual pool, as far as they concern it. */
const ALWAYS = ['confirmed', 'disabled'];
/** Others that a question is about besides, in turn. */
const IN_TURN = { addresses: 2, names: 2, legacy: 1 };
let turn = 0;

/** A part of the grid in which every state meets every pool; `test/hard/enumeration.test.ts` has all of it. */
const covering: Slice = (of, kind) => {
  const always = kind === 'addresses' && of.length > 4 ? ALWAYS.filter((state) => of.includes(state)) : [];
  const others = of.filter((state) => !always.includes(state));
  const first = (turn += 1) % others.length;
  return [...always, ...[...others, ...others].slice(first, first + IN_TURN[kind])];
};

describeGrid(() => server, covering);

it('a sign-in by riddles tells no state of an account', async () => {
  const known = await people(riddling, ['unconfirmed', 'confirmed', 'disabled', 'reset required', 'invited']);
  for (const question of Object.values(riddleQuestions)) {
    const expected = await answersTo(question, riddling, riddling.stranger());
    for (const [state, person] of known) {
      expect({ [state]: await answersTo(question, riddling, person) }).toEqual({ [state]: expected });
    }
  }
});

it('a sign-in by passkey tells no account from none where everybody has one', async () => {
  const site = await Site.open(server, pools.addresses);
  const owner = await withPasskey(site, await site.person({}, ['phone_number']));
  for (const question of Object.values(passkeyQuestions)) {
    const expected = await answersTo(question, site, site.stranger());
    expect(await answersTo(question, site, owner)).toEqual(expected);
  }
  await site.close();
});

describe('the questions', () => {
  const all = Object.values({ ...questions, ...riddleQuestions, ...passkeyQuestions });

  it('ask every public route of auth', () => {
    const unguarded = routesOf(riddling.instance.app)
      .filter(({ path, access }) => path.startsWith('/v1/auth/') && access !== 'signed-in')
      .map(({ method, path }) => `${method} ${path}`);
    expect(unguarded.toSorted()).toEqual([...new Set(all.flatMap(({ routes }) => routes))].toSorted());
  });

  it('begin with every method', () => {
    const asked = new Set(all.map(({ method }) => method).filter((method) => method !== undefined));
    expect([...asked].toSorted()).toEqual(methodsAllowedBy(EVERY_FLOW, EVERY_FACTOR).toSorted());
  });
});
