import { day, hour, minute, type Held, type HeldSession, type Person, type SentCode } from './people';

/** Real time passes as well: this near to an end, in seconds, either answer is right. */
const margin = 30;

/** True and false are what must be answered; undefined leaves it open. */
export type Verdict = boolean | undefined;

export function all(...verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

/** Whether something of this age still lives. */
export function within(age: number, life: number): Verdict {
  return Math.abs(age - life) < margin ? undefined : age < life;
}

/** Whether the account a token or Session was made for is still there, and the same. */
export function sameAccount({ account }: Person, sub: string): boolean {
  return account?.sub === sub;
}

/** Whether the family of a token has not been ended by anybody. */
function inForce({ family }: Held): boolean {
  const { account } = family.person;
  return account?.sub === family.sub && account.enabled && !family.revoked && account.epoch === family.epoch;
}

/** Whether an access token opens self-service. */
export function opens(held: Held, now: number): Verdict {
  const status = held.family.person.account?.status;
  return all(
    inForce(held),
    status !== 'UNCONFIRMED' && status !== 'RESET_REQUIRED',
    within(now - held.at, hour),
  );
}

/** Whether a refresh token gives new tokens, were it not for rotation. */
export function refreshes(held: Held, now: number): Verdict {
  const { person, since } = held.family;
  return all(inForce(held), person.account?.status !== 'RESET_REQUIRED', within(now - since, 30 * day));
}

/** Whether this is a code that works. */
export function codeWorks(sent: SentCode | undefined, given: string, now: number, life: number): Verdict {
  if (sent?.code !== given || sent.wrong >= 10) return false;
  return within(now - sent.at, life);
}

/** Whether nothing locks the account: after five failures in a row it depends on the second. */
export function unlocked({ account }: Person, now: number): Verdict {
  if (!account || account.failures < 4) return true;
  return now - account.lastFailure > 20 * minute ? true : undefined;
}

/** Whether the Session itself is still good for an answer. */
export function sessionLives({ person, sub, at, spent }: HeldSession, now: number): Verdict {
  return all(!spent, sameAccount(person, sub), within(now - at, 3 * minute));
}
