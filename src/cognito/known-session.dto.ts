import type { SessionDescriptionType } from '@aws-sdk/client-cognito-identity-provider';
import { answered } from './answered';

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

/** A place where a user is signed in. */
export class KnownSession {
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

/**
 * A session as people and programs read it.
 *
 * @throws AppError `upstream_invalid_response` when what every session has is missing
 */
export function knownSessionFrom(session: SessionDescriptionType): KnownSession {
  const { DeviceType: deviceType, LastIPAddress: lastIp, LastActiveDate } = session;
  const lastLocation = locationFrom(session);
  return {
    id: answered(session.SessionId),
    type: session.SessionType === 'SSO' ? 'sso' : 'token',
    createdAt: answered(session.CreateDate).toISOString(),
    ...(LastActiveDate === undefined ? {} : { lastActiveAt: LastActiveDate.toISOString() }),
    ...(deviceType === undefined ? {} : { deviceType }),
    ...(lastIp === undefined ? {} : { lastIp }),
    ...(lastLocation === undefined ? {} : { lastLocation }),
  };
}

function locationFrom({ LastLocation }: SessionDescriptionType): SessionLocation | undefined {
  const { City: city, Country: country } = LastLocation ?? {};
  if (city === undefined && country === undefined) return undefined;
  return { ...(city === undefined ? {} : { city }), ...(country === undefined ? {} : { country }) };
}
