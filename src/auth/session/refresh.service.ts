import { GetTokensFromRefreshTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { Revocations } from '../../common/access/revocations';
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
    private readonly revocations: Revocations,
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
    const answer = await this.results.signedIn(AuthenticationResult, refreshToken);
    if (answer.tokens !== undefined && this.revocations.ended(answer.tokens.accessToken))
      await this.refuse(answer.tokens.refreshToken);
    return answer;
  }

  /** The sign-in has been ended here, which Cognito cannot do one by one: it ends there as soon as it would go on. */
  private async refuse(refreshToken: string): Promise<never> {
    await this.signOut.end(refreshToken);
    throw new AppError('invalid_refresh_token');
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
