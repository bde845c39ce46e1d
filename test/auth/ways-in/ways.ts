import { PASSWORD } from '../../support/gatehouse';
import { rememberedDevice, Srp } from './proofs';
import { signed, withPasskey } from './keys';
import { type Challenge, otherThan, type Person, type Site, wrongTotp } from './site';

/** The sites of the table, each with a pool of its own. */
export interface Sites {
  /** Every way in, MFA for who wants it. */
  readonly open: Site;
  /** A second factor is required of everybody. */
  readonly strict: Site;
  /** Remembered devices stand in for second factors. */
  readonly tracking: Site;
  /** Riddles by triggers. */
  readonly riddles: Site;
}

/** A sign-in that has come to its challenge, and what can be answered. */
export interface AtChallenge {
  readonly at: Challenge;
  readonly person: Person;
  /** The answer that goes on. */
  readonly right: object;
  /** An answer of the right form that is not right, where the session takes another one after it. */
  readonly wrong?: object;
}

/** One challenge: how somebody comes to it, and what he sees. */
export interface Way {
  readonly site: keyof Sites;
  readonly begin: (site: Site) => Promise<AtChallenge>;
  /** The whole `challenge` as the client sees it. */
  readonly seen: (person: Person, site: Site) => object;
  /** The next challenge after the right answer; tokens without one. */
  readonly next?: string;
  /** An answer with a value of the wrong form, and the field that is named. */
  readonly malformed: readonly [object, string];
}

const text = expect.any(String) as string;
const SMS = { SMSMfaSettings: { Enabled: true, PreferredMfa: true } };
const EMAIL = { EmailMfaSettings: { Enabled: true, PreferredMfa: true } };
const byEmail = ({ email }: Person) => ({
  medium: 'EMAIL',
  destination: `${email.slice(0, 1)}***@e***`,
  attribute: 'email',
});
const bySms = ({ phone }: Person) => ({
  medium: 'SMS',
  destination: `+*******${phone.slice(-4)}`,
  attribute: 'phone_number',
});
const codeChallenge = (name: string, delivery: object) => ({
  name,
  parameters: {},
  answer: ['code'],
  delivery,
});
const requestOptions = {
  challenge: text,
  timeout: 180_000,
  rpId: 'app.example.com',
  allowCredentials: [{ id: text, type: 'public-key', transports: expect.any(Array) as string[] }],
  userVerification: 'preferred',
};
const NO_CODE = [{ code: 123456 }, 'answer.code'] as const;

async function coded(site: Site, person: Person, at: Challenge, to: string): Promise<AtChallenge> {
  const code = await site.code(to);
  return { at, person, right: { code }, wrong: { code: otherThan(code) } };
}

/** Chooses a first factor. */
async function chosen(site: Site, person: Person, choice: string): Promise<Challenge> {
  return site.goOn(await site.begin(person, { method: 'choice' }), { choice });
}

