import type { ChallengeResponseType, EventType } from '@aws-sdk/client-cognito-identity-provider';
import type { Caller, PoolContext } from '../operation';
import type { UserRecord } from '../store/records';
import type { AuthEventRecord } from './event-record';

/** What happens to whom. */
export interface Occasion {
  /** The EventId: a later note with the same one changes the entry. */
  readonly id: string;
  readonly type: EventType;
  readonly user: Pick<UserRecord, 'sub' | 'poolId'>;
  readonly caller: Caller;
}

/** What is new about it. */
export interface EventNote {
  readonly response: 'Pass' | 'Fail' | 'InProgress';
  readonly risk?: AuthEventRecord['event']['EventRisk'];
  readonly challenge?: ChallengeResponseType | undefined;
  readonly feedbackDigest?: string;
}

/** Writes down what has happened, or what has become of it. */
export function noteEvent(context: PoolContext, occasion: Occasion, note: EventNote): void {
  const { id, user } = occasion;
  const before = context.store.events.get(id);
  const event = before?.event ?? beginning(occasion);
  context.store.events.put({
    id,
    poolId: user.poolId,
    sub: user.sub,
    at: before?.at ?? context.clock.now(),
    ...(before?.feedbackDigest === undefined ? {} : { feedbackDigest: before.feedbackDigest }),
    ...(note.feedbackDigest === undefined ? {} : { feedbackDigest: note.feedbackDigest }),
    event: {
      ...event,
      EventResponse: note.response,
      EventRisk: { ...event.EventRisk, ...note.risk },
      ChallengeResponses: [...(event.ChallengeResponses ?? []), ...(note.challenge ? [note.challenge] : [])],
    },
  });
}

function beginning({ type, caller }: Occasion): AuthEventRecord['event'] {
  return {
    EventType: type,
    EventResponse: 'InProgress',
    EventRisk: { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false },
    ChallengeResponses: [],
    EventContextData: {
      IpAddress: caller.address,
      ...(caller.userAgent === '' ? {} : { DeviceName: caller.userAgent }),
    },
  };
}
