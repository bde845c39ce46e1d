import { AdminForgetDeviceCommand, AdminListDevicesCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { type KnownDevice, knownDeviceFrom } from '../../cognito/known-device.dto';
import type { PageQuery } from '../../cognito/page.dto';
import { pageOf } from '../../cognito/paging';
import type { Page } from '../../common/http/page';
import { type UserOrName, UsersService } from '../users/users.service';

/** Devices that the user pool remembers of others. Every method throws AppError `user_not_found`, which Cognito's own answers leave open. */
@Injectable()
export class UserDevicesService {
  constructor(
    private readonly cognito: Cognito,
    private readonly users: UsersService,
  ) {}

  /** @throws AppError `invalid_cursor` */
  async list(of: UserOrName, { limit, cursor }: PageQuery): Promise<Page<KnownDevice>> {
    const { username, sub } = await this.users.identify(of);
    const read = async (token: string | undefined) => {
      const answer = await this.cognito.send(
        new AdminListDevicesCommand({ ...this.named(username), Limit: limit, PaginationToken: token }),
      );
      return { items: answer.Devices, token: answer.PaginationToken };
    };
    return pageOf(`devices of ${sub}`, cursor, read, knownDeviceFrom);
  }

  /** @throws AppError `resource_not_found` for one that the user does not have */
  async forget(of: UserOrName, deviceKey: string): Promise<void> {
    const { username } = await this.users.identify(of);
    await this.cognito.send(new AdminForgetDeviceCommand({ ...this.named(username), DeviceKey: deviceKey }));
  }

  private named(Username: string): { UserPoolId: string; Username: string } {
    return { UserPoolId: this.cognito.userPoolId, Username };
  }
}
