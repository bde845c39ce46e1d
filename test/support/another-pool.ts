import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Environment } from '../../src/common/config/environment';
import { EMBEDDED_CREDENTIALS } from '../../src/embedded-pool';
import type { Gatehouse } from './gatehouse';

/** What differs from a plain pool, whose users have names of their own, with a public client for password sign-in. */
export interface PoolShape {
  readonly pool?: Partial<CreateUserPoolCommandInput>;
  readonly client?: Partial<CreateUserPoolClientCommandInput>;
  readonly mfa?: Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'>;
}

/** A further pool on the server of a Gatehouse, and how its operator reaches it. */
export interface AnotherPool {
  /** What an instance in front of it is started with: `startInstance(gatehouse, changes)`. */
  readonly changes: Partial<Environment>;
  /** `destroy()` it at the end. */
  readonly sdk: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** Makes a user pool with an app client, as an operator does on AWS. */
export async function anotherPool(
  { pool }: Pick<Gatehouse, 'pool'>,
  shape: PoolShape = {},
): Promise<AnotherPool> {
  const sdk = new CognitoIdentityProviderClient({
    endpoint: pool.url,
    region: pool.userPoolId.split('_')[0] ?? '',
    credentials: EMBEDDED_CREDENTIALS,
  });
  const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: 'another', ...shape.pool }));
  const userPoolId = UserPool?.Id ?? '';
  if (shape.mfa !== undefined) {
    await sdk.send(new SetUserPoolMfaConfigCommand({ UserPoolId: userPoolId, ...shape.mfa }));
  }
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({
      UserPoolId: userPoolId,
      ClientName: 'another',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      ...shape.client,
    }),
  );
  const clientId = UserPoolClient?.ClientId ?? '';
  const changes = {
    COGNITO_USER_POOL_ID: userPoolId,
    COGNITO_CLIENT_ID: clientId,
    COGNITO_CLIENT_SECRET: UserPoolClient?.ClientSecret,
    COGNITO_ISSUER: undefined,
    COGNITO_JWKS_URI: `${pool.url}/${userPoolId}/.well-known/jwks.json`,
  };
  return { changes, sdk, userPoolId, clientId };
}
