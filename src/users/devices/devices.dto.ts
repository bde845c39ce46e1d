import { IsBase64, IsBoolean, IsString, Length } from 'class-validator';
import { IsDeviceKey } from '../../cognito/id.validators';
import { MayBeLeftOut } from '../../cognito/input.validators';
import { KnownDevice } from '../../cognito/known-device.dto';

/** A device that the signed-in user has signed in with. */
export class Device extends KnownDevice {
  /** Whether it is the one of this sign-in. */
  current: boolean;
}

/** Which device. */
export class DeviceParams {
  /**
   * Key of the device.
   * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  @IsDeviceKey()
  deviceKey: string;
}

/** Whether the device is remembered. */
export class UpdateDeviceRequest {
  /**
   * Remembered devices take the place of a second factor.
   * @example true
   */
  @IsBoolean()
  remembered: boolean;
}

/** The secret that the device keeps, as a verifier: an SRP client makes both values. */
export class ConfirmDeviceRequest {
  /**
   * What to call it.
   * @example My phone
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 1024)
  deviceName?: string;
  /**
   * Base64.
   * @example AMcQdmS5Ra+JK7NCQA8VeFg=
   */
  @IsBase64()
  @Length(1, 128)
  salt: string;
  /**
   * Base64.
   * @example Kh8x+F53pfNaQJXZLV+s+4pi0ZsjXbMRQqfQlL91
   */
  @IsBase64()
  @Length(1, 1024)
  passwordVerifier: string;
}

/** The device is known now. */
export class ConfirmDeviceResponse {
  /** Whether the person has to agree before it is remembered: then `PUT …/:deviceKey` with `remembered: true`. */
  confirmationNecessary: boolean;
}
