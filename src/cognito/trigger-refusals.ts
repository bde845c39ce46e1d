import type { ErrorCode } from '../common/errors/error-table';
import type { Meaning } from './meaning';

/** What the triggers of this project put before a reason that people may read (`src/triggers/refusal.ts`). All else is for the log. */
export const REFUSED_FOR_REASON = /^(\w+) failed with error Refused: ([^\p{C}]{1,200})$/su;

/** What they say when they could not tell. */
export const TRIGGER_FAILED = /^\w+ failed with error Unavailable: /;

/** A trigger could not do its work: nothing that the caller has done, and not Cognito's fault either. */
export const triggerFailed: Meaning = {
  code: 'upstream_refused',
  detail: 'A rule of this service could not be checked. Try again later.',
};

/** The refusal of a trigger, with the reason that it gives. */
export function refusedForReason(text: string): Meaning {
  const [, trigger, reason = ''] = REFUSED_FOR_REASON.exec(text) ?? [];
  const code: ErrorCode = trigger === 'PreAuthentication' ? 'sign_in_refused' : 'operation_refused';
  return { code, detail: `${reason}.` };
}
