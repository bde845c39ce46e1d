import { randomBytes } from 'node:crypto';

/** Seconds. */
export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A code that was sent, and how often something else was given for it. */
export interface SentCode {
  readonly code: string;
  readonly at: number;
  wrong: number;
}

/** What must be true of somebody, by what was answered so far. */
export interface Person {
  /** In name, address and attributes, so that it shows wherever they do. */
  readonly marker: string;
  readonly username: string;
  readonly email: string;
  /** Every password so far, the present one last. Never empty once there has been an account. */
  passwords: string[];
  account?: Account | undefined;
  /** Codes that were used, superseded or belonged to an earlier account. */
  oldCodes: string[];
}

export interface Account {
  readonly sub: string;
  status: 'UNCONFIRMED' | 'CONFIRMED' | 'RESET_REQUIRED' | 'FORCE_CHANGE_PASSWORD';
  enabled: boolean;
  emailVerified: boolean;
  temporarySince: number;
  /** Wrong passwords and codes in a row: from the fifth on the account may be locked. */
  failures: number;
  lastFailure: number;
  signUpCode?: SentCode | undefined;
  resetCode?: SentCode | undefined;
  /** How often everything was signed out. */
  epoch: number;
}

/** One sign-in. */
export interface Family {
  readonly person: Person;
  readonly sub: string;
  readonly epoch: number;
  readonly since: number;
  readonly clientId: string;
  readonly rotates: boolean;
  revoked: boolean;
  /** The refresh token in force. */
  current: string;
}

/** What somebody was given and may come back with. */
export interface Held {
  readonly family: Family;
  readonly access: string;
  readonly refresh: string;
  readonly at: number;
}

export interface HeldSession {
  readonly person: Person;
  readonly sub: string;
  readonly clientId: string;
  readonly challenge: 'NEW_PASSWORD_REQUIRED' | 'EMAIL_OTP';
  readonly session: string;
  /** What was sent for it, if anything. */
  readonly code: string;
  /** The password that led here. */
  readonly password: string | undefined;
  readonly at: number;
  spent: boolean;
}

export function newPerson(): Person {
  const marker = randomBytes(8).toString('hex');
  return {
    marker,
    username: `u-${marker}`,
    email: `${marker}@example.com`,
    passwords: [],
    oldCodes: [],
  };
}

/** A password that nobody has had. */
export function newPassword(): string {
  return `Aa1!${randomBytes(6).toString('hex')}`;
}
