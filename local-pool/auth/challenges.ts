import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { Challenge } from './challenge';
import { newPasswordChallenge } from './new-password';

/** Every challenge that can be presented and answered. */
export const challenges: Readonly<Partial<Record<ChallengeNameType, Challenge>>> = {
  NEW_PASSWORD_REQUIRED: newPasswordChallenge,
};
