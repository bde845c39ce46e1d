import type {
  AdminInitiateAuthCommandInput,
  AdminInitiateAuthCommandOutput,
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput,
  InitiateAuthCommandInput,
  InitiateAuthCommandOutput,
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { initiate, respond } from '../auth/engine';
import type { AuthAnswer, AuthCall, AuthStart } from '../auth/sign-in';
import { seenFrom } from '../events/seen-from';
import type { Caller, Operation, OperationTable, PoolContext } from '../operation';
import { requireClient, requirePool } from '../pools/find-pool';

const initiateAuth: Operation<InitiateAuthCommandInput, InitiateAuthCommandOutput> = (
  input,
  context,
  caller,
) => initiate(context, startOf(publicCall(context, input, caller), input));

const adminInitiateAuth: Operation<AdminInitiateAuthCommandInput, AdminInitiateAuthCommandOutput> = (
  input,
  context,
  caller,
) => initiate(context, startOf(adminCall(context, input, caller), input));

const respondToAuthChallenge: Operation<
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput
> = (input, context, caller) => respond(context, answerOf(publicCall(context, input, caller), input));

const adminRespondToAuthChallenge: Operation<
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput
> = (input, context, caller) => respond(context, answerOf(adminCall(context, input, caller), input));

/** Sign-in; by the Admin operations as a server with AWS credentials does it. */
export const signInOperations = {
  InitiateAuth: initiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
  AdminInitiateAuth: adminInitiateAuth,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
} satisfies OperationTable;

/** @throws PoolError ResourceNotFoundException */
function publicCall(
  context: PoolContext,
  input: Pick<InitiateAuthCommandInput, 'ClientId' | 'ClientMetadata' | 'UserContextData'>,
  caller: Caller,
): AuthCall {
  const client = requireClient(context, input.ClientId);
  const pool = requirePool(context, client.poolId);
  const from = seenFrom(caller, client, input);
  return { api: 'public', pool, client, clientMetadata: input.ClientMetadata ?? {}, caller: from };
}

/** @throws PoolError ResourceNotFoundException, for a client of another pool, too */
function adminCall(
  context: PoolContext,
  input: Pick<AdminInitiateAuthCommandInput, 'UserPoolId' | 'ClientId' | 'ClientMetadata' | 'ContextData'>,
  caller: Caller,
): AuthCall {
  const pool = requirePool(context, input.UserPoolId);
  const client = requireClient(context, input.ClientId, pool.id);
  const from = seenFrom(caller, client, input);
  return { api: 'admin', pool, client, clientMetadata: input.ClientMetadata ?? {}, caller: from };
}

function startOf(
  call: AuthCall,
  {
    AuthFlow,
    AuthParameters,
    Session,
  }: Pick<InitiateAuthCommandInput, 'AuthFlow' | 'AuthParameters' | 'Session'>,
): AuthStart {
  return { ...call, flow: AuthFlow, parameters: AuthParameters ?? {}, session: Session };
}

function answerOf(
  call: AuthCall,
  input: Pick<RespondToAuthChallengeCommandInput, 'ChallengeName' | 'Session' | 'ChallengeResponses'>,
): AuthAnswer {
  const { ChallengeName, Session, ChallengeResponses } = input;
  return { ...call, challenge: ChallengeName, session: Session, responses: ChallengeResponses ?? {} };
}
