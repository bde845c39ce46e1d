import { TokenFault } from '../access/token-fault';
import { AppError } from '../errors/app-error';
import type { LabelsOf } from './metric-table';

type Reason = LabelsOf<'gatehouse_token_refusals_total'>['reason'];

/** Kinds of the fixed sentences that refuse a token. The log has the sentence itself. */
const KINDS: readonly (readonly [sentence: RegExp, reason: Reason])[] = [
  [/^there is no Authorization header$/, 'missing'],
  [/^it has expired$/, 'expired'],
  [/^invalid signature$/, 'signature'],
  [/^the key is not known$/, 'key'],
  [/^(the algorithm|the type|the header has a member)/, 'header'],
  [/Authorization header|^the token is too long$|three parts$|^a (part|member) is /, 'malformed'],
];

/**
 * Why a request was refused for its token.
 *
 * @param failure what was thrown
 * @returns undefined when that was not about the token
 */
export function tokenRefusal(failure: unknown): Reason | undefined {
  if (!(failure instanceof AppError)) return undefined;
  if (failure.code === 'token_revoked') return 'revoked';
  if (failure.code === 'verification_keys_unavailable') return 'no_keys';
  const { cause } = failure;
  if (!(cause instanceof TokenFault)) return undefined;
  return KINDS.find(([sentence]) => sentence.test(cause.message))?.[1] ?? 'claims';
}
