import { Global, Module } from '@nestjs/common';
import { LIVE_CHECK } from '../common/access/liveness';
import { USER_DIRECTORY } from '../common/access/user-directory';
import { Accounts } from './accounts';
import { Administrators } from './administrators';
import { AttributeRules } from './attributes-rules';
import { AuthenticatorApps } from './authenticator-apps';
import { BULK_DOOR, Cognito } from './cognito';
import { CognitoLiveCheck } from './cognito-live-check';
import { CognitoUserDirectory } from './cognito-user-directory';
import { IdentityPool } from './identity-pool';
import { UserPool } from './user-pool';
import { UserPoolRights } from './user-pool-rights';

/**
 * Gives every feature the door to Cognito and the description of the user pool. Credentials other than the SDK's default chain
 * come from a global provider of `COGNITO_CREDENTIALS`.
 */
@Global()
@Module({
  providers: [
    Cognito,
    { provide: BULK_DOOR, inject: [Cognito], useFactory: (cognito: Cognito) => cognito.inBulk() },
    UserPool,
    IdentityPool,
    UserPoolRights,
    AttributeRules,
    Accounts,
    Administrators,
    AuthenticatorApps,
    // What the guards need of Cognito, which they may not import.
    { provide: LIVE_CHECK, useClass: CognitoLiveCheck },
    { provide: USER_DIRECTORY, useClass: CognitoUserDirectory },
  ],
  exports: [
    Cognito,
    BULK_DOOR,
    UserPool,
    IdentityPool,
    UserPoolRights,
    AttributeRules,
    Accounts,
    Administrators,
    AuthenticatorApps,
    LIVE_CHECK,
    USER_DIRECTORY,
  ],
})
export class CognitoModule {}
