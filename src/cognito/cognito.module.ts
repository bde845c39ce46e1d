import { Global, Module } from '@nestjs/common';
import { AuthenticatorApps } from './authenticator-apps';
import { Cognito } from './cognito';
import { UserPool } from './user-pool';

/**
 * Gives every feature the door to Cognito and the description of the user pool. Credentials other than the SDK's default chain
 * come from a global provider of `COGNITO_CREDENTIALS`.
 */
@Global()
@Module({
  providers: [Cognito, UserPool, AuthenticatorApps],
  exports: [Cognito, UserPool, AuthenticatorApps],
})
export class CognitoModule {}
