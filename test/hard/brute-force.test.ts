import { AdminSetUserMFAPreferenceCommand } from '@aws-sdk/client-cognito-identity-provider';
import { routesOf } from '../../src/docs/routes';
import { Srp } from '../auth/ways-in/proofs';
import { type PoolServer, startPoolServer } from '../auth/ways-in/pool-server';
import { BY_EMAIL, challengeIn, EVERY_WAY, type Person, Site } from '../auth/ways-in/site';
import { riddles, RIDDLES } from '../auth/ways-in/sites';
import { EMAIL } from '../auth/ways-in/way';
import { type Answer, PASSWORD } from '../support/gatehouse';
import { amount } from './amount';

let server: PoolServer;
let site: Site;
beforeAll(async () => {
  server = await startPoolServer(riddles);
  const pool = {
    ...EVERY_WAY.pool,
    ...BY_EMAIL,
    AutoVerifiedAttributes: ['email' as const],
    LambdaConfig: RIDDLES,
  };
  const ExplicitAuthFlows = [...EVERY_WAY.client.ExplicitAuthFlows, 'ALLOW_CUSTOM_AUTH' as const];
  const shape = { ...EVERY_WAY, pool, client: { ...EVERY_WAY.client, ExplicitAuthFlows } };
  site = await Site.open(server, shape, { RATE_LIMITS: 'on', TRUST_PROXY: '1' });
});
afterAll(async () => {
  await site.close();
  await server.pool.close();
});

const TRIES = amount(60, 25);
const WRONG = 'Wrong-Horse-7';

let addresses = 0;
/** An address that has never been seen, of either family. */
function elsewhere(): string {
  addresses += 1;
  const [high, low] = [addresses >> 8, addresses & 255];
  return addresses % 2 === 0 ? `203.0.${high}.${low}` : `2001:db8:${addresses.toString(16)}::1`;
}

/** One request through a proxy that says where it came from. */
async function post(path: string, body: object, from = elsewhere(), token?: string): Promise<Answer> {
  return call('POST', `/v1/auth/${path}`, body, from, token);
}

function call(method: string, path: string, body: object, from: string, token?: string): Promise<Answer> {
  const headers = { 'x-forwarded-for': `198.51.100.7, ${from}` };
  return site.instance.call(method, path, { body, headers, ...(token === undefined ? {} : { token }) });
}

/** Other spellings of a name that are the same to a person, and may be to Cognito. */
function spelling(name: string, at: number): string {
  const ways = [
    name,
    name.toUpperCase(),
    ` ${name}`,
    `${name} `,
    name.replace('s', 'S'),
    name.replace('s', '\u017f'),
    name.replace('o', '\uff4f'),
    `${name}\u200b`,
    `\u00a0${name}`,
    name.replace('@', '\u00ad@'),
    `${name}\t`,
  ];
  return ways[at % ways.length] ?? name;
}

type Try = (name: string) => Promise<Answer>;

/** Guesses the password, by each of the doors that take one. */
const passwordDoors: Readonly<Record<string, Try>> = {
  'a sign-in by password': (username) => post('sign-in', { username, password: WRONG }),
  'a sign-in with a device': (username) =>
    post('sign-in', {
      username,
      password: WRONG,
      deviceKey: 'us-east-1_01234567-89ab-4def-8123-456789abcdef',
    }),
  'a proof by srp': async (username) => {
    const srp = new Srp();
    const first = await post('sign-in', { username, method: 'srp', srpA: srp.srpA });
    return first.status === 200 ? answered(first, srp.password(challengeIn(first), WRONG)) : first;
  },
  'a chosen password': async (username) => {
    const first = await post('sign-in', { username, method: 'choice' });
    return first.status === 200 ? answered(first, { choice: 'PASSWORD', password: WRONG }) : first;
  },
  'the sign-in of the documents': (username) =>
    site.instance.call('POST', '/docs/token', {
      body: new URLSearchParams({ username, password: WRONG }).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': `198.51.100.7, ${elsewhere()}`,
      },
    }),
};

const answered = (to: Answer, answer: object): Promise<Answer> =>
  post('challenge', { session: challengeIn(to).session, answer });

