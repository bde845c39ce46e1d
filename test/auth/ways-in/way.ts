import type { Challenge, Person, Site } from './site';
import { otherThan } from './site';

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

/** Any text. */
export const text = expect.any(String) as string;
/** Somebody with a second factor by SMS. */
export const SMS = { SMSMfaSettings: { Enabled: true, PreferredMfa: true } };
/** Somebody with a second factor by e-mail. */
export const EMAIL = { EmailMfaSettings: { Enabled: true, PreferredMfa: true } };
/** A number where a text is wanted. */
export const NO_CODE = [{ code: 123456 }, 'answer.code'] as const;

const byEmail = ({ email }: Person): object => ({
  medium: 'EMAIL',
  destination: `${email.slice(0, 1)}***@e***`,
  attribute: 'email',
});
const bySms = ({ phone }: Person): object => ({
  medium: 'SMS',
  destination: `+*******${phone.slice(-4)}`,
  attribute: 'phone_number',
});

/** What is seen of a second factor with a code. */
export function codeChallenge(name: 'SMS_MFA' | 'EMAIL_OTP', person: Person): object {
  const delivery = name === 'EMAIL_OTP' ? byEmail(person) : bySms(person);
  return { name, parameters: {}, answer: ['code'], delivery };
}

/** @param to where the code went */
export async function coded(site: Site, person: Person, at: Challenge, to: string): Promise<AtChallenge> {
  const code = await site.code(to);
  return { at, person, right: { code }, wrong: { code: otherThan(code) } };
}
