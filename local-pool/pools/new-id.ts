import { randomInt } from 'node:crypto';

const lowerCase = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';

/** A new pool's id, of AWS's form: `us-east-1_` and 9 letters or digits. */
export function newPoolId(region: string): string {
  return `${region}_${random(lowerCase + lowerCase.toUpperCase() + digits, 9)}`;
}

/** A new app client's id: 26 lower-case letters or digits. */
export function newClientId(): string {
  return random(lowerCase + digits, 26);
}

/** A new client secret: 51 lower-case letters or digits, about 263 bits. */
export function newClientSecret(): string {
  return random(lowerCase + digits, 51);
}

/** A new import job's id: `import-` and 10 letters or digits. */
export function newImportJobId(): string {
  return `import-${random(lowerCase + lowerCase.toUpperCase() + digits, 10)}`;
}

function random(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