/** Guesses codes, by the doors that take those that are sent without a sign-in. */
const codeDoors: Readonly<Record<string, Try>> = {
  'a code of a sign-up': (username) => post('sign-up/confirm', { username, code: '000000' }),
  'a code for a new password': (username) =>
    post('password/reset', { username, code: '000000', newPassword: 'Another-Horse-7' }),
};

/** Guesses within sign-ins: each begins a new one. */
const withinSignIn: Readonly<Record<string, Try>> = {
  'a code as first factor': async (username) => {
    const first = await post('sign-in', { username, method: 'email_otp' });
    return first.status === 200 ? answered(first, { code: '00000000' }) : first;
  },
  'a riddle': async (username) => {
    const first = await post('sign-in', { username, method: 'custom' });
    return first.status === 200 ? answered(first, { answer: 'wrong' }) : first;
  },
  'a second factor, by who knows the password': async (username) => {
    const first = await post('sign-in', { username, password: PASSWORD });
    return first.status === 200 ? answered(first, { code: '00000000' }) : first;
  },
};

const limited = ({ status, body }: Answer): boolean =>
  status === 429 && ((body as { code?: string }).code === 'rate_limited' || body.error !== undefined);

/** How many tries were made before this service refused, and all that came after. */
async function guesses(doors: readonly Try[], name: string, spelled = spelling): Promise<number> {
  let made = 0;
  for (let at = 0; at < TRIES; at++) {
    const door = doors[at % doors.length] as Try;
    if (!limited(await door(spelled(name, at)))) made += 1;
  }
  return made;
}

const somebody = (): Promise<Person> => site.person({}, ['phone_number']);

describe('whoever guesses has ten tries at an account, from wherever', () => {
  it.each(Object.entries({ ...passwordDoors, ...codeDoors }))('at %s', async (_, door) => {
    expect(await guesses([door], (await somebody()).username)).toBe(10);
  });

  it.each(Object.entries(withinSignIn))('at %s', async (name, door) => {
    const { username } = await somebody();
    if (name.startsWith('a second factor')) await needsCode(username);
    expect(await guesses([door], username, (plain) => plain)).toBeLessThanOrEqual(10);
  });

  it('at all doors that take a password together', async () => {
    expect(await guesses(Object.values(passwordDoors), (await somebody()).username)).toBe(10);
  });

  it('at all doors that take a code together', async () => {
    expect(await guesses(Object.values(codeDoors), (await somebody()).username)).toBe(10);
  });

  it('at a name that nobody has, just so', async () => {
    expect(await guesses(Object.values(passwordDoors), site.stranger().username)).toBe(10);
  });

  it('at all doors of somebody who is signed in together, with several tokens', async () => {
    const { username } = await somebody();
    const tokens = await Promise.all([1, 2, 3].map(() => signedIn(username, '192.0.2.10')));
    const doors = [
      (from: string, token: string) =>
        call(
          'PUT',
          '/v1/users/me/password',
          { currentPassword: WRONG, newPassword: 'Another-Horse-7' },
          from,
          token,
        ),
      (from: string, token: string) =>
        call('POST', '/v1/users/me/attributes/email/verify', { code: '000000' }, from, token),
      (from: string, token: string) =>
        call('POST', '/v1/users/me/mfa/totp/verify', { code: '000000' }, from, token),
    ];
    let made = 0;
    for (let at = 0; at < TRIES; at++) {
      const door = doors[at % doors.length] as (typeof doors)[number];
      if (!limited(await door(elsewhere(), tokens[at % tokens.length] ?? ''))) made += 1;
    }
    expect(made).toBe(10);
  });

  it('and by all names of one account no more than the lock of Cognito leaves in a quarter of an hour', async () => {
    const AliasAttributes = ['email' as const, 'phone_number' as const];
    const shape = { ...EVERY_WAY, pool: { ...EVERY_WAY.pool, AliasAttributes } };
    const named = await Site.open(server, shape, { RATE_LIMITS: 'on', TRUST_PROXY: '1' });
    const { username, email, phone } = await named.person();
    let compared = 0;
    // The pool's clock goes on by as long as the lock lasts that each try may have started.
    for (let at = 0, seconds = 0; seconds < 900; at++) {
      const wait = at < 4 ? 0 : 2 ** (at - 4);
      const body = { username: [username, email, phone][at % 3], password: WRONG };
      const headers = { 'x-forwarded-for': elsewhere() };
      const { status } = await named.instance.call('POST', '/v1/auth/sign-in', { body, headers });
      if (status === 401) compared += 1;
      await server.control('clock', { advanceSeconds: wait });
      seconds += wait;
    }
    await named.close();
    expect(compared).toBe(14);
  });

  it('at every route that takes a proof', () => {
    const proving = routesOf(site.instance.app)
      .filter(({ limit }) => limit === 'sign-in' || limit === 'check-code')
      .map(({ method, path }) => `${method} ${path}`);
    expect(proving.toSorted()).toEqual([
      'post /v1/auth/challenge',
      // Takes a session that only who has proved something has.
      'post /v1/auth/challenge/totp',
      'post /v1/auth/password/reset',
      'post /v1/auth/sign-in',
      'post /v1/auth/sign-up/confirm',
      'post /v1/users/me/attributes/{name}/verify',
      // Gives a secret, and takes its first code next.
      'post /v1/users/me/mfa/totp',
      'post /v1/users/me/mfa/totp/verify',
      'put /v1/users/me/password',
    ]);
  });
});