/** Every challenge, by its name; where one has two meanings, with the second in brackets. */
export const ways: Readonly<Record<string, Way>> = {
  NEW_PASSWORD_REQUIRED: {
    site: 'open',
    begin: async (site) => {
      const person = await site.invited();
      const right = { newPassword: 'Another-Horse-7', attributes: { name: 'Ada' } };
      return { at: await site.begin(person), person, right };
    },
    seen: ({ email, phone }) => ({
      name: 'NEW_PASSWORD_REQUIRED',
      parameters: {
        requiredAttributes: [],
        attributes: { email, email_verified: true, phone_number: phone, phone_number_verified: true },
      },
      answer: ['newPassword', 'attributes'],
    }),
    malformed: [{ newPassword: 'Another-Horse-7', attributes: { name: 7 } }, 'answer.attributes'],
  },
  SMS_MFA: {
    site: 'open',
    begin: async (site) => {
      const person = await site.person(SMS);
      return coded(site, person, await site.begin(person), person.phone);
    },
    seen: (person) => codeChallenge('SMS_MFA', bySms(person)),
    malformed: NO_CODE,
  },
  'EMAIL_OTP (second factor)': {
    site: 'open',
    begin: async (site) => {
      const person = await site.person(EMAIL);
      return coded(site, person, await site.begin(person), person.email);
    },
    seen: (person) => codeChallenge('EMAIL_OTP', byEmail(person)),
    malformed: NO_CODE,
  },
  SOFTWARE_TOKEN_MFA: {
    site: 'open',
    begin: async (site) => {
      const person = await site.personWithApp();
      const [code, wrong] = await Promise.all([site.totpCode(person.secret), wrongTotp(site, person.secret)]);
      return { at: await site.begin(person), person, right: { code }, wrong: { code: wrong } };
    },
    seen: () => ({ name: 'SOFTWARE_TOKEN_MFA', parameters: { deviceName: 'phone' }, answer: ['code'] }),
    malformed: NO_CODE,
  },
  SELECT_MFA_TYPE: {
    site: 'open',
    begin: async (site) => {
      const person = await site.person({
        SMSMfaSettings: { Enabled: true },
        EmailMfaSettings: { Enabled: true },
      });
      return { at: await site.begin(person), person, right: { choice: 'EMAIL_OTP' } };
    },
    seen: () => ({
      name: 'SELECT_MFA_TYPE',
      parameters: { choices: ['SMS_MFA', 'EMAIL_OTP'] },
      answer: ['choice'],
    }),
    next: 'EMAIL_OTP',
    malformed: [{ choice: 'PIGEON' }, 'answer.choice'],
  },
  MFA_SETUP: {
    site: 'strict',
    begin: async (site) => {
      const person = await site.person({}, ['email', 'phone_number']);
      return { at: await site.begin(person), person, right: { email: person.email } };
    },
    seen: () => ({
      name: 'MFA_SETUP',
      parameters: { choices: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] },
      answer: ['email'],
    }),
    next: 'EMAIL_OTP',
    malformed: [{ email: 7 }, 'answer.email'],
  },
  'MFA_SETUP (authenticator app)': {
    site: 'strict',
    begin: async (site) => {
      const person = await site.person({}, ['email', 'phone_number']);
      const at = await site.begin(person);
      const { body } = await site.instance.post('/v1/auth/challenge/totp', { session: at.session });
      const { secretCode, session, expiresAt } = body.data as Challenge & { secretCode: string };
      const [code, wrong] = await Promise.all([site.totpCode(secretCode), wrongTotp(site, secretCode)]);
      return {
        at: { ...at, session, expiresAt },
        person,
        right: { code, deviceName: 'phone' },
        wrong: { code: wrong },
      };
    },
    seen: () => ({
      name: 'MFA_SETUP',
      parameters: { choices: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] },
      answer: ['email'],
    }),
    malformed: NO_CODE,
  },
  'EMAIL_OTP (first factor)': {
    site: 'open',
    begin: async (site) => {
      const person = await site.person();
      return coded(site, person, await site.begin(person, { method: 'email_otp' }), person.email);
    },
    seen: (person) => codeChallenge('EMAIL_OTP', byEmail(person)),
    malformed: NO_CODE,
  },
  SMS_OTP: {
    site: 'open',
    begin: async (site) => {
      const person = await site.person();
      return coded(site, person, await site.begin(person, { method: 'sms_otp' }), person.phone);
    },
    seen: (person) => codeChallenge('SMS_OTP', bySms(person)),
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
  DEVICE_SRP_AUTH: {
    site: 'tracking',
    begin: async (site) => {
      const person = await site.person(SMS);
      const { key: deviceKey } = await rememberedDevice(site, person);
      const at = await site.begin(person, { password: PASSWORD, deviceKey });
      return { at, person, right: { srpA: new Srp().srpA } };
    },
    seen: () => ({ name: 'DEVICE_SRP_AUTH', parameters: { deviceKey: text }, answer: ['srpA'] }),
    next: 'DEVICE_PASSWORD_VERIFIER',
    malformed: [{ srpA: 'not hexadecimal' }, 'answer.srpA'],
  },
  DEVICE_PASSWORD_VERIFIER: {
    site: 'tracking',
    begin: async (site) => {
      const [person, srp] = [await site.person(SMS), new Srp()];
      const device = await rememberedDevice(site, person);
      const first = await site.begin(person, { password: PASSWORD, deviceKey: device.key });
      const at = await site.goOn(first, { srpA: srp.srpA });
      return { at, person, right: srp.device(at, device) };
    },
    seen: () => ({
      name: 'DEVICE_PASSWORD_VERIFIER',
      parameters: { deviceKey: text, salt: text, srpB: text, secretBlock: text },
      answer: ['signature', 'timestamp', 'secretBlock'],
    }),
    malformed: [{ signature: 'x', timestamp: 'now', secretBlock: 'x' }, 'answer.timestamp'],
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
