import type { Account, Person } from './people';
import type { Step, Walk } from './walk';

const wrongPassword = 'Wrong-Horse-0!';

/** The code that has just been sent. */
export function sent({ service, now }: Walk, { email }: Person): { code: string; at: number; wrong: number } {
  return { code: service.lastCode(email), at: now, wrong: 0 };
}

/** The code as it is given: right, another one, or one of before. */
export function codeGiven(person: Person, code: string, { given, pick }: Step): string {
  if (given === 'right') return code;
  const old = person.oldCodes[pick % Math.max(1, person.oldCodes.length)];
  if (given === 'old' && old !== undefined && old !== code) return old;
  return String((Number(code) + 1) % 10 ** code.length).padStart(Math.max(6, code.length), '0');
}

/** A code that is used up or superseded; it is worth another try. */
export function retire(person: Person, which: 'signUpCode' | 'resetCode'): void {
  const code = person.account?.[which];
  if (code) person.oldCodes.push(code.code);
  if (person.account) person.account[which] = undefined;
}

/** The password as it is given: the right one, the one before, or another. */
export function passwordGiven({ passwords }: Person, given: Step['given']): string {
  if (given === 'right') return passwords.at(-1) ?? wrongPassword;
  return (given === 'old' ? passwords.at(-2) : undefined) ?? wrongPassword;
}

/** A wrong password or code, which counts for the lockout. */
export function failed(account: Account, now: number): void {
  account.failures += 1;
  account.lastFailure = now;
}

/** The account is gone. */
export function forget(person: Person): void {
  retire(person, 'signUpCode');
  retire(person, 'resetCode');
  person.account = undefined;
}
