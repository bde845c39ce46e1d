import { IsString, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** Where a session was last seen. */
export class SessionLocation {
  /**
   * City.
   * @example Berlin
   */
  city?: string;
  /**
   * Country.
   * @example Germany
   */
  country?: string;
}

/** A place where the user is signed in. */
export class UserSession {
  /**
   * Id of the session.
   * @example tkn0123456789abcdefghijklmno
   */
  id: string;
  /**
   * `token`: a sign-in of an app; `sso`: a browser's session with managed login.
   * @example token
   */
  type: 'token' | 'sso';
  /** Whether it is the one of this request. */
  current: boolean;
  /**
   * When it began.
   * @example 2026-01-01T12:00:00.000Z
   */
  createdAt: string;
  /**
   * When it last got tokens.
   * @example 2026-01-01T12:00:00.000Z
   */
  lastActiveAt?: string;
  /** Kind of device. */
  deviceType?: string;
  /**
   * Address it was last seen from.
   * @example 192.0.2.1
   */
  lastIp?: string;
  /** Where it was last seen, where the user pool knows. */
  lastLocation?: SessionLocation;
}

/** Which page of sessions. */
export class SessionsQuery {
  /** `meta.nextCursor` of the page before. */
  @MayBeLeftOut()
  @IsString()
  cursor?: string;
}

/** Which session. */
export class SessionParams {
  /**
   * Id of the session.
   * @example tkn0123456789abcdefghijklmno
   */
  @Matches(/^(?:tkn|sso)[0-9a-z]{25}$/, { message: 'id must be the id of a session' })
  id: string;
}
