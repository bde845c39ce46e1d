import type { PoolContext } from '../operation';
import { invalidParameter } from '../auth/refusals';
import { aboutUser, type TriggerSubject } from './authentication';
import { callTrigger, metadataOf } from './call';
import { flagIn, mapIn, textIn, type ResponseValues } from './response';

/** A challenge that has been answered, as the functions see it. */
export interface ChallengeResult {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  /** What CreateAuthChallenge has noted about its challenge. */
  readonly challengeMetadata?: string;
}

/** How a sign-in goes on. */
export interface ChallengeDecision {
  readonly issueTokens: boolean;
  readonly failAuthentication: boolean;
  readonly challengeName?: string | undefined;
}

/** A challenge that a function has made. */
export interface CustomChallenge {
  /** For the client. */
  readonly shown: Readonly<Record<string, string>>;
  /** For the function that checks the answer. */
  readonly kept: Readonly<Record<string, string>>;
  readonly metadata?: string | undefined;
}

type Session = readonly ChallengeResult[];

/** @throws PoolError InvalidParameterException in pools without the trigger; as `callTrigger` */
export async function defineChallenge(
  context: PoolContext,
  subject: TriggerSubject,
  session: Session,
): Promise<ChallengeDecision> {
  const response = await ask(
    context,
    subject,
    'DefineAuthChallenge',
    { session },
    { challengeName: null, issueTokens: null, failAuthentication: null },
  );
  return {
    issueTokens: flagIn(response, 'issueTokens') ?? false,
    failAuthentication: flagIn(response, 'failAuthentication') ?? false,
    challengeName: textIn(response, 'challengeName'),
  };
}

/** @throws PoolError InvalidParameterException in pools without the trigger; as `callTrigger` */
export async function createChallenge(
  context: PoolContext,
  subject: TriggerSubject,
  session: Session,
): Promise<CustomChallenge> {
  const response = await ask(
    context,
    subject,
    'CreateAuthChallenge',
    { challengeName: 'CUSTOM_CHALLENGE', session },
    { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  );
  return {
    shown: mapIn(response, 'publicChallengeParameters') ?? {},
    kept: mapIn(response, 'privateChallengeParameters') ?? {},
    metadata: textIn(response, 'challengeMetadata'),
  };
}

/** @throws PoolError InvalidParameterException in pools without the trigger; as `callTrigger` */
export async function verifyChallenge(
  context: PoolContext,
  subject: TriggerSubject,
  kept: Readonly<Record<string, string>>,
  answer: string,
): Promise<boolean> {
  const response = await ask(
    context,
    subject,
    'VerifyAuthChallengeResponse',
    { privateChallengeParameters: kept, challengeAnswer: answer },
    { answerCorrect: null },
  );
  return flagIn(response, 'answerCorrect') ?? false;
}

function ask(
  context: PoolContext,
  subject: TriggerSubject,
  trigger: 'DefineAuthChallenge' | 'CreateAuthChallenge' | 'VerifyAuthChallengeResponse',
  request: Record<string, unknown>,
  response: Record<string, unknown>,
): Promise<ResponseValues> {
  const { pool, user } = subject;
  const arn = pool.settings.LambdaConfig?.[trigger];
  if (arn === undefined) {
    throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
  }
  return callTrigger(context, {
    pool,
    arn,
    trigger,
    source: `${trigger}_Authentication`,
    userName: user.username,
    call: subject,
    request: { ...aboutUser(subject), ...request, ...metadataOf(subject) },
    response,
  });
}
