import {
  GetTokensFromRefreshTokenCommand,
  GlobalSignOutCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import type { Caller } from '../../common/access/caller';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { AppError } from '../../common/errors/app-error';
import type { ErrorCode } from '../../common/errors/error-table';

/** What Cognito says of a refresh token that is over or never was. */
const DEAD: ReadonlySet<ErrorCode> = new Set([
  'invalid_refresh_token',
  'refresh_token_reused',
  'user_not_found',
  'user_disabled',
]);

const DEAD_OR_REFUSED: ReadonlySet<ErrorCode> = new Set([...DEAD, 'operation_refused']);

/** The end of sign-ins. */
@Injectable()
export class SignOutService {
  constructor(
    private readonly cognito: Cognito,
    private readonly revocations: Revocations,
  ) {}

  /**
   * Ends one sign-in: its access tokens here at once, its refresh token at Cognito. A refresh token that is dead already is no failure.
   *
   * @param refreshToken of the sign-in
   * @param caller whoever sent an access token along: the sign-in it belongs to ends here too
   */
  async end(refreshToken: string, caller?: Caller): Promise<void> {
    if (caller?.originJti !== undefined) await this.revocations.revokeSession(caller.originJti);
    const known = await this.revocations.revokeByRefreshToken(refreshToken);
    if (!known) await this.learn(refreshToken);
    await this.revoke(refreshToken);
  }

  /** Ends all sign-ins of the caller, at Cognito and here. */
  async endAll({ accessToken, sub, issuedAt }: Caller): Promise<void> {
    const signedOut = this.cognito.send(new GlobalSignOutCommand({ AccessToken: accessToken }));
    await endingTokens(signedOut, () => this.revocations.revokeUser(sub, issuedAt));
  }

  private async revoke(refreshToken: string): Promise<void> {
    const { clientId: ClientId, clientSecret: ClientSecret } = this.cognito;
    await unless(
      DEAD,
      this.cognito.send(new RevokeTokenCommand({ Token: refreshToken, ClientId, ClientSecret })),
    );
  }

  /**
   * Learns which sign-in a refresh token belongs to: this process may not have seen it begin, and a restart must not keep access
   * tokens alive. Only Cognito can read a refresh token, and it tells by a new access token. Where refresh tokens rotate, the old one is
   * used up by that, so the new one is revoked as well.
   */
  private async learn(refreshToken: string): Promise<void> {
    const { clientId: ClientId, clientSecret: ClientSecret } = this.cognito;
    const command = new GetTokensFromRefreshTokenCommand({
      RefreshToken: refreshToken,
      ClientId,
      ClientSecret,
    });
    // A trigger that refuses new tokens must not keep the old ones alive.
    const answer = await unless(DEAD_OR_REFUSED, this.cognito.send(command));
    const { AccessToken, RefreshToken } = answer?.AuthenticationResult ?? {};
    if (AccessToken === undefined) return;
    await this.revocations.remember({ accessToken: AccessToken, refreshToken }, 'refresh');
    await this.revocations.revokeByRefreshToken(refreshToken);
    if (RefreshToken !== undefined && RefreshToken !== refreshToken) await this.revoke(RefreshToken);
  }
}

/** Undefined for failures that are none here: signing out of what is over already. */
async function unless<T>(codes: ReadonlySet<ErrorCode>, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AppError && codes.has(error.code)) return undefined;
    throw error;
  }
}
