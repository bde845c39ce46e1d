import { UpdateUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import { methodsAllowedBy } from '../../src/auth/sign-in/sign-in-methods';
import { routesOf } from '../../src/docs/routes';
import type { PoolShape } from '../support/another-pool';
import { PASSWORD } from '../support/gatehouse';
import { passkeyQuestions, type Question, questions, riddleQuestions } from './enumeration/questions';
import { remains } from './enumeration/remains';
import { people, states } from './enumeration/states';
import { withPasskey } from './ways-in/keys';
import { type PoolServer, startPoolServer } from './ways-in/pool-server';
import { BY_EMAIL, EVERY_WAY, type Person, Site } from './ways-in/site';
import { riddles, RIDDLES } from './ways-in/sites';

const AutoVerifiedAttributes = ['email' as const];
const EVERY_FLOW = [...EVERY_WAY.client.ExplicitAuthFlows, 'ALLOW_CUSTOM_AUTH' as const];
const EVERY_FACTOR = EVERY_WAY.pool.Policies.SignInPolicy.AllowedFirstAuthFactors;

/** Pools whose people sign in with an address, or with a name of their own. */
const pools: Readonly<Record<string, PoolShape>> = {
  addresses: { ...EVERY_WAY, pool: { ...EVERY_WAY.pool, ...BY_EMAIL, AutoVerifiedAttributes } },
  names: { ...EVERY_WAY, pool: { ...EVERY_WAY.pool, AutoVerifiedAttributes } },
};

let server: PoolServer;
beforeAll(async () => {
  server = await startPoolServer(riddles);
});
afterAll(async () => {
  for (const site of sites) await site.close();
  await server.pool.close();
});

const sites: Site[] = [];
async function open(shape?: PoolShape): Promise<Site> {
  const site = await Site.open(server, shape);
  sites.push(site);
  return site;
}

const ordinary = Object.keys(states).filter((state) => states[state]?.ordinary);
/** The states in which Cognito counts in ways of their own. */
const COUNTED = ['unconfirmed', 'confirmed', 'disabled', 'invited'];
const extraordinary = Object.keys(states).filter((state) => !ordinary.includes(state));

/** Forgets locks and limits, which last an hour at most. */
const later = () => server.control('clock', { advanceSeconds: 3601 });

const answersTo = async ({ ask }: Question, site: Site, { username }: Pick<Person, 'username'>) =>
  (await ask(site, username)).map((answer) => remains(answer));

describe.each(Object.entries(pools))('where people have %s to sign in with', (kind, shape) => {
  let site: Site;
  let known: ReadonlyMap<string, Person>;
  beforeAll(async () => {
    site = await open(shape);
    known = await people(site);
  });

  const named = (state: string): Person => known.get(state) as Person;

  /** Who answers otherwise than somebody unknown does, and how: nobody should. */
  async function tellingStates(question: Question, wanted: readonly string[]): Promise<object> {
    await later();
    const expected = await answersTo(question, site, site.stranger());
    const telling: Record<string, unknown> = {};
    for (const state of wanted) {
      const answers = await answersTo(question, site, named(state));
      if (!answers.every((answer, at) => same(answer, expected[at]))) telling[state] = { answers, expected };
    }
    return telling;
  }

  const asked = Object.entries(questions).filter(([, { patient }]) => kind === 'addresses' || !patient);
  it.each(asked)('no state of an account is told by %s', async (_, question) => {
    const wanted = question.byFactors === true ? ordinary : Object.keys(states);
    const some = question.patient === true ? wanted.filter((state) => COUNTED.includes(state)) : wanted;
    expect(await tellingStates(question, some)).toEqual({});
  });

  it.each(['choice', 'email_otp', 'sms_otp', 'passkey'])(
    'whoever asks for a sign-in by %s is told the factors of an account, and nothing else',
    async (method) => {
      await later();
      const asked = async ({ username }: Pick<Person, 'username'>) =>
        remains(await site.signIn({ username, method }), false);
      const expected = await asked(site.stranger());
      for (const state of extraordinary)
        expect({ [state]: await asked(named(state)) }).toEqual({ [state]: expected });
    },
  );

  it.each(['disabled', 'reset required'])(
    'the right password does not tell an account that is %s',
    async (state) => {
      await later();
      const right = await site.signIn({ username: named(state).username, password: PASSWORD });
      const wrong = await site.signIn({ username: site.stranger().username, password: 'Wrong-Horse-7' });
      expect(remains(right)).toEqual(remains(wrong));
    },
  );

  if (kind === 'names') return;

  describe('and the app client reveals names', () => {
    beforeAll(async () => {
      const { userPoolId: UserPoolId, clientId: ClientId } = site.pool;
      const { ExplicitAuthFlows } = EVERY_WAY.client;
      const of = { UserPoolId, ClientId, ExplicitAuthFlows: [...ExplicitAuthFlows] };
      await site.sdk.send(new UpdateUserPoolClientCommand({ ...of, PreventUserExistenceErrors: 'LEGACY' }));
    });

    const hideable = Object.entries(questions).filter(
      ([, { method = 'password', patient, byFactors }]) => method === 'password' && !patient && !byFactors,
    );
    it.each(hideable)('no state of an account is told by %s', async (_, question) => {
      expect(await tellingStates(question, Object.keys(states))).toEqual({});
    });
  });
});

it('a sign-in by riddles tells no state of an account', async () => {
  const client = { ...EVERY_WAY.client, ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH' as const] };
  const site = await open({ pool: { LambdaConfig: RIDDLES, AutoVerifiedAttributes }, client });
  const known = await people(site, ['unconfirmed', 'confirmed', 'disabled', 'reset required', 'invited']);
  for (const question of Object.values(riddleQuestions)) {
    const expected = await answersTo(question, site, site.stranger());
    for (const [state, person] of known) {
      expect({ [state]: await answersTo(question, site, person) }).toEqual({ [state]: expected });
    }
  }
});

it('a sign-in by passkey tells no account from none where everybody has one', async () => {
  const site = await open(pools['addresses']);
  const owner = await withPasskey(site, await site.person({}, ['phone_number']));
  for (const question of Object.values(passkeyQuestions)) {
    const expected = await answersTo(question, site, site.stranger());
    expect(await answersTo(question, site, owner)).toEqual(expected);
  }
});

describe('the questions', () => {
  const all = Object.values({ ...questions, ...riddleQuestions, ...passkeyQuestions });

  it('ask every public route of auth', async () => {
    const site = await open(pools['addresses']);
    const unguarded = routesOf(site.instance.app)
      .filter(({ path, access }) => path.startsWith('/v1/auth/') && access !== 'signed-in')
      .map(({ method, path }) => `${method} ${path}`);
    expect(unguarded.toSorted()).toEqual([...new Set(all.flatMap(({ routes }) => routes))].toSorted());
  });

  it('begin with every method', () => {
    const asked = new Set(all.map(({ method }) => method).filter((method) => method !== undefined));
    expect([...asked].toSorted()).toEqual(methodsAllowedBy(EVERY_FLOW, EVERY_FACTOR).toSorted());
  });
});

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
