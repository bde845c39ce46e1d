import { IsSessionId } from '../../cognito/id.validators';
import { KnownSession } from '../../cognito/known-session.dto';

/** A place where the signed-in user is signed in. */
export class UserSession extends KnownSession {
  /** Whether it is the one of this request. */
  current: boolean;
}

/** Which session. */
export class SessionParams {
  /**
   * Id of the session.
   * @example tkn0123456789abcdefghijklmno
   */
  @IsSessionId()
  id: string;
}
