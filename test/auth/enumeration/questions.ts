import type { SignInMethod } from '../../../src/auth/sign-in/sign-in.dto';
import { type Answer, PASSWORD } from '../../support/gatehouse';
import { Srp } from '../ways-in/proofs';
import { challengeIn, type Site } from '../ways-in/site';

const WRONG_PASSWORD = 'Wrong-Horse-7';
const WRONG_CODE = { code: '00000000' };
const GARBAGE = 'eyJjdHkiOiJKV1QifQ.garbage.garbage.garbage.garbage';

/** What a stranger can ask who knows nothing but a name, and how far he comes with it. */
export interface Question {
  /** `method path` of the routes that are asked. */
  readonly routes: readonly string[];
  /** The way to sign in that it begins with, if any. */
  readonly method?: SignInMethod;
  /** Whether the first answer goes by the factors of the account: they are told to everybody who asks for them. */
  readonly byFactors?: true;
  /** Whether it takes many tries, which an app client that reveals names counts for known names only. */
  readonly patient?: true;
  readonly ask: (site: Site, username: string) => Promise<Answer[]>;
}

const post = (site: Site, path: string, body: object): Promise<Answer> =>
  site.instance.post(`/v1/auth/${path}`, body);

const answer = (site: Site, to: Answer, given: object): Promise<Answer> =>
  site.answer(challengeIn(to).session, given);

/** One request. */
function once(path: string, body: (username: string) => object): Question {
  return {
    routes: [`post /v1/auth/${path}`],
    ask: async (site, username) => [await post(site, path, body(username))],
  };
}

/** A sign-in that begins with a challenge, and what follows. */
function signIn(
  method: SignInMethod,
  goOn: (site: Site, first: Answer) => Promise<Answer[]> = () => Promise.resolve([]),
): Question {
  return {
    routes: ['post /v1/auth/sign-in', 'post /v1/auth/challenge'],
    method,
    ask: async (site, username) => {
      const first = await post(site, 'sign-in', { username, method });
      return [first, ...(await goOn(site, first))];
    },
  };
}

/** So many sign-ins with SRP, and what follows each. */
function srp(goOn: (site: Site, first: Answer, proof: object) => Promise<Answer[]>, times = 1): Question {
  const begin = async (site: Site, username: string): Promise<Answer[]> => {
    const client = new Srp();
    const first = await post(site, 'sign-in', { username, method: 'srp', srpA: client.srpA });
    return goOn(site, first, client.password(challengeIn(first), WRONG_PASSWORD));
  };
  const ask = async (site: Site, username: string): Promise<Answer[]> => {
    const answers: Answer[] = [];
    for (let time = 0; time < times; time++) answers.push(...(await begin(site, username)));
    return answers;
  };
  return { routes: ['post /v1/auth/sign-in', 'post /v1/auth/challenge'], method: 'srp', ask };
}

/** The same answer, so many times. */
async function repeatedly(times: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let time = 0; time < times; time++) answers.push(await ask());
  return answers;
}

const reset = (username: string) => ({ username, code: '000000', newPassword: 'Another-Horse-7' });
const confirmation = (username: string) => ({ username, code: '000000' });
const byFactors = { byFactors: true } as const;
const patient = { patient: true } as const;

