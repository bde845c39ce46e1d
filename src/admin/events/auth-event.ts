import type {
  AuthEventType,
  EventContextDataType,
  EventFeedbackType,
  EventRiskType,
} from '@aws-sdk/client-cognito-identity-provider';
import { answered } from '../../cognito/answered';
import type { AuthEvent, EventContext, EventFeedback, EventRisk } from './events.dto';

/**
 * An event as people and programs read it.
 *
 * @throws AppError `upstream_invalid_response` when what every event has is missing
 */
export function authEventFrom(event: AuthEventType): AuthEvent {
  return {
    id: answered(event.EventId),
    type: answered(event.EventType),
    response: answered(event.EventResponse),
    createdAt: answered(event.CreationDate).toISOString(),
    ...presentIn('risk', riskFrom(event.EventRisk)),
    challenges: (event.ChallengeResponses ?? []).map(({ ChallengeName, ChallengeResponse }) => ({
      name: answered(ChallengeName),
      response: answered(ChallengeResponse),
    })),
    ...presentIn('context', contextFrom(event.EventContextData)),
    ...presentIn('feedback', feedbackFrom(event.EventFeedback)),
  };
}

function riskFrom(risk: EventRiskType | undefined): EventRisk | undefined {
  return filled({
    decision: risk?.RiskDecision,
    level: risk?.RiskLevel,
    compromisedCredentials: risk?.CompromisedCredentialsDetected,
  });
}

function contextFrom(context: EventContextDataType | undefined): EventContext | undefined {
  return filled({
    ip: context?.IpAddress,
    device: context?.DeviceName,
    timezone: context?.Timezone,
    city: context?.City,
    country: context?.Country,
  });
}

function feedbackFrom(feedback: EventFeedbackType | undefined): EventFeedback | undefined {
  if (feedback === undefined) return undefined;
  const { FeedbackValue, Provider, FeedbackDate } = feedback;
  return {
    value: answered(FeedbackValue),
    provider: answered(Provider),
    ...presentIn('at', FeedbackDate?.toISOString()),
  };
}

type Filled<T> = { [Name in keyof T]?: NonNullable<T[Name]> };

/** The members that are there; undefined when none is. */
function filled<T extends object>(members: T): Filled<T> | undefined {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return present.length === 0 ? undefined : (Object.fromEntries(present) as Filled<T>);
}

function presentIn<Name extends string, T>(name: Name, value: T | undefined): Partial<Record<Name, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, T>);
}
