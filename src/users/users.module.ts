import { Module } from '@nestjs/common';
import { ChangePasswordController } from './password/change-password.controller';
import { PasswordService } from './password/password.service';
import { ProfileController } from './profile/profile.controller';
import { ProfileService } from './profile/profile.service';
import { VerificationController } from './verification/verification.controller';
import { VerificationService } from './verification/verification.service';

/** Self-service of the signed-in user. */
@Module({
  controllers: [ProfileController, VerificationController, ChangePasswordController],
  providers: [ProfileService, VerificationService, PasswordService],
})
export class UsersModule {}
