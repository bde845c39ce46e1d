import type { Attempt, Cases } from '../case';
import { refused } from '../refused';
import type { World } from '../world';

const ROLE = 'arn:aws:iam::123456789012:role/nobodys';

/** Somebody wants credentials for the own ID token. */
async function wanting(world: World, body: object = {}): Promise<Attempt> {
  const { token, tokens } = await world.reader;
  return { token, body: { idToken: tokens.idToken, ...body } };
}

export const awsCredentialsCases: Cases = {
  'POST /v1/users/me/aws-credentials': {
    operation: 'GetCredentialsForIdentity',
    success: (world) => wanting(world),
    failures: {
      feature_not_enabled: async (world) => ({
        ...(await wanting(world)),
        at: await world.instance('without an identity pool', { COGNITO_IDENTITY_POOL_ID: undefined }),
      }),
      invalid_id_token: async (world) => wanting(world, { idToken: (await world.reader).token }),
      forbidden: (world) => wanting(world, { customRoleArn: ROLE }),
      conflict: refused('GetId', 'ResourceConflictException'),
      limit_exceeded: refused('GetId', 'LimitExceededException'),
      invalid_parameter: refused('GetCredentialsForIdentity', 'InvalidParameterException'),
      service_misconfigured: refused(
        'GetCredentialsForIdentity',
        'InvalidIdentityPoolConfigurationException',
      ),
    },
  },
};
