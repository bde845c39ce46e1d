import type { NewDeviceMetadataType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../../operation';
import type { SignIn } from '../sign-in';

/** The device that the tokens belong to. */
export interface SignedInDevice {
  readonly deviceKey?: string | undefined;
  /** NewDeviceMetadata, for a device that was not known before. */
  readonly metadata?: NewDeviceMetadataType;
}

/** Synchronous: between reading the user and opening the grant nothing may await. */
export const newDeviceFor: (context: PoolContext, signIn: SignIn) => SignedInDevice = () => ({});
