import {
  AdminDeleteSoftwareTokenCommand,
  AdminSetUserMFAPreferenceCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { mfaFrom, type MfaMethods } from '../../cognito/mfa-methods.dto';
import { preferencesFrom } from '../../cognito/mfa-preferences';
import type { UpdateMfaRequest } from '../../cognito/mfa-preferences.dto';
import { type UserOrName, UsersService } from './users.service';

/** The second factors of others. Every method throws AppError `user_not_found`, and `conflict` for a user who is not confirmed. */
@Injectable()
export class AdminMfaService {
  constructor(
    private readonly cognito: Cognito,
    private readonly users: UsersService,
  ) {}

  /**
   * Switches methods on or off, and gives those that are on then.
   *
   * @throws AppError `mfa_not_available` for a method that the user has not set up, `validation_failed` for settings that contradict
   *   each other, `conflict` for a user who has to reset the password
   */
  async update(of: UserOrName, request: UpdateMfaRequest): Promise<MfaMethods> {
    const preferences = preferencesFrom(request);
    const user = await this.users.identify(of);
    const named = { UserPoolId: this.cognito.userPoolId, Username: user.username };
    await this.cognito.send(new AdminSetUserMFAPreferenceCommand({ ...named, ...preferences }));
    return mfaFrom(await this.users.find(user.username));
  }

  /** Removes the authenticator app. A user who has none is left as they are. */
  async removeTotp(username: string): Promise<void> {
    const of = { UserPoolId: this.cognito.userPoolId, Username: username };
    await this.cognito.send(new AdminDeleteSoftwareTokenCommand(of));
  }
}
