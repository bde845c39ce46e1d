import { Length, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** A refresh token to get new tokens with. */
export class RefreshRequest {
  /**
   * The refresh token of the last sign-in or refresh.
   * @example eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.key.iv.text.tag
   */
  @Length(1, 8192)
  @Matches(/^[\w=.-]+$/, { message: 'refreshToken must be a refresh token' })
  refreshToken: string;
  /** Key of the remembered device that the sign-in was made from, when there is one. */
  @MayBeLeftOut()
  @Matches(/^[\w-]{1,20}_[0-9a-f-]{1,36}$/, { message: 'deviceKey must be a device key' })
  deviceKey?: string;
}

/** The sign-in to end. */
export class SignOutRequest {
  /**
   * The refresh token of the sign-in, as it came last.
   * @example eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.key.iv.text.tag
   */
  @Length(1, 8192)
  @Matches(/^[\w=.-]+$/, { message: 'refreshToken must be a refresh token' })
  refreshToken: string;
}

/** What the access token says. */
export class SessionResponse {
  /**
   * The lasting identifier of the user.
   * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  sub: string;
  /**
   * Cognito's username; a UUID where people sign in with an e-mail address or a phone number.
   * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  username: string;
  /**
   * Groups, which are the roles.
   * @example ["editors"]
   */
  groups: string[];
  /**
   * The account (tenant) that the user belongs to, when the token names one.
   * @example acme
   */
  accountId?: string;
  /**
   * Scopes, separated by spaces.
   * @example aws.cognito.signin.user.admin
   */
  scope: string;
  /**
   * When the user signed in; refreshing does not change it.
   * @example 2026-01-01T12:00:00.000Z
   */
  authTime: string;
  /**
   * When the access token ends.
   * @example 2026-01-01T13:00:00.000Z
   */
  expiresAt: string;
}
