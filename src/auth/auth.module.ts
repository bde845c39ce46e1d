import { Module } from '@nestjs/common';
import { AccountExistence } from './account-existence';
import { AnswerTimes } from './answer-times';
import { ConfigurationController } from './configuration/configuration.controller';
import { ConfigurationService } from './configuration/configuration.service';
import { PasswordRecoveryController } from './password/password-recovery.controller';
import { PasswordRecoveryService } from './password/password-recovery.service';
import { RefreshService } from './session/refresh.service';
import { SessionController } from './session/session.controller';
import { SignOutController } from './session/sign-out.controller';
import { SharedRefreshes } from './session/shared-refreshes';
import { SignOutService } from './session/sign-out.service';
import { ChallengeController } from './sign-in/challenge.controller';
import { ChallengeService } from './sign-in/challenge.service';
import { SessionLifetime } from './sign-in/session-lifetime';
import { SessionTokens } from './sign-in/session-token';
import { SignInController } from './sign-in/sign-in.controller';
import { SignInResults } from './sign-in/sign-in-results';
import { SignInService } from './sign-in/sign-in.service';
import { TotpSetUp } from './sign-in/totp-set-up';
import { ConfirmSignUpService } from './sign-up/confirm-sign-up.service';
import { SignUpController } from './sign-up/sign-up.controller';
import { SignUpService } from './sign-up/sign-up.service';
import { SignUpSessions } from './sign-up/sign-up-sessions';

/** Flows of people who are not signed in yet, and the sign-in they come to have. */
@Module({
  controllers: [
    ConfigurationController,
    SignUpController,
    SignInController,
    ChallengeController,
    SessionController,
    SignOutController,
    PasswordRecoveryController,
  ],
  providers: [
    AccountExistence,
    AnswerTimes,
    ConfigurationService,
    SignUpService,
    SignUpSessions,
    ConfirmSignUpService,
    SignInService,
    SignInResults,
    ChallengeService,
    TotpSetUp,
    SessionTokens,
    SessionLifetime,
    RefreshService,
    SharedRefreshes,
    SignOutService,
    PasswordRecoveryService,
  ],
})
export class AuthModule {}
