import { PASSWORD } from '../../support/gatehouse';
import { signed, withPasskey } from './keys';
import { Srp } from './proofs';
import type { Challenge, Person, Site } from './site';
import { coded, NO_CODE, text, type Way } from './way';

const requestOptions = {
  challenge: text,
  timeout: 180_000,
  rpId: 'app.example.com',
  allowCredentials: [{ id: text, type: 'public-key', transports: expect.any(Array) as string[] }],
  userVerification: 'preferred',
};

/** A code for who has proved nothing yet. How much is told of its destination is the business of the tests about strangers. */
function unproved(name: string, medium: string, attribute: string): object {
  return { name, parameters: {}, answer: ['code'], delivery: { medium, destination: text, attribute } };
}

/** Chooses a first factor. */
async function chosen(site: Site, person: Person, choice: string): Promise<Challenge> {
  return site.goOn(await site.begin(person, { method: 'choice' }), { choice });
}

/** What a sign-in begins with. */
export const firstFactors: Readonly<Record<string, Way>> = {
  'EMAIL_OTP (first factor)': {
    site: 'open',
    begin: async (site) => {
      const person = await site.person();
      return coded(site, person, await site.begin(person, { method: 'email_otp' }), person.email);
    },
    seen: () => unproved('EMAIL_OTP', 'EMAIL', 'email'),
    malformed: NO_CODE,
  },
  SMS_OTP: {
    site: 'open',
    begin: async (site) => {
      const person = await site.person();
      return coded(site, person, await site.begin(person, { method: 'sms_otp' }), person.phone);
    },
    seen: () => unproved('SMS_OTP', 'SMS', 'phone_number'),
    malformed: NO_CODE,
  },
  SELECT_CHALLENGE: {
    site: 'open',
    begin: async (site) => {
      const person = await site.person();
      const at = await site.begin(person, { method: 'choice' });
      return { at, person, right: { choice: 'PASSWORD', password: PASSWORD } };
    },
    seen: () => ({
      name: 'SELECT_CHALLENGE',
      parameters: { choices: ['EMAIL_OTP', 'SMS_OTP', 'PASSWORD_SRP', 'PASSWORD'] },
      answer: ['choice', 'srpA', 'password'],
    }),
    malformed: [{ choice: 'PASSWORD', password: '' }, 'answer.password'],
  },
  PASSWORD_VERIFIER: {
    site: 'open',
    begin: async (site) => {
      const [person, srp] = [await site.person(), new Srp()];
      const at = await site.begin(person, { method: 'srp', srpA: srp.srpA });
      return { at, person, right: srp.password(at) };
    },
    seen: ({ username }, { poolName }) => ({
      name: 'PASSWORD_VERIFIER',
      parameters: {
        poolName,
        userId: username,
        salt: expect.stringMatching(/^[0-9a-f]+$/) as string,
        srpB: expect.stringMatching(/^[0-9a-f]+$/) as string,
        secretBlock: text,
      },
      answer: ['signature', 'timestamp', 'secretBlock'],
    }),
    malformed: [
      { signature: 7, timestamp: 'Tue Sep 8 04:05:06 UTC 2026', secretBlock: 'x' },
      'answer.signature',
    ],
  },
  PASSWORD: {
    site: 'open',
    begin: async (site) => {
      const person = await site.person();
      return { at: await chosen(site, person, 'PASSWORD'), person, right: { password: PASSWORD } };
    },
    seen: () => ({ name: 'PASSWORD', parameters: {}, answer: ['password'] }),
    malformed: [{ password: '' }, 'answer.password'],
  },
  PASSWORD_SRP: {
    site: 'open',
    begin: async (site) => {
      const person = await site.person();
      const at = await chosen(site, person, 'PASSWORD_SRP');
      return { at, person, right: { srpA: new Srp().srpA } };
    },
    seen: () => ({ name: 'PASSWORD_SRP', parameters: {}, answer: ['srpA'] }),
    next: 'PASSWORD_VERIFIER',
    malformed: [{ srpA: '' }, 'answer.srpA'],
  },
  WEB_AUTHN: {
    site: 'open',
    begin: async (site) => {
      const owner = await withPasskey(site, await site.person());
      const at = await site.begin(owner, { method: 'passkey' });
      return { at, person: owner, right: signed(owner, at) };
    },
    seen: () => ({
      name: 'WEB_AUTHN',
      parameters: {
        options: requestOptions,
      },
      answer: ['credential'],
    }),
    malformed: [{ credential: '{}' }, 'answer.credential'],
  },
  'SELECT_CHALLENGE (with a passkey)': {
    site: 'open',
    begin: async (site) => {
      const owner = await withPasskey(site, await site.person());
      const at = await site.begin(owner, { method: 'choice' });
      return { at, person: owner, right: { choice: 'WEB_AUTHN', ...signed(owner, at) } };
    },
    seen: () => ({
      name: 'SELECT_CHALLENGE',
      parameters: {
        choices: ['EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN', 'PASSWORD_SRP', 'PASSWORD'],
        options: requestOptions,
      },
      answer: ['choice', 'srpA', 'password', 'credential'],
    }),
    malformed: [{ choice: 'WEB_AUTHN', credential: 'x' }, 'answer.credential'],
  },
  'WEB_AUTHN (chosen)': {
    site: 'open',
    begin: async (site) => {
      const owner = await withPasskey(site, await site.person());
      const at = await chosen(site, owner, 'WEB_AUTHN');
      return { at, person: owner, right: signed(owner, at) };
    },
    seen: () => ({
      name: 'WEB_AUTHN',
      parameters: { options: requestOptions },
      answer: ['credential'],
    }),
    malformed: [{ credential: [] }, 'answer.credential'],
  },
  CUSTOM_CHALLENGE: {
    site: 'riddles',
    begin: async (site) => {
      const person = await site.person();
      const at = await site.begin(person, { method: 'custom' });
      return { at, person, right: { answer: 'answer-1' } };
    },
    seen: () => ({ name: 'CUSTOM_CHALLENGE', parameters: { riddle: 'riddle-1' }, answer: ['answer'] }),
    malformed: [{ answer: ['answer-1'] }, 'answer.answer'],
  },
};
