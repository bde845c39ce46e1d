import { createHash, randomBytes } from 'node:crypto';
import type { AccountTakeoverActionType, NotifyEmailType } from '@aws-sdk/client-cognito-identity-provider';
import { notAuthorized } from '../auth/refusals';
import type { Step } from '../auth/next-step';
import type { SignIn } from '../auth/sign-in';
import { sendNotice } from '../messages/notice';
import type { PoolContext } from '../operation';
import { noteEvent, type Occasion } from './note-event';
import { isSkipped, riskSettings, type RiskSettings } from './risk-configuration';
import { threatProtection } from './threat-protection';

/**
 * Adaptive authentication, after every passed factor. AWS weighs much; here one thing is a risk, a low one: an address from which
 * the user has never signed in, although he has from others.
 *
 * @throws PoolError NotAuthorizedException where the pool blocks that
 */
export const riskStep: Step = (context, signIn) => {
  const { pool, user, known, caller, progress } = signIn;
  const mode = threatProtection(pool, progress.flow);
  const risk = riskSettings(signIn);
  if (mode === 'OFF' || !known || progress.eventId === undefined) return signIn;
  if (isSkipped(risk, caller.address) || !isNewAddress(context, signIn, progress.eventId)) return signIn;
  const occasion: Occasion = { id: progress.eventId, type: 'SignIn', user, caller };
  const action = mode === 'ENFORCED' ? lowAction(risk) : undefined;
  const blocks = action !== undefined && isBlockedBy(action, signIn);
  noteEvent(context, occasion, {
    response: 'InProgress',
    risk: { RiskLevel: 'Low', RiskDecision: blocks ? 'Block' : 'AccountTakeover' },
  });
  if (action?.Notify === true) notify(context, signIn, occasion, { action, risk });
  if (blocks) throw notAuthorized('Unable to login because of security reasons.');
  return signIn;
};

/** Looked at once in a sign-in. */
function isNewAddress(context: PoolContext, { user, caller }: SignIn, eventId: string): boolean {
  const all = context.store.events.by('user', user.sub);
  if (all.some(({ id, event }) => id === eventId && event.EventRisk?.RiskLevel !== undefined)) return false;
  const earlier = all.filter(({ event }) => event.EventType === 'SignIn' && event.EventResponse === 'Pass');
  return (
    earlier.length > 0 && earlier.every(({ event }) => event.EventContextData?.IpAddress !== caller.address)
  );
}

function lowAction(risk: RiskSettings | undefined): AccountTakeoverActionType | undefined {
  return risk?.AccountTakeoverRiskConfiguration?.Actions?.LowAction;
}

/** Whoever has a second factor is asked for it in any case. */
function isBlockedBy({ EventAction }: AccountTakeoverActionType, { user }: SignIn): boolean {
  return EventAction === 'BLOCK' || (EventAction === 'MFA_REQUIRED' && user.mfa.enabled.length === 0);
}

function emailFor(
  risk: RiskSettings | undefined,
  { EventAction }: AccountTakeoverActionType,
): NotifyEmailType | undefined {
  const templates = risk?.AccountTakeoverRiskConfiguration?.NotifyConfiguration;
  if (EventAction === 'BLOCK') return templates?.BlockEmail;
  return EventAction === 'NO_ACTION' ? templates?.NoActionEmail : templates?.MfaEmail;
}

/** Tells the user, with the token by which he can say whether it was him (UpdateAuthEventFeedback). */
function notify(
  context: PoolContext,
  { pool, user, caller }: SignIn,
  occasion: Occasion,
  { action, risk }: { readonly action: AccountTakeoverActionType; readonly risk: RiskSettings | undefined },
): void {
  const to = user.attributes['email'];
  if (to === undefined) return;
  const token = randomBytes(32).toString('base64url');
  noteEvent(context, occasion, { response: 'InProgress', feedbackDigest: feedbackDigest(token) });
  const values = {
    'ip-address': caller.address,
    'device-name': caller.userAgent,
    city: 'unknown',
    country: 'unknown',
    'login-time': new Date(context.clock.now()).toISOString(),
    'one-click-link-valid': feedbackRequest(occasion.id, token, 'Valid'),
    'one-click-link-invalid': feedbackRequest(occasion.id, token, 'Invalid'),
    'event-id': occasion.id,
    'account-take-over-action': action.EventAction ?? 'NO_ACTION',
    username: user.username,
  };
  sendNotice(context, {
    pool,
    user,
    to,
    kind: 'AccountTakeOverNotification',
    code: token,
    template: emailFor(risk, action),
    values,
  });
}

/** Under what an event keeps its FeedbackToken. */
export function feedbackDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** In place of a link: there is no page behind it. */
function feedbackRequest(eventId: string, token: string, value: 'Valid' | 'Invalid'): string {
  return `UpdateAuthEventFeedback EventId=${eventId} FeedbackToken=${token} FeedbackValue=${value}`;
}
