import type {
  InitiateAuthCommandInput,
  InitiateAuthCommandOutput,
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { initiate, respond } from '../auth/engine';
import type { Operation, OperationTable } from '../operation';
import { requireClient, requirePool } from '../pools/find-pool';

const initiateAuth: Operation<InitiateAuthCommandInput, InitiateAuthCommandOutput> = (input, context) => {
  const client = requireClient(context, input.ClientId);
  const pool = requirePool(context, client.poolId);
  return initiate(context, {
    api: 'public',
    pool,
    client,
    flow: input.AuthFlow,
    parameters: input.AuthParameters ?? {},
  });
};

const respondToAuthChallenge: Operation<
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput
> = (input, context) => {
  const client = requireClient(context, input.ClientId);
  const pool = requirePool(context, client.poolId);
  return respond(context, {
    api: 'public',
    pool,
    client,
    challenge: input.ChallengeName,
    session: input.Session,
    responses: input.ChallengeResponses ?? {},
  });
};

/** Sign-in as a client without AWS credentials does it. */
export const signInOperations = {
  InitiateAuth: initiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
} satisfies OperationTable;
