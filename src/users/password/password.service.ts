import { ChangePasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import type { Caller } from '../../common/access/caller';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { SessionsService } from '../sessions/sessions.service';
import type { ChangePasswordRequest } from './password.dto';

/** The signed-in user's own password. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly cognito: Cognito,
    private readonly revocations: Revocations,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * Replaces the password. This sign-in goes on, and all others end: whoever had the old password is out.
   *
   * @throws AppError `incorrect_password`, `password_policy`, `password_reused`, `too_many_attempts` (five changes an hour)
   */
  async change(caller: Caller, { currentPassword, newPassword }: ChangePasswordRequest): Promise<void> {
    const changed = this.cognito.send(
      new ChangePasswordCommand({
        AccessToken: caller.accessToken,
        PreviousPassword: currentPassword,
        ProposedPassword: newPassword,
      }),
    );
    await endingTokens(changed, () => this.revocations.revokeOtherSignIns(caller));
    await this.sessions.revokeOthers(caller);
  }
}
