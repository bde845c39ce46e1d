import type { InitiateAuthCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import type { TriggerEvent } from '../triggers/event';
import { Triggered, type TriggeredPool } from './triggers';

export const challengeTriggers = [
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
] as const;

interface Result {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string;
}

/** What a function is told of the challenges so far. */
export const sessionOf = ({ request }: TriggerEvent): Result[] => request['session'] as Result[];

/** Functions that ask up to `rounds` riddles and let in whoever solves one. The solution of the nth is `answer-n`. */
export function riddles(triggered: Triggered, rounds = 3): void {
  triggered.on('DefineAuthChallenge', (event) => {
    const session = sessionOf(event);
    const asked = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE');
    if (session.at(-1)?.challengeName === 'SRP_A')
      return decide(event, { challengeName: 'PASSWORD_VERIFIER' });
    if (asked.at(-1)?.challengeResult === true) return decide(event, { issueTokens: true });
    if (asked.length >= rounds) return decide(event, { failAuthentication: true });
    return decide(event, { challengeName: 'CUSTOM_CHALLENGE' });
  });
  triggered.on('CreateAuthChallenge', (event) => {
    const round =
      sessionOf(event).filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE').length + 1;
    return {
      ...event,
      response: {
        publicChallengeParameters: { riddle: `riddle-${round}` },
        privateChallengeParameters: { solution: `answer-${round}` },
        challengeMetadata: `round-${round}`,
      },
    };
  });
  triggered.on('VerifyAuthChallengeResponse', (event) => {
    const { solution } = event.request['privateChallengeParameters'] as { solution: string };
    return { ...event, response: { answerCorrect: event.request['challengeAnswer'] === solution } };
  });
}

export function decide(event: TriggerEvent, decision: Record<string, unknown>): TriggerEvent {
  const undecided = { issueTokens: false, failAuthentication: false };
  return { ...event, response: { ...undecided, ...decision } };
}

/** Answers a CUSTOM_CHALLENGE. */
export function solve(
  pool: TriggeredPool,
  { Session }: Pick<InitiateAuthCommandOutput, 'Session'>,
  USERNAME: string,
  ANSWER: string,
): Promise<InitiateAuthCommandOutput> {
  return pool.answer('CUSTOM_CHALLENGE', Session, { USERNAME, ANSWER });
}
