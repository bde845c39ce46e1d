import { IsDeviceKey } from '../../cognito/id.validators';
import { UserParams } from '../users/users.dto';

/** Which device of a user a route is about. */
export class UserDeviceParams extends UserParams {
  /**
   * Key of the device.
   * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  @IsDeviceKey()
  deviceKey: string;
}
