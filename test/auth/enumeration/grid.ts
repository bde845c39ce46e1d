import { UpdateUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolShape } from '../../support/another-pool';
import { PASSWORD } from '../../support/gatehouse';
import { type PoolServer } from '../ways-in/pool-server';
import { BY_EMAIL, EVERY_WAY, type Person, Site } from '../ways-in/site';
import { type Question, questions } from './questions';
import { remains } from './remains';
import { people, states } from './states';

const AutoVerifiedAttributes = ['email' as const];

/** Pools whose people sign in with an address, or with a name of their own. */
export const pools = {
  addresses: { ...EVERY_WAY, pool: { ...EVERY_WAY.pool, ...BY_EMAIL, AutoVerifiedAttributes } },
  names: { ...EVERY_WAY, pool: { ...EVERY_WAY.pool, AutoVerifiedAttributes } },
} satisfies Readonly<Record<string, PoolShape>>;

export type Kind = keyof typeof pools;

/** Which of the states that a question is about are asked. */
export type Slice = (of: readonly string[], kind: Kind | 'legacy') => readonly string[];

const ordinary = Object.keys(states).filter((state) => states[state]?.ordinary);
const extraordinary = Object.keys(states).filter((state) => !ordinary.includes(state));
/** The states in which Cognito counts in ways of their own. */
const COUNTED = ['unconfirmed', 'confirmed', 'disabled', 'invited'];

/** All that `question` may not tell apart from a name that nobody has. */
function statesOf({ byFactors, patient }: Question): readonly string[] {
  const wanted = byFactors === true ? ordinary : Object.keys(states);
  return patient === true ? wanted.filter((state) => COUNTED.includes(state)) : wanted;
}

/** What a question about somebody brings, without what belongs to the one answer. */
export const answersTo = async ({ ask }: Question, site: Site, { username }: Pick<Person, 'username'>) =>
  (await ask(site, username)).map((answer) => remains(answer));

/** Asks all questions about people in the states of a slice, in a pool of each kind. */
export function describeGrid(server: () => PoolServer, slice: Slice): void {
  /** Forgets locks and limits, which last an hour at most. */
  const later = () => server().control('clock', { advanceSeconds: 3601 });

  describe.each(Object.keys(pools) as Kind[])('where people have %s to sign in with', (kind) => {
    let site: Site;
    let known: ReadonlyMap<string, Person>;
    beforeAll(async () => {
      site = await Site.open(server(), pools[kind]);
      known = await people(site);
    });
    afterAll(() => site.close());

    const named = (state: string): Person => known.get(state) as Person;

    /** Who answers otherwise than somebody unknown does, and how: nobody should. */
    async function tellingStates(question: Question, wanted: readonly string[]): Promise<object> {
      await later();
      const expected = await answersTo(question, site, site.stranger());
      const telling: Record<string, unknown> = {};
      for (const state of wanted) {
        const answers = await answersTo(question, site, named(state));
        if (!answers.every((answer, at) => same(answer, expected[at])))
          telling[state] = { answers, expected };
      }
      return telling;
    }

    const asked = Object.entries(questions).filter(([, { patient }]) => kind === 'addresses' || !patient);
    it.each(asked)('no state of an account is told by %s', async (_, question) => {
      expect(await tellingStates(question, slice(statesOf(question), kind))).toEqual({});
    });

    it.each(['choice', 'email_otp', 'sms_otp', 'passkey'])(
      'whoever asks for a sign-in by %s is told the factors of an account, and nothing else',
      async (method) => {
        await later();
        const askedFor = async ({ username }: Pick<Person, 'username'>) =>
          remains(await site.signIn({ username, method }), false);
        const expected = await askedFor(site.stranger());
        for (const state of slice(extraordinary, kind))
          expect({ [state]: await askedFor(named(state)) }).toEqual({ [state]: expected });
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
        expect(await tellingStates(question, slice(statesOf(question), 'legacy'))).toEqual({});
      });
    });
  });
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
