/** Signature algorithms that passkeys may use, by COSE number, the preferred one first: ES256 and RS256. */
export const algorithms: readonly number[] = [-7, -257];
