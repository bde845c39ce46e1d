import type {
  AdminInitiateAuthCommandInput,
  AdminInitiateAuthCommandOutput,
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { initiate, respond } from '../auth/engine';
import type { Operation, OperationTable } from '../operation';
import { requireClient, requirePool } from '../pools/find-pool';

const adminInitiateAuth: Operation<AdminInitiateAuthCommandInput, AdminInitiateAuthCommandOutput> = (
  input,
  context,
) => {
  const pool = requirePool(context, input.UserPoolId);
  const client = requireClient(context, input.ClientId, pool.id);
  return initiate(context, {
    api: 'admin',
    pool,
    client,
    flow: input.AuthFlow,
    parameters: input.AuthParameters ?? {},
  });
};

const adminRespondToAuthChallenge: Operation<
  AdminRespondToAuthChallengeCommandInput,
  AdminRespondToAuthChallengeCommandOutput
> = (input, context) => {
  const pool = requirePool(context, input.UserPoolId);
  const client = requireClient(context, input.ClientId, pool.id);
  return respond(context, {
    api: 'admin',
    pool,
    client,
    challenge: input.ChallengeName,
    session: input.Session,
    responses: input.ChallengeResponses ?? {},
  });
};

/** Sign-in as a server with AWS credentials does it. */
export const adminAuthOperations = {
  AdminInitiateAuth: adminInitiateAuth,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
} satisfies OperationTable;
