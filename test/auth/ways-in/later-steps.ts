import { PASSWORD } from '../../support/gatehouse';
import { rememberedDevice, Srp } from './proofs';
import { type Challenge, wrongTotp } from './site';
import { codeChallenge, coded, EMAIL, NO_CODE, SMS, text, type Way } from './way';

/** What follows the first factor. */
export const laterSteps: Readonly<Record<string, Way>> = {
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
    seen: (person) => codeChallenge('SMS_MFA', person),
    malformed: NO_CODE,
  },
  'EMAIL_OTP (second factor)': {
    site: 'open',
    begin: async (site) => {
      const person = await site.person(EMAIL);
      return coded(site, person, await site.begin(person), person.email);
    },
    seen: (person) => codeChallenge('EMAIL_OTP', person),
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
};
