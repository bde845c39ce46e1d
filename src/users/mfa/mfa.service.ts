import {
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import type { AppEnrolment } from '../../cognito/app-enrolment.dto';
import { AuthenticatorApps } from '../../cognito/authenticator-apps';
import { Cognito } from '../../cognito/cognito';
import { mfaFrom, type MfaMethods } from '../../cognito/mfa-methods.dto';
import { preferencesFrom } from '../../cognito/mfa-preferences';
import type { UpdateMfaRequest } from '../../cognito/mfa-preferences.dto';
import type { Caller } from '../../common/access/caller';
import { AppError } from '../../common/errors/app-error';
import { ownName } from '../own-name';
import type { VerifyTotpRequest } from './mfa.dto';

/** The second factors of the signed-in user. All calls go out under the user's own access token. */
@Injectable()
export class MfaService {
  constructor(
    private readonly cognito: Cognito,
    private readonly apps: AuthenticatorApps,
  ) {}

  /**
   * Switches methods on or off.
   *
   * @throws AppError `mfa_not_available` for a method that is not set up, `validation_failed` for settings that contradict each other,
   *   `invalid_parameter` for the last method of a user who needs one
   */
  async update({ accessToken }: Caller, request: UpdateMfaRequest): Promise<MfaMethods> {
    const preferences = preferencesFrom(request);
    await this.cognito.send(new SetUserMFAPreferenceCommand({ AccessToken: accessToken, ...preferences }));
    return this.methods(accessToken);
  }

  /** @throws AppError `mfa_not_available`, `conflict` when two calls run at once */
  async beginTotp(caller: Caller): Promise<AppEnrolment> {
    const { SecretCode } = await this.cognito.send(
      new AssociateSoftwareTokenCommand({ AccessToken: caller.accessToken }),
    );
    return this.apps.enrolment(answered(SecretCode), await ownName(this.cognito, caller));
  }

  /**
   * Verifies the app and switches it on, which Cognito leaves to a second call.
   *
   * @throws AppError `code_mismatch`, `mfa_not_available` when nothing was begun
   */
  async verifyTotp({ accessToken }: Caller, { code, deviceName }: VerifyTotpRequest): Promise<MfaMethods> {
    // Asked first: once the code is used up, as little as possible may fail.
    const { preferred } = await this.methods(accessToken);
    const { Status } = await this.cognito.send(
      new VerifySoftwareTokenCommand({
        AccessToken: accessToken,
        UserCode: code,
        FriendlyDeviceName: deviceName,
      }),
    );
    // Cognito can report a failure as a success of the call.
    if (Status !== 'SUCCESS') throw new AppError('code_mismatch');
    await this.cognito.send(
      new SetUserMFAPreferenceCommand({
        AccessToken: accessToken,
        SoftwareTokenMfaSettings: {
          Enabled: true,
          // The first method that somebody sets up is the one to ask for.
          PreferredMfa: preferred === undefined || preferred === 'SOFTWARE_TOKEN_MFA',
        },
      }),
    );
    return this.methods(accessToken);
  }

  private async methods(accessToken: string): Promise<MfaMethods> {
    return mfaFrom(await this.cognito.send(new GetUserCommand({ AccessToken: accessToken })));
  }
}
