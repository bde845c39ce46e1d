import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query } from '@nestjs/common';
import { PageQuery } from '../../cognito/page.dto';
import { CurrentUser, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import {
  ConfirmDeviceRequest,
  ConfirmDeviceResponse,
  Device,
  DeviceParams,
  UpdateDeviceRequest,
} from './devices.dto';
import { DevicesService } from './devices.service';

/** The signed-in user's own devices. */
@Controller('v1/users/me/devices')
@SignedIn()
@Limit('write')
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  /** List your own devices. */
  @Get()
  @Limit('read')
  @Fails(
    'invalid_cursor',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Lists(Device)
  list(@CurrentUser() caller: Caller, @Query() query: PageQuery): Promise<Page<Device>> {
    return this.devices.list(caller, query);
  }

  /** Read one of your devices. */
  @Get(':deviceKey')
  @Limit('read')
  @Fails(
    'resource_not_found',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  get(@CurrentUser() caller: Caller, @Param() { deviceKey }: DeviceParams): Promise<Device> {
    return this.devices.get(caller, deviceKey);
  }

  /**
   * Confirm the device of a sign-in.
   * @remarks For the `newDevice` of a sign-in result. The app keeps the device's secret; the user pool gets a verifier of it.
   */
  @Post(':deviceKey/confirm')
  @HttpCode(HttpStatus.OK)
  @Fails(
    'resource_not_found',
    'conflict',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.confirm_device')
  confirm(
    @CurrentUser() caller: Caller,
    @Param() { deviceKey }: DeviceParams,
    @Body() request: ConfirmDeviceRequest,
  ): Promise<ConfirmDeviceResponse> {
    return this.devices.confirm(caller, deviceKey, request);
  }

  /** Have one of your devices remembered, or not. */
  @Put(':deviceKey')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails(
    'resource_not_found',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.update_device')
  update(
    @CurrentUser() caller: Caller,
    @Param() { deviceKey }: DeviceParams,
    @Body() { remembered }: UpdateDeviceRequest,
  ): Promise<void> {
    return this.devices.remember(caller, deviceKey, remembered);
  }

  /** Forget one of your devices. */
  @Delete(':deviceKey')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails(
    'resource_not_found',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.forget_device')
  forget(@CurrentUser() caller: Caller, @Param() { deviceKey }: DeviceParams): Promise<void> {
    return this.devices.forget(caller, deviceKey);
  }
}
