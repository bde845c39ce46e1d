import { createHash } from 'node:crypto';

/** What a name can be filled up with and still look the same: blanks, control characters, and what is not shown. */
const INVISIBLE = /[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu;
/** What is left of a dotted capital I in lower case, besides its i. */
const DOT = /\u0307/g;

/**
 * A name for an account that limits and audit events can keep: the same for every spelling that Cognito takes for one user, and not
 * the username itself, which is usually an e-mail address. Spellings that Cognito may tell apart are one name here as well: better two
 * people share a limit than that one of them has many.
 *
 * @returns 32 hexadecimal characters
 */
export function accountDigest(poolId: string, username: string): string {
  return createHash('sha256')
    .update(`${poolId}\0${folded(username)}`)
    .digest('hex')
    .slice(0, 32);
}

/** Through capitals, so that letters meet which have them in common, such as the dotless i and the i. */
function folded(name: string): string {
  const shown = name.normalize('NFKC').replace(INVISIBLE, '');
  return shown.toUpperCase().toLowerCase().replace(DOT, '').normalize('NFKC');
}
