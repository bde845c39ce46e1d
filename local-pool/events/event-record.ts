import type { AuthEventType } from '@aws-sdk/client-cognito-identity-provider';

/** One entry of a user's history of sign-ins and the like, as AdminListUserAuthEvents tells it. */
export interface AuthEventRecord {
  /** The EventId. */
  readonly id: string;
  readonly poolId: string;
  readonly sub: string;
  readonly at: number;
  readonly event: Omit<AuthEventType, 'EventId' | 'CreationDate' | 'EventFeedback'>;
  readonly feedback?: { readonly value: 'Valid' | 'Invalid'; readonly provider: string; readonly at: number };
}
