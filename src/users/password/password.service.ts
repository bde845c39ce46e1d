import { ChangePasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import type { Caller } from '../../common/access/caller';
import type { ChangePasswordRequest } from './password.dto';

/** The signed-in user's own password. */
@Injectable()
export class PasswordService {
  constructor(private readonly cognito: Cognito) {}

  /**
   * Replaces the password. Sessions that are open stay open, here and elsewhere, as Cognito leaves them.
   *
   * @throws AppError `incorrect_password`, `password_policy`, `password_reused`, `too_many_attempts` (five changes an hour)
   */
  async change(caller: Caller, { currentPassword, newPassword }: ChangePasswordRequest): Promise<void> {
    await this.cognito.send(
      new ChangePasswordCommand({
        AccessToken: caller.accessToken,
        PreviousPassword: currentPassword,
        ProposedPassword: newPassword,
      }),
    );
  }
}