export const questions: Readonly<Record<string, Question>> = {
  'what the configuration is': {
    routes: ['get /v1/auth/configuration'],
    ask: async (site, username) => {
      const name = encodeURIComponent(username);
      return [await site.instance.get(`/v1/auth/configuration?username=${name}`)];
    },
  },
  'a wrong password': {
    ...once('sign-in', (username) => ({ username, password: WRONG_PASSWORD })),
    method: 'password',
  },
  'a wrong password until it is locked': {
    ...patient,
    routes: ['post /v1/auth/sign-in'],
    method: 'password',
    ask: (site, username) =>
      repeatedly(6, () => post(site, 'sign-in', { username, password: WRONG_PASSWORD })),
  },
  'a wrong password and a device': once('sign-in', (username) => ({
    username,
    password: WRONG_PASSWORD,
    deviceKey: 'us-east-1_01234567-89ab-4def-8123-456789abcdef',
  })),
  'a sign-up': {
    routes: ['post /v1/auth/sign-up'],
    ask: async (site, username) => {
      const attributes = { email: username };
      return [await post(site, 'sign-up', { username, password: PASSWORD, attributes })];
    },
  },
  'a sign-up without a password': once('sign-up', (username) => ({
    username,
    attributes: { email: username },
  })),
  'a sign-up with a weak password': once('sign-up', (username) => ({
    username,
    password: 'weak',
    attributes: { email: username },
  })),
  'a wrong code': once('sign-up/confirm', confirmation),
  'a wrong code, and to be signed in': once('sign-up/confirm', (username) => ({
    ...confirmation(username),
    signIn: true,
    session: 'x',
  })),
  'a wrong code, again and again': {
    ...patient,
    routes: ['post /v1/auth/sign-up/confirm'],
    ask: (site, username) => repeatedly(12, () => post(site, 'sign-up/confirm', confirmation(username))),
  },
  'a code again': once('sign-up/resend', (username) => ({ username })),
  'a code again and again, and a wrong one': {
    ...patient,
    routes: ['post /v1/auth/sign-up/resend', 'post /v1/auth/sign-up/confirm'],
    ask: async (site, username) => [
      ...(await repeatedly(6, () => post(site, 'sign-up/resend', { username }))),
      await post(site, 'sign-up/confirm', confirmation(username)),
    ],
  },
  'a forgotten password': once('password/forgot', (username) => ({ username })),
  'a wrong code for a new password': once('password/reset', reset),
  'a weak new password': once('password/reset', (username) => ({ ...reset(username), newPassword: 'weak' })),
  'a forgotten password again and again, and wrong codes': {
    ...patient,
    routes: ['post /v1/auth/password/forgot', 'post /v1/auth/password/reset'],
    ask: async (site, username) => [
      ...(await repeatedly(2, () => post(site, 'password/forgot', { username }))),
      ...(await repeatedly(12, () => post(site, 'password/reset', reset(username)))),
    ],
  },
  'srp, and a wrong proof twice': srp(async (site, first, proof) => [
    first,
    await answer(site, first, proof),
    await answer(site, first, proof),
  ]),
  'srp until it is locked': {
    ...patient,
    ...srp(async (site, first, proof) => [await answer(site, first, proof)], 6),
  },
  'a choice, and a wrong password': {
    ...byFactors,
    ...signIn('choice', async (site, first) => {
      const chosen = await answer(site, first, { choice: 'PASSWORD' });
      return [chosen, await answer(site, chosen, { password: WRONG_PASSWORD })];
    }),
  },
  'a choice, and a wrong password with it': {
    ...byFactors,
    ...signIn('choice', async (site, first) => [
      await answer(site, first, { choice: 'PASSWORD', password: WRONG_PASSWORD }),
    ]),
  },
  'a choice, and a wrong proof by srp': {
    ...byFactors,
    ...signIn('choice', async (site, first) => {
      const srp = new Srp();
      const verifier = await answer(site, first, { choice: 'PASSWORD_SRP', srpA: srp.srpA });
      return [verifier, await answer(site, verifier, srp.password(challengeIn(verifier), WRONG_PASSWORD))];
    }),
  },
  'a choice, and a wrong code': {
    ...byFactors,
    ...signIn('choice', async (site, first) => {
      const chosen = await answer(site, first, { choice: 'EMAIL_OTP' });
      return [chosen, await answer(site, chosen, WRONG_CODE)];
    }),
  },
  'a choice, and one that is not offered': {
    ...byFactors,
    ...signIn('choice', async (site, first) => [await answer(site, first, { choice: 'PIGEON' })]),
  },
  'a code by e-mail, and wrong ones until it is locked': {
    ...patient,
    ...byFactors,
    ...signIn('email_otp', (site, first) => repeatedly(6, () => answer(site, first, WRONG_CODE))),
  },
  'a code by SMS': { ...byFactors, ...signIn('sms_otp') },
  'a passkey': { ...byFactors, ...signIn('passkey') },
  'an authenticator app with the session of something else': {
    routes: ['post /v1/auth/sign-in', 'post /v1/auth/challenge/totp'],
    ...byFactors,
    ask: async (site, username) => {
      const first = await post(site, 'sign-in', { username, method: 'email_otp' });
      return [await post(site, 'challenge/totp', { session: challengeIn(first).session })];
    },
  },
  'garbage to refresh with': {
    routes: ['post /v1/auth/refresh'],
    ask: async (site, username) => [
      await post(site, 'refresh', { refreshToken: GARBAGE }),
      await post(site, 'refresh', { refreshToken: Buffer.from(username).toString('base64url') }),
    ],
  },
  'garbage to sign out with': once('sign-out', () => ({ refreshToken: GARBAGE })),
};

/** The same where the challenges are those of the user pool's triggers. */
export const riddleQuestions: Readonly<Record<string, Question>> = {
  'a riddle, and wrong answers until the triggers end it': signIn('custom', async (site, first) => {
    const second = await answer(site, first, { answer: 'wrong' });
    const third = await answer(site, second, { answer: 'wrong' });
    return [second, third, await answer(site, third, { answer: 'wrong' })];
  }),
};

/** The same where everybody has a passkey. */
export const passkeyQuestions: Readonly<Record<string, Question>> = {
  'a passkey that is none': signIn('passkey', async (site, first) => [
    await answer(site, first, { credential: { id: 'x' } }),
  ]),
  'a choice with a passkey': signIn('choice', async (site, first) => {
    const chosen = await answer(site, first, { choice: 'WEB_AUTHN' });
    return [chosen, await answer(site, chosen, { credential: { id: 'x' } })];
  }),
};
