import { Module } from '@nestjs/common';
import { AwsCredentialsController } from './aws-credentials/aws-credentials.controller';
import { AwsCredentialsService } from './aws-credentials/aws-credentials.service';
import { DevicesController } from './devices/devices.controller';
import { DevicesService } from './devices/devices.service';
import { FactorsController } from './factors/factors.controller';
import { FactorsService } from './factors/factors.service';
import { MfaController } from './mfa/mfa.controller';
import { MfaService } from './mfa/mfa.service';
import { PasskeysController } from './passkeys/passkeys.controller';
import { PasskeysService } from './passkeys/passkeys.service';
import { ChangePasswordController } from './password/change-password.controller';
import { PasswordService } from './password/password.service';
import { ProfileController } from './profile/profile.controller';
import { ProfileService } from './profile/profile.service';
import { UserSessionsController } from './sessions/sessions.controller';
import { SessionsService } from './sessions/sessions.service';
import { VerificationController } from './verification/verification.controller';
import { VerificationService } from './verification/verification.service';

/** Self-service of the signed-in user. */
@Module({
  controllers: [
    ProfileController,
    VerificationController,
    ChangePasswordController,
    FactorsController,
    MfaController,
    DevicesController,
    PasskeysController,
    UserSessionsController,
    AwsCredentialsController,
  ],
  providers: [
    ProfileService,
    VerificationService,
    PasswordService,
    FactorsService,
    MfaService,
    DevicesService,
    PasskeysService,
    SessionsService,
    AwsCredentialsService,
  ],
})
export class UsersModule {}
