import { people } from '../auth/enumeration/states';
import { type PoolServer, startPoolServer } from '../auth/ways-in/pool-server';
import { BY_EMAIL, EVERY_WAY, Site } from '../auth/ways-in/site';
import { riddles, RIDDLES } from '../auth/ways-in/sites';
import { amount } from './amount';
import { type Door, doors, EVERY_FLOW } from './timing/doors';
import { medianOf, signedRank } from './timing/paired';
import { SlowUpstream } from './timing/slow-upstream';
import { StopWatch } from './timing/stop-watch';

/** What a stranger must not learn by the time that an answer takes. */
const STATES = ['disabled', 'confirmed', 'unconfirmed', 'reset required'].slice(0, amount(4, 2));
/** Pairs that are measured for each state, and at most where that leaves a doubt: other work on the machine makes noise. */
const PAIRS = amount(40, 5);
const MOST = amount(160, 25);
/** Enough to be sure of a difference that is there. */
const ENOUGH = 60;
/** A median difference below is nothing that anybody could see; one beyond that is not by chance is a fault. */
const BAR = { milliseconds: 1, share: 0.05, chance: 0.0001 };
/** Milliseconds that all of it may take: pairs wait for their even times. */
const PATIENCE = amount(1_500_000, 300_000);
/** Doors that are measured beside each other: more would get in each other's way. */
const BESIDE = 4;

const shape = {
  ...EVERY_WAY,
  pool: {
    ...EVERY_WAY.pool,
    ...BY_EMAIL,
    AutoVerifiedAttributes: ['email' as const],
    LambdaConfig: RIDDLES,
  },
  client: { ...EVERY_WAY.client, ExplicitAuthFlows: EVERY_FLOW },
};

let server: PoolServer;
const watch = new StopWatch();
const slow: SlowUpstream[] = [];
const sites: Site[] = [];
beforeAll(async () => {
  server = await startPoolServer(riddles);
});
afterAll(async () => {
  watch.close();
  for (const site of sites) await site.close();
  for (const upstream of slow) await upstream.close();
  await server.pool.close();
});

/**
 * @param delay milliseconds that Cognito is away; 0 as near as the pool is
 * @param step HIDDEN_ANSWER_MS
 */
async function open(delay: number, step: number): Promise<Site> {
  const away = delay === 0 ? undefined : await SlowUpstream.start(server.pool.url, delay, delay / 4);
  if (away !== undefined) slow.push(away);
  const settings = away === undefined ? {} : { COGNITO_ENDPOINT: away.url };
  const site = await Site.open(server, shape, { HIDDEN_ANSWER_MS: step, ...settings });
  sites.push(site);
  return site;
}

/** Times of a door by state, and of names that nobody has; those of one round belong together. */
type Times = Readonly<Record<string, number[]>>;

interface Measured {
  readonly name: string;
  readonly door: Door;
  readonly times: Times;
}

/** Measures doors beside each other, and the states of a door one after the other in any order. */
class Measuring {
  private constructor(
    private readonly site: Site,
    private readonly known: ReadonlyMap<string, { readonly username: string }>,
  ) {}

  static async at(site: Site): Promise<Measuring> {
    return new Measuring(site, await people(site, STATES));
  }

  /** The states that are told by their time, by door, with the figures. */
  async telling(
    asked: Readonly<Record<string, Door>>,
    most = MOST,
  ): Promise<Readonly<Record<string, unknown>>> {
    const found: Record<string, unknown> = {};
    let open = Object.entries(asked).map(([name, door]) => ({ name, door, times: emptyTimes() }));
    for (let pairs = PAIRS; pairs <= most && open.length > 0; pairs += PAIRS) {
      for (let round = 0; round < PAIRS; round++) await this.round(open);
      for (const { name, times } of open)
        for (const state of STATES)
          if (compare(times, state).proved) found[`${name}: ${state}`] = compare(times, state);
      open = open.filter(({ times }) => {
        const compared = STATES.map((state) => compare(times, state));
        return compared.some(({ doubtful }) => doubtful) && !compared.some(({ proved }) => proved);
      });
    }
    return found;
  }

  private async round(doors: readonly Measured[]): Promise<void> {
    // Forgets locks and limits, which last an hour at most.
    await server.control('clock', { advanceSeconds: 3601 });
    const waiting = [...doors];
    const next = async (): Promise<void> => {
      for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
        await this.states(one.door, one.times);
    };
    await Promise.all(Array.from({ length: BESIDE }, next));
  }

  private async states(door: Door, times: Times): Promise<void> {
    for (const state of shuffled(Object.keys(times))) {
      const { username } = this.known.get(state) ?? this.site.stranger();
      const timed = await door(this.site, username);
      times[state]?.push(await watch.time(this.site.instance, timed));
    }
  }
}

const UNKNOWN = 'unknown';
const emptyTimes = (): Times => Object.fromEntries([UNKNOWN, ...STATES].map((state) => [state, []]));

/** Whether a state is told, or may be and more pairs are needed to know. */
function compare(times: Times, state: string) {
  const [unknown = [], known = []] = [times[UNKNOWN], times[state]];
  const { median, p } = signedRank(known.map((time, at) => time - (unknown[at] ?? 0)));
  const usual = medianOf(unknown);
  const far = Math.abs(median) >= Math.min(BAR.milliseconds, usual * BAR.share);
  const proved = far && p < BAR.chance;
  return { median, p, usual, pairs: known.length, proved, doubtful: far && !proved };
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ value }) => value);
}

/** How far Cognito is away, and a step that two calls fit into even while other work keeps the machine busy. */
const distances: [string, number, number][] = [
  ['25 ms away, more or less', 25, amount(300, 150)],
  ['near', 0, 150],
];

describe.each(distances.slice(0, amount(2, 1)))('where Cognito is %s', (_, delay, step) => {
  it(
    'no answer tells by its time who has an account, and in what state',
    async () => {
      const measuring = await Measuring.at(await open(delay, step));
      expect(await measuring.telling(doors)).toEqual({});
    },
    PATIENCE,
  );
});

const secondCalls: [string, string][] = [
  ['a sign-in by email_otp', 'disabled'],
  ['a sign-up', 'confirmed'],
];

it.each(secondCalls.slice(0, amount(2, 1)))(
  'where answers leave at once the measurement finds the second call of %s, %s',
  async (door, state) => {
    const measuring = await Measuring.at(await open(30, 0));
    const told = await measuring.telling({ [door]: doors[door] as Door }, ENOUGH);
    expect(Object.keys(told)).toContain(`${door}: ${state}`);
  },
);

describe("Wilcoxon's signed-rank test", () => {
  // Hollander and Wolfe, Nonparametric Statistical Methods, table 3.1: depression scores before and after a therapy.
  const scores = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01];

  it('gives the figures of the books', () => {
    expect(signedRank(scores)).toEqual({
      median: expect.closeTo(0.46, 6) as number,
      p: expect.closeTo(0.0390625, 7) as number,
    });
  });

  it('gives nearly the same either way', () => {
    const many = Array.from({ length: 41 }, (_, at) => ((at * 7919) % 101) - 38);
    expect(signedRank(many).p).toBeCloseTo(signedRank(many.slice(0, 40)).p, 1);
    expect(signedRank(many.map((one) => one + 200)).p).toBeLessThan(1e-7);
    expect(signedRank(Array.from({ length: 15 }, () => 1)).p).toBe(2 ** -14);
  });
});
