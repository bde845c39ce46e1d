import type { AuthEventType } from '@aws-sdk/client-cognito-identity-provider';

/** How long Cognito keeps the history, in ms: two years. */
export const historyLife = 2 * 365 * 24 * 60 * 60 * 1000;

/** One entry of a user's history of sign-ins and the like, as AdminListUserAuthEvents tells it. */
export interface AuthEventRecord {
  /** The EventId; of a sign-in, the `event_id` of its tokens. */
  readonly id: string;
  readonly poolId: string;
  readonly sub: string;
  readonly at: number;
  readonly event: Omit<AuthEventType, 'EventId' | 'CreationDate' | 'EventFeedback'>;
  readonly feedback?: { readonly value: 'Valid' | 'Invalid'; readonly provider: string; readonly at: number };
  /** SHA-256 of the FeedbackToken in the message about it. */
  readonly feedbackDigest?: string;
}
