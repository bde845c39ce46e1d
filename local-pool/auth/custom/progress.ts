import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { ChallengeResult } from '../../triggers/custom-challenge';
import type { Progress, SignIn } from '../sign-in';

/** What CUSTOM_AUTH remembers besides. */
export interface CustomProgress {
  /** SRP_A, when the client has begun with it. */
  readonly clientKey?: string;
  /** The answers to CUSTOM_CHALLENGE, right and wrong, in order. */
  readonly rounds: readonly ChallengeResult[];
  /** The trigger has said that tokens may be issued. */
  readonly granted?: true;
}

/** Cognito's own challenges that the triggers are told about. */
const told: ReadonlySet<ChallengeNameType> = new Set<ChallengeNameType>([
  'PASSWORD_VERIFIER',
  'SMS_MFA',
  'SOFTWARE_TOKEN_MFA',
  'EMAIL_OTP',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
]);

export function customOf({ custom }: Progress): CustomProgress {
  return custom ?? { rounds: [] };
}

/** The sign-in with more to remember. */
export function withCustom(signIn: SignIn, change: Partial<CustomProgress>): SignIn {
  const { progress } = signIn;
  return { ...signIn, progress: { ...progress, custom: { ...customOf(progress), ...change } } };
}

/** All challenges answered so far, in order, as the triggers see them: `session` of their events. */
export function historyOf(progress: Progress): readonly ChallengeResult[] {
  const { clientKey, rounds } = customOf(progress);
  const left = [...rounds];
  const answered = progress.passed.flatMap((name): readonly ChallengeResult[] => {
    if (name === 'CUSTOM_CHALLENGE') return left.splice(0, 1);
    return told.has(name) ? [{ challengeName: name, challengeResult: true }] : [];
  });
  return [
    ...(clientKey === undefined ? [] : [{ challengeName: 'SRP_A', challengeResult: true }]),
    ...answered,
  ];
}
