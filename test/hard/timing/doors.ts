import { methodsAllowedBy } from '../../../src/auth/sign-in/sign-in-methods';
import type { SignInMethod } from '../../../src/auth/sign-in/sign-in.dto';
import { PASSWORD } from '../../support/gatehouse';
import { Srp } from '../../auth/ways-in/proofs';
import { type Challenge, challengeIn, EVERY_WAY, type Site } from '../../auth/ways-in/site';

const WRONG_PASSWORD = 'Wrong-Horse-7';
const WRONG_CODE = '00000000';

/** A request that is going to be timed. */
export interface Timed {
  readonly path: string;
  readonly body: object;
}

/** Comes as far as the request that is timed. */
export type Door = (site: Site, username: string) => Timed | Promise<Timed>;

const request = (path: string, body: object): Timed => ({ path: `/v1/auth/${path}`, body });

/** The first step of each method: one that proves nothing, or a wrong password. */
const proofs: Readonly<Record<SignInMethod, () => object>> = {
  password: () => ({ password: WRONG_PASSWORD }),
  srp: () => ({ srpA: new Srp().srpA }),
  custom: () => ({}),
  choice: () => ({}),
  passkey: () => ({}),
  email_otp: () => ({}),
  sms_otp: () => ({}),
};

export const EVERY_FLOW = [...EVERY_WAY.client.ExplicitAuthFlows, 'ALLOW_CUSTOM_AUTH' as const];

const begins = methodsAllowedBy(EVERY_FLOW, EVERY_WAY.pool.Policies.SignInPolicy.AllowedFirstAuthFactors).map(
  (method): [string, Door] => [
    `a sign-in by ${method}`,
    (_, username) => request('sign-in', { username, method, ...proofs[method]() }),
  ],
);

/** A sign-in that begins with a challenge, and an answer to it. */
const answering =
  (begin: object, answer: (challenge: Challenge) => object): Door =>
  async (site, username) => {
    const challenge = challengeIn(await site.signIn({ username, ...begin }));
    return request('challenge', { session: challenge.session, answer: answer(challenge) });
  };

const wrongSrp: Door = (site, username) => {
  const srp = new Srp();
  const begin = { method: 'srp', srpA: srp.srpA };
  return answering(begin, (challenge) => srp.password(challenge, WRONG_PASSWORD))(site, username);
};

/** Every way to ask about a name without being its owner. */
export const doors: Readonly<Record<string, Door>> = {
  ...Object.fromEntries(begins),
  'a wrong proof by srp': wrongSrp,
  'a wrong code of a sign-in': answering({ method: 'email_otp' }, () => ({ code: WRONG_CODE })),
  'a chosen password that is wrong': answering({ method: 'choice' }, () => ({
    choice: 'PASSWORD',
    password: WRONG_PASSWORD,
  })),
  'a chosen code': answering({ method: 'choice' }, () => ({ choice: 'EMAIL_OTP' })),
  'a wrong answer to a riddle': answering({ method: 'custom' }, () => ({ answer: 'wrong' })),
  'a sign-up': (_, username) =>
    request('sign-up', { username, password: PASSWORD, attributes: { email: username } }),
  'a code again': (_, username) => request('sign-up/resend', { username }),
  'a wrong code of a sign-up': (_, username) => request('sign-up/confirm', { username, code: '000000' }),
  'a forgotten password': (_, username) => request('password/forgot', { username }),
  'a wrong code for a new password': (_, username) =>
    request('password/reset', { username, code: '000000', newPassword: 'Another-Horse-7' }),
};