describe('the owner', () => {
  const HOME = '192.0.2.20';
  const attack = (username: string): Promise<number> => guesses(Object.values(passwordDoors), username);

  it('gets in where the account has been signed in from before, while it is under attack', async () => {
    const { username } = await somebody();
    await signedIn(username, HOME);
    await attack(username);
    // Cognito's own lock ends in a quarter of an hour; the limit here is still full.
    await server.control('clock', { advanceSeconds: 901 });
    expect((await post('sign-in', { username, password: PASSWORD }, HOME)).status).toBe(200);
    // And mistypes, as people do.
    expect((await post('sign-in', { username, password: WRONG }, HOME)).status).toBe(401);
    expect((await post('sign-in', { username, password: PASSWORD }, HOME)).status).toBe(200);
  });

  it('who guesses is told nothing by the right password', async () => {
    const { username } = await somebody();
    await attack(username);
    await server.control('clock', { advanceSeconds: 901 });
    expect((await post('sign-in', { username, password: PASSWORD })).body.code).toBe('rate_limited');
  });

  it('gets in from a new place with a code from his mailbox', async () => {
    const { username, email } = await somebody();
    await attack(username);
    await server.control('clock', { advanceSeconds: 901 });
    expect((await post('password/forgot', { username }, HOME)).status).toBe(202);
    const body = { username, code: await server.code(email), newPassword: 'Another-Horse-7' };
    expect((await post('password/reset', body, HOME)).status).toBe(204);
    const again = { username, password: 'Another-Horse-7' };
    expect((await post('sign-in', again, elsewhere())).body.code).toBe('rate_limited');
    expect((await post('sign-in', again, HOME)).status).toBe(200);
  });

  it('has ten mistakes of his own, whoever else makes some', async () => {
    const { username } = await somebody();
    await signedIn(username, HOME);
    await attack(username);
    const statuses = [];
    for (let at = 0; at < 12; at++)
      statuses.push(limited(await post('sign-in', { username, password: WRONG }, HOME)));
    expect(statuses.indexOf(true)).toBe(10);
  });
});

describe('an address', () => {
  const PER_MINUTE = 120;

  it.each([
    ['of IPv4', () => '192.0.2.30'],
    // One customer has 2^64 of them.
    ['of IPv6, with its network', (at: number) => `2001:db8:ffff:1::${at.toString(16)}`],
  ])('%s has so many tries a minute, at whatever names', async (_, from) => {
    const statuses: boolean[] = [];
    for (let at = 0; at < PER_MINUTE + 5; at++)
      statuses.push(
        limited(await post('sign-in', { username: `nobody${at}@example.com`, password: WRONG }, from(at))),
      );
    expect(statuses.filter((refused) => !refused)).toHaveLength(PER_MINUTE);
  });
});

async function signedIn(username: string, from: string): Promise<string> {
  const { body } = await post('sign-in', { username, password: PASSWORD }, from);
  return (body.data.tokens as { accessToken: string }).accessToken;
}

async function needsCode(Username: string): Promise<void> {
  const of = { UserPoolId: site.pool.userPoolId, Username };
  await site.sdk.send(new AdminSetUserMFAPreferenceCommand({ ...of, ...EMAIL }));
}
