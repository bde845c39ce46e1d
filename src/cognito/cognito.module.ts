import { Global, Module } from '@nestjs/common';
import { LIVE_CHECK } from '../common/access/liveness';
import { AuthenticatorApps } from './authenticator-apps';
import { Cognito } from './cognito';
import { CognitoLiveCheck } from './cognito-live-check';
import { UserPool } from './user-pool';

/**
 * Gives every feature the door to Cognito and the description of the user pool. Credentials other than the SDK's default chain
 * come from a global provider of `COGNITO_CREDENTIALS`.
 */
@Global()
@Module({
  providers: [
    Cognito,
    UserPool,
    AuthenticatorApps,
    // What the guard needs of Cognito, which it may not import.
    { provide: LIVE_CHECK, useClass: CognitoLiveCheck },
  ],
  exports: [Cognito, UserPool, AuthenticatorApps, LIVE_CHECK],
})
export class CognitoModule {}
