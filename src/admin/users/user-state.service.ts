import {
  AdminConfirmSignUpCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import type { Identity } from '../../cognito/accounts';
import { Administrators } from '../../cognito/administrators';
import { Cognito } from '../../cognito/cognito';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { halfDone } from '../half-done';
import type { SetPasswordRequest } from './users.dto';
import { type UserOrName, UsersService } from './users.service';

/** Whether and how a user may sign in. Every method throws AppError `user_not_found`. */
@Injectable()
export class UserStateService {
  constructor(
    private readonly cognito: Cognito,
    private readonly users: UsersService,
    private readonly revocations: Revocations,
    private readonly administrators: Administrators,
  ) {}

  /**
   * Confirms a sign-up without its code. Addresses stay unverified.
   *
   * @throws AppError `user_already_confirmed`, `conflict` for a user who did not sign up
   */
  async confirm(username: string): Promise<void> {
    await this.cognito.send(new AdminConfirmSignUpCommand(this.named(username)));
  }

  /** Lets the user sign in again. What was revoked when it was disabled stays revoked. */
  async enable(username: string): Promise<void> {
    await this.cognito.send(new AdminEnableUserCommand(this.named(username)));
  }

  /**
   * Keeps the user from signing in, and ends all sessions at once.
   *
   * @throws AppError `last_administrator`
   */
  async disable(of: UserOrName): Promise<void> {
    const user = await this.users.identify(of);
    const { username, sub } = user;
    await this.administrators.remove({
      user,
      remove: () => {
        const disabled = this.cognito.send(new AdminDisableUserCommand(this.named(username)));
        return endingTokens(disabled, () => this.revocations.revokeUser(sub));
      },
      restore: () => this.enable(username),
    });
  }

  /**
   * Makes the present password unusable, sends a code for a new one, and ends all sessions: whoever had the old one is out. Cognito
   * itself lets tokens live on.
   *
   * @throws AppError `password_cannot_be_reset`, `too_many_attempts`
   */
  async resetPassword(of: UserOrName): Promise<void> {
    const user = await this.users.identify(of);
    await this.cognito.send(new AdminResetUserPasswordCommand(this.named(user.username)));
    await this.endSessionsAfter(
      user,
      'The password has been reset, but sessions may still be open. Sign the user out.',
    );
  }

  /** Ends all sessions of the user at once, everywhere. */
  async signOut(of: UserOrName): Promise<void> {
    await this.endSessions(await this.users.identify(of));
  }

  /**
   * Sets a password and ends all sessions: whoever had the old one is out. Cognito itself lets tokens live on.
   *
   * @throws AppError `password_policy`, `password_reused`
   */
  async setPassword(of: UserOrName, { password, permanent }: SetPasswordRequest): Promise<void> {
    const user = await this.users.identify(of);
    await this.cognito.send(
      new AdminSetUserPasswordCommand({
        ...this.named(user.username),
        Password: password,
        Permanent: permanent,
      }),
    );
    await this.endSessionsAfter(
      user,
      'The password has been set, but sessions may still be open. Sign the user out.',
    );
  }

  /** @param halfWay what to say when what came before has been done and this cannot be */
  private async endSessionsAfter(user: Identity, halfWay: string): Promise<void> {
    try {
      await this.endSessions(user);
    } catch (error) {
      throw halfDone(error, halfWay);
    }
  }

  /** Refresh tokens end at Cognito, access tokens that are out already end here. */
  private async endSessions({ username, sub }: Identity): Promise<void> {
    const signedOut = this.cognito.send(new AdminUserGlobalSignOutCommand(this.named(username)));
    await endingTokens(signedOut, () => this.revocations.revokeUser(sub));
  }

  private named(Username: string): { UserPoolId: string; Username: string } {
    return { UserPoolId: this.cognito.userPoolId, Username };
  }
}
