import type { SignInResponse } from './sign-in.dto';

/**
 * Whether the triggers of the user pool ask once more. Only they know if the answer before was right, and they need not end a sign-in for
 * wrong ones: for limits it was a guess.
 */
export function asksRiddle(data: unknown): boolean {
  return (data as SignInResponse).challenge?.name === 'CUSTOM_CHALLENGE';
}
