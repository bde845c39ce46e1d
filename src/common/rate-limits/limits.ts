/** So many calls within so many seconds. */
export interface Window {
  readonly limit: number;
  /** Length of the window in seconds. */
  readonly seconds: number;
}

export interface LimitRow {
  /** Calls from one IP address. */
  readonly perIp?: Window;
  /**
   * Calls for one account, whatever the address. `failures` gives the call back when it succeeds: who knows the password is not
   * slowed down, who guesses is.
   */
  readonly perAccount?: Window & {
    readonly counts: 'calls' | 'failures';
    /** Whether every success is a proof of the owner, who is known from then on where it came from. */
    readonly proves?: true;
  };
}

/**
 * The one table of limits. Addresses are shared by offices and mobile networks, so the figures per address only stop floods; the
 * figures per account stop guessing (ten failures in 15 minutes) and message floods.
 */
export const limits = {
  'sign-in': {
    perIp: { limit: 120, seconds: 60 },
    perAccount: { limit: 10, seconds: 900, counts: 'failures' },
  },
  'sign-up': { perIp: { limit: 60, seconds: 60 }, perAccount: { limit: 10, seconds: 900, counts: 'calls' } },
  /** Anything that makes Cognito send a message to somebody. */
  'send-code': {
    perIp: { limit: 60, seconds: 60 },
    perAccount: { limit: 10, seconds: 900, counts: 'calls' },
  },
  /** Anything that takes a code or a password as proof. */
  'check-code': {
    perIp: { limit: 120, seconds: 60 },
    perAccount: { limit: 10, seconds: 900, counts: 'failures', proves: true },
  },
  refresh: { perIp: { limit: 300, seconds: 60 } },
  'sign-out': { perIp: { limit: 300, seconds: 60 } },
  read: { perIp: { limit: 1200, seconds: 60 } },
  write: { perIp: { limit: 600, seconds: 60 } },
  admin: { perIp: { limit: 1200, seconds: 60 } },
  /** Runs that take long: each has a share of the pace, and some memory. */
  bulk: { perIp: { limit: 30, seconds: 60 } },
  /** Documents and probes: cheap, and probes must not be refused. */
  unlimited: {},
} as const satisfies Record<string, LimitRow>;

export type LimitName = keyof typeof limits;
