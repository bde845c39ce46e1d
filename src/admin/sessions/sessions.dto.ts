import { IsSessionId } from '../../cognito/id.validators';
import { UserParams } from '../users/users.dto';

/** Which session of a user a route is about. */
export class UserSessionParams extends UserParams {
  /**
   * Id of the session.
   * @example tkn0123456789abcdefghijklmno
   */
  @IsSessionId()
  id: string;
}
