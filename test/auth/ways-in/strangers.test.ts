import type { Answer } from '../../support/gatehouse';
import { Srp } from './proofs';
import { type PoolServer, startPoolServer } from './pool-server';
import { BY_EMAIL, challengeIn, EVERY_WAY, type Person, Site } from './site';

const WRONG_PASSWORD = 'Wrong-Horse-7';
const WRONG_CODE = { code: '00000000' };

let server: PoolServer;
let site: Site;
beforeAll(async () => {
  server = await startPoolServer();
  site = await Site.open(server, { ...EVERY_WAY, pool: { ...EVERY_WAY.pool, ...BY_EMAIL } });
});
afterAll(async () => {
  await site.close();
  await server.pool.close();
});

const RANDOM = new Set(['session', 'secretBlock', 'userId']);
/** The length varies with those of the numbers of SRP, for everybody. */
const VARIES = new Set(['date', 'x-request-id', 'content-length']);

/** A number as SRP clients write it: whole bytes, of which the first bit is the sign. */
function positive(hex: string): string {
  const digits = BigInt(`0x${hex}`).toString(16);
  const whole = digits.length % 2 === 0 ? digits : `0${digits}`;
  return /^[89a-f]/.test(whole) ? `00${whole}` : whole;
}

/** What is left of an answer without what is random. Lengths stay: a length can tell, too. */
function remains({ status, headers, body }: Answer): object {
  const rest = [...headers].filter(([name]) => !VARIES.has(name));
  const text = JSON.stringify(body, (key, value: unknown) => {
    if (key === 'requestId' || key === 'expiresAt') return undefined;
    if (key === 'salt') return value === positive(String(value)) ? 'a positive number' : value;
    if (key === 'srpB') return /^[0-9a-f]{750,768}$/.test(String(value)) ? 'a number below N' : value;
    return RANDOM.has(key) ? `${String(value).length} characters` : value;
  });
  return { status, headers: Object.fromEntries(rest), text };
}

const post = (body: object) => site.signIn(body);
const answer = (to: Answer, given: object) => site.answer(challengeIn(to).session, given);

/** How far somebody comes who knows a name and nothing else. */
const attempts: Record<string, (username: string) => Promise<Answer[]>> = {
  'a password': async (username) => [await post({ username, password: WRONG_PASSWORD })],
  srp: async (username) => {
    const srp = new Srp();
    const first = await post({ username, method: 'srp', srpA: srp.srpA });
    const proof = srp.password(challengeIn(first), WRONG_PASSWORD);
    return [first, await answer(first, proof), await answer(first, proof)];
  },
  'a choice': async (username) => {
    const first = await post({ username, method: 'choice' });
    const password = await answer(first, { choice: 'PASSWORD' });
    return [first, password, await answer(password, { password: WRONG_PASSWORD })];
  },
  'a choice and the password with it': async (username) => {
    const first = await post({ username, method: 'choice' });
    return [first, await answer(first, { choice: 'PASSWORD', password: WRONG_PASSWORD })];
  },
  'a choice, then srp': async (username) => {
    const srp = new Srp();
    const first = await post({ username, method: 'choice' });
    const verifier = await answer(first, { choice: 'PASSWORD_SRP', srpA: srp.srpA });
    return [first, verifier, await answer(verifier, srp.password(challengeIn(verifier), WRONG_PASSWORD))];
  },
  'a choice, then a code': async (username) => {
    const first = await post({ username, method: 'choice' });
    const code = await answer(first, { choice: 'EMAIL_OTP' });
    return [first, code, await answer(code, WRONG_CODE)];
  },
  'a choice that is not offered': async (username) => {
    const first = await post({ username, method: 'choice' });
    return [first, await answer(first, { choice: 'PIGEON' })];
  },
  'codes until it is locked': async (username) => {
    const first = await post({ username, method: 'email_otp' });
    const answers = [first];
    for (let guess = 0; guess < 6; guess++) answers.push(await answer(first, WRONG_CODE));
    return answers;
  },
  'codes until no more are sent': async (username) => {
    const answers: Answer[] = [];
    for (let asked = 0; asked < 21; asked++) answers.push(await post({ username, method: 'email_otp' }));
    expect(answers.at(-1)?.body).toMatchObject({ status: 429, code: 'too_many_attempts' });
    return answers;
  },
  'a code by SMS': async (username) => [await post({ username, method: 'sms_otp' })],
  'a passkey': async (username) => [await post({ username, method: 'passkey' })],
  'a device': async (username) => {
    const deviceKey = 'us-east-1_01234567-89ab-4def-8123-456789abcdef';
    return [await post({ username, method: 'email_otp', deviceKey })];
  },
};

describe.each(Object.entries(attempts))('%s', (_, attempt) => {
  const walked = async ({ username }: Person) => (await attempt(username)).map(remains);

  it('does not tell an account from none', async () => {
    const [known, unknown] = [await site.person({}, ['phone_number']), site.stranger()];
    expect(await walked(known)).toEqual(await walked(unknown));
  });
});

it('the salt of nobody is the same every time, and looks like one', async () => {
  for (let asked = 0; asked < 8; asked++) {
    const { username } = site.stranger();
    const salts = [1, 2].map(async () => {
      const { body } = await post({ username, method: 'srp', srpA: new Srp().srpA });
      return body.data.challenge.parameters.salt as string;
    });
    const [salt = '', again] = await Promise.all(salts);
    expect([salt, again]).toEqual([positive(salt), salt]);
  }
});
