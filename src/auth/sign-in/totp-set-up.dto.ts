import { IsString, Length } from 'class-validator';
import { AppEnrolment } from '../../cognito/app-enrolment.dto';

/** A sign-in that waits for an authenticator app. */
export class TotpSetUpRequest {
  /**
   * The session of an `MFA_SETUP` challenge.
   * @example session-of-the-challenge
   */
  @IsString()
  @Length(1, 8192)
  session: string;
}

/** What the authenticator app needs. */
export class TotpSetUpResponse extends AppEnrolment {
  /** Opaque; sent with the first code: `POST /v1/auth/challenge` with `answer: { code, deviceName? }`. */
  session: string;
  /**
   * Until when the code can be sent.
   * @example 2026-01-01T12:03:00.000Z
   */
  expiresAt: string;
}
