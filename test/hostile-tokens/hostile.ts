import { algorithms } from './classes/algorithms';
import { wrongClaims } from './classes/claims';
import { documents } from './classes/documents';
import { encodings } from './classes/encodings';
import { headers } from './classes/headers';
import { keys } from './classes/keys';
import { purposes } from './classes/purposes';
import { signatures } from './classes/signatures';
import { timeClaims } from './classes/times';
import type { Mint, TokenClasses, Variant } from './mint';

/** All classes of tokens that nobody may get in with. */
export const hostileClasses: TokenClasses = {
  ...algorithms,
  ...signatures,
  ...keys,
  ...headers,
  ...purposes,
  ...timeClaims,
  ...wrongClaims,
  ...documents,
  ...encodings,
};

/** All hostile tokens, by class. */
export const hostileTokens = (mint: Mint): [name: string, variants: Variant[]][] =>
  Object.entries(hostileClasses).map(([name, make]) => [name, make(mint)]);
