import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query } from '@nestjs/common';
import { KnownDevice } from '../../cognito/known-device.dto';
import { PageQuery } from '../../cognito/page.dto';
import { Roles } from '../../common/access/access.decorators';
import { CheckedUser, SameAccount } from '../../common/access/same-account.decorator';
import type { KnownUser } from '../../common/access/user-directory';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { UserParams } from '../users/users.dto';
import { UserDeviceParams } from './devices.dto';
import { UserDevicesService } from './devices.service';

/** The devices of a user. */
@Controller('v1/admin/users/:username/devices')
@Roles('admin', 'account-admin')
@SameAccount({ user: 'username' })
@Limit('admin')
export class AdminDevicesController {
  constructor(private readonly devices: UserDevicesService) {}

  /**
   * List the devices of a user.
   * @remarks Needs device tracking in the user pool.
   */
  @Get()
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found', 'invalid_cursor', 'invalid_parameter')
  @Lists(KnownDevice)
  list(
    @Param() { username }: UserParams,
    @CheckedUser() checked: KnownUser | undefined,
    @Query() query: PageQuery,
  ): Promise<Page<KnownDevice>> {
    return this.devices.list(checked ?? username, query);
  }

  /**
   * Forget a device of a user.
   * @remarks For one that is lost: it stands in for a second factor no more, and gets no new tokens. Access tokens that it has live on until
   * they end; to end them at once, end its session or sign the user out.
   */
  @Delete(':deviceKey')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'resource_not_found', 'invalid_parameter')
  @Audited('admin.forget_device')
  forget(
    @Param() { username, deviceKey }: UserDeviceParams,
    @CheckedUser() checked: KnownUser | undefined,
  ): Promise<void> {
    return this.devices.forget(checked ?? username, deviceKey);
  }
}
