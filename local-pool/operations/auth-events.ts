import { timingSafeEqual } from 'node:crypto';
import type {
  AdminListUserAuthEventsCommandInput,
  AdminListUserAuthEventsCommandOutput,
  AdminUpdateAuthEventFeedbackCommandInput,
  AdminUpdateAuthEventFeedbackCommandOutput,
  AuthEventType,
  FeedbackValueType,
  UpdateAuthEventFeedbackCommandInput,
  UpdateAuthEventFeedbackCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { notAuthorized } from '../auth/refusals';
import { feedbackDigest } from '../events/account-takeover';
import { historyLife, type AuthEventRecord } from '../events/event-record';
import { requireThreatProtection } from '../events/threat-protection';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { UserRecord } from '../store/records';
import { requireUser } from '../users/find-user';
import { fromArray, takePage } from './cursor';

const adminListUserAuthEvents: Operation<
  AdminListUserAuthEventsCommandInput,
  AdminListUserAuthEventsCommandOutput
> = (input, context) => {
  const user = protectedUser(context, input);
  const since = context.clock.now() - historyLife;
  const events = context.store.events.by('user', user.sub).filter(({ at }) => at >= since);
  const request = {
    list: `AdminListUserAuthEvents ${user.sub}`,
    token: input.NextToken,
    limit: input.MaxResults,
  };
  const { items, next } = takePage(context, request, positionOf, fromArray(events, positionOf));
  return { AuthEvents: items.map(eventOut), NextToken: next };
};

const adminUpdateAuthEventFeedback: Operation<
  AdminUpdateAuthEventFeedbackCommandInput,
  AdminUpdateAuthEventFeedbackCommandOutput
> = (input, context) => {
  const user = protectedUser(context, input);
  const event = eventOf(context, user, input.EventId);
  if (!event) {
    throw new PoolError('ResourceNotFoundException', `Auth event ${input.EventId ?? ''} does not exist.`);
  }
  return keepFeedback(context, event, input.FeedbackValue, 'Admin');
};

const updateAuthEventFeedback: Operation<
  UpdateAuthEventFeedbackCommandInput,
  UpdateAuthEventFeedbackCommandOutput
> = (input, context) => {
  const event = eventOf(context, protectedUser(context, input), input.EventId);
  const given = feedbackDigest(input.FeedbackToken ?? '');
  // Nobody learns which events there are.
  if (!event?.feedbackDigest || !same(event.feedbackDigest, given))
    throw notAuthorized('Invalid feedback token.');
  return keepFeedback(context, event, input.FeedbackValue, 'EndUser');
};

/** The history of sign-ins and what users and administrators say of it. */
export const authEventOperations = {
  AdminListUserAuthEvents: adminListUserAuthEvents,
  AdminUpdateAuthEventFeedback: adminUpdateAuthEventFeedback,
  UpdateAuthEventFeedback: updateAuthEventFeedback,
} satisfies OperationTable;

/** @throws PoolError ResourceNotFoundException, UserPoolAddOnNotEnabledException, UserNotFoundException */
function protectedUser(
  context: PoolContext,
  input: { readonly UserPoolId: string | undefined; readonly Username: string | undefined },
): UserRecord {
  const pool = requirePool(context, input.UserPoolId);
  requireThreatProtection(pool);
  return requireUser(context, pool, input.Username ?? '');
}

function eventOf(
  context: PoolContext,
  user: UserRecord,
  id: string | undefined,
): AuthEventRecord | undefined {
  const event = context.store.events.get(id ?? '');
  return event?.sub === user.sub ? event : undefined;
}

function keepFeedback(
  context: PoolContext,
  event: AuthEventRecord,
  value: FeedbackValueType | undefined,
  provider: string,
): object {
  if (value) {
    context.store.events.put({ ...event, feedback: { value, provider, at: context.clock.now() } });
  }
  return {};
}

/** The newest first. */
function positionOf({ at, id }: AuthEventRecord): string {
  return `${String(Number.MAX_SAFE_INTEGER - at).padStart(16, '0')} ${id}`;
}

function eventOut({ id, at, event, feedback }: AuthEventRecord): AuthEventType {
  return {
    EventId: id,
    CreationDate: new Date(at),
    ...event,
    ...(feedback
      ? {
          EventFeedback: {
            FeedbackValue: feedback.value,
            Provider: feedback.provider,
            FeedbackDate: new Date(feedback.at),
          },
        }
      : {}),
  };
}

function same(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}
