import { randomInt } from 'node:crypto';

/** Characters that are not taken for one another, one set for each rule that a policy can have. */
const SETS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!@#%^*-_+=?'];

/**
 * A password for an invitation, good for one sign-in: satisfies every rule that a policy can have.
 *
 * @param least length that the policy asks for
 */
export function temporaryPassword(least = 0): string {
  const all = SETS.join('');
  const characters = SETS.map(pick);
  while (characters.length < Math.max(least, 16))
    characters.splice(randomInt(characters.length + 1), 0, pick(all));
  return characters.join('');
}

function pick(from: string): string {
  return from.charAt(randomInt(from.length));
}
