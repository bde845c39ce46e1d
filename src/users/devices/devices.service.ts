import {
  ConfirmDeviceCommand,
  type DeviceType,
  ForgetDeviceCommand,
  GetDeviceCommand,
  ListDevicesCommand,
  UpdateDeviceStatusCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { Cognito } from '../../cognito/cognito';
import { knownDeviceFrom } from '../../cognito/known-device.dto';
import type { PageQuery } from '../../cognito/page.dto';
import { pageOf } from '../../cognito/paging';
import type { Caller } from '../../common/access/caller';
import type { Page } from '../../common/http/page';
import type { ConfirmDeviceRequest, ConfirmDeviceResponse, Device } from './devices.dto';

/** Devices that the user pool remembers of the signed-in user. */
@Injectable()
export class DevicesService {
  constructor(private readonly cognito: Cognito) {}

  /** @throws AppError `invalid_cursor` */
  list(caller: Caller, { limit, cursor }: PageQuery): Promise<Page<Device>> {
    const { accessToken: AccessToken } = caller;
    const read = async (token: string | undefined) => {
      const answer = await this.cognito.send(
        new ListDevicesCommand({ AccessToken, Limit: limit, PaginationToken: token }),
      );
      return { items: answer.Devices, token: answer.PaginationToken };
    };
    return pageOf(`devices ${caller.sub}`, cursor, read, (device) => deviceFrom(device, caller));
  }

  /** @throws AppError `resource_not_found` */
  async get(caller: Caller, deviceKey: string): Promise<Device> {
    const { Device } = await this.cognito.send(
      new GetDeviceCommand({ AccessToken: caller.accessToken, DeviceKey: deviceKey }),
    );
    return deviceFrom(answered(Device), caller);
  }

  /**
   * Tells the user pool the device's secret.
   *
   * @param deviceKey of `newDevice` in the sign-in result
   * @throws AppError `resource_not_found`, `conflict` for one that is confirmed already
   */
  async confirm(
    { accessToken }: Caller,
    deviceKey: string,
    { deviceName, salt, passwordVerifier }: ConfirmDeviceRequest,
  ): Promise<ConfirmDeviceResponse> {
    const { UserConfirmationNecessary } = await this.cognito.send(
      new ConfirmDeviceCommand({
        AccessToken: accessToken,
        DeviceKey: deviceKey,
        DeviceName: deviceName,
        DeviceSecretVerifierConfig: { Salt: salt, PasswordVerifier: passwordVerifier },
      }),
    );
    return { confirmationNecessary: UserConfirmationNecessary === true };
  }

  /** @throws AppError `resource_not_found` */
  async remember({ accessToken }: Caller, deviceKey: string, remembered: boolean): Promise<void> {
    await this.cognito.send(
      new UpdateDeviceStatusCommand({
        AccessToken: accessToken,
        DeviceKey: deviceKey,
        DeviceRememberedStatus: remembered ? 'remembered' : 'not_remembered',
      }),
    );
  }

  /** @throws AppError `resource_not_found` */
  async forget({ accessToken }: Caller, deviceKey: string): Promise<void> {
    await this.cognito.send(new ForgetDeviceCommand({ AccessToken: accessToken, DeviceKey: deviceKey }));
  }
}

function deviceFrom(device: DeviceType, caller: Caller): Device {
  const known = knownDeviceFrom(device);
  return Object.assign(known, { current: known.deviceKey === caller.deviceKey });
}
