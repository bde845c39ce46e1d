import { GetTokensFromRefreshTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { AppError } from '../../common/errors/app-error';
import { AccountExistence } from '../account-existence';
import { SignInResults } from '../sign-in/sign-in-results';
import type { SignInResponse } from '../sign-in/sign-in.dto';
import type { RefreshRequest } from './session.dto';
import { SharedRefreshes } from './shared-refreshes';
import { SignOutService } from './sign-out.service';

/** New tokens for a sign-in that goes on. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly results: SignInResults,
    private readonly signOut: SignOutService,
    private readonly shared: SharedRefreshes,
  ) {}

  /**
   * Gets new tokens: with the new refresh token where the app client rotates them, otherwise with the one sent.
   *
   * @throws AppError `invalid_refresh_token`, `refresh_token_reused`: then the sign-in is over, here and at Cognito
   */
  refresh(request: RefreshRequest): Promise<SignInResponse> {
    return this.shared.share(request, () => this.refreshed(request));
  }

  /** GetTokensFromRefreshToken takes the plain client secret and works with and without rotation, so nobody has to name a user. */
  private async refreshed({ refreshToken, deviceKey }: RefreshRequest): Promise<SignInResponse> {
    const step = this.cognito.send(
      new GetTokensFromRefreshTokenCommand({
        RefreshToken: refreshToken,
        ClientId: this.cognito.clientId,
        ClientSecret: this.cognito.clientSecret,
        DeviceKey: deviceKey,
      }),
    );
    const { AuthenticationResult } = await this.existence.asFailure(
      this.endingTheft(refreshToken, step),
      'invalid_refresh_token',
    );
    return this.results.signedIn(AuthenticationResult, refreshToken);
  }

  /** A refresh token that had been replaced and comes back was copied by someone: nobody goes on with it (RFC 9700 §4.14.2). */
  private async endingTheft<T>(refreshToken: string, step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      if (error instanceof AppError && error.code === 'refresh_token_reused')
        await this.signOut.end(refreshToken);
      throw error;
    }
  }
}
