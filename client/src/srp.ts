import {
  createDeviceVerifier,
  createSrpSession,
  signSrpSession,
  signSrpSessionWithDevice,
} from 'cognito-srp-helper';
import type { SrpParameters, SrpProof } from './challenge.ts';
import type { GatehouseClient } from './client.ts';
import type { ChallengeStep, NewDevice, SignInRequest, SignInResult } from './sign-in.ts';

type SrpSession = ReturnType<typeof createSrpSession>;

/** A device that the user pool remembers. Keep it like a password, on this device only. */
export interface RememberedDevice {
  readonly deviceKey: string;
  readonly deviceGroupKey: string;
  /** What the device proves itself with. */
  readonly deviceSecret: string;
}

export interface SrpSignIn {
  readonly username: string;
  /** Never leaves this machine. */
  readonly password: string;
  readonly device?: RememberedDevice;
  /** `custom` where the user pool asks for more by its triggers. Default: `srp`. */
  readonly method?: 'srp' | 'custom';
  readonly clientMetadata?: SignInRequest['clientMetadata'];
}

/**
 * Signs in without sending the password: the client proves that it knows it (SRP-6a, as Cognito speaks it). A remembered device
 * proves itself as well, where the user pool asks for it.
 *
 * @returns as `client.signIn`: done, or a challenge that only the person can answer
 * @throws GatehouseProblem `invalid_credentials` and the like
 */
export async function signInWithSrp(client: GatehouseClient, request: SrpSignIn): Promise<SignInResult> {
  const { username, password, device, method = 'srp', clientMetadata } = request;
  const session = sessionFor(username, password);
  const step = await client.signIn({
    username,
    method,
    srpA: session.largeA,
    ...(device === undefined ? {} : { deviceKey: device.deviceKey }),
    ...(clientMetadata === undefined ? {} : { clientMetadata }),
  });
  return proven(step, session, device);
}

/**
 * Lets a remembered device answer for itself, after any kind of sign-in. Other steps are given back as they are.
 *
 * @param step what the sign-in has come to
 */
export async function withDevice(
  step: SignInResult,
  device: RememberedDevice | undefined,
): Promise<SignInResult> {
  if (device === undefined || step.status !== 'CHALLENGE' || step.name !== 'DEVICE_SRP_AUTH') return step;
  const session = sessionFor(device.deviceKey, device.deviceSecret);
  const next = await step.answer({ srpA: session.largeA });
  if (next.status !== 'CHALLENGE' || next.name !== 'DEVICE_PASSWORD_VERIFIER') return next;
  return next.answer(deviceProof(session, next.parameters, device));
}

/**
 * Answers a choice with the password, which stays here: SELECT_CHALLENGE that offers PASSWORD_SRP, or PASSWORD_SRP itself.
 *
 * @param device the one whose `deviceKey` the sign-in began with
 * @throws GatehouseProblem `invalid_credentials` for a wrong password: sign in again
 */
export async function answerWithSrp(
  step: Extract<ChallengeStep, { name: 'SELECT_CHALLENGE' | 'PASSWORD_SRP' }>,
  password: string,
  device?: RememberedDevice,
): Promise<SignInResult> {
  // Who it is, the challenge tells.
  const session = sessionFor('', password);
  const srpA = session.largeA;
  const next =
    step.name === 'SELECT_CHALLENGE'
      ? await step.answer({ choice: 'PASSWORD_SRP', srpA })
      : await step.answer({ srpA });
  return proven(next, session, device);
}

/**
 * Has the user pool remember this device, right after a sign-in that had a `newDevice`.
 *
 * @param name shown in the list of devices
 * @returns what to keep for later sign-ins
 */
export async function rememberDevice(
  client: GatehouseClient,
  { deviceKey, deviceGroupKey }: NewDevice,
  name?: string,
): Promise<RememberedDevice> {
  const { DeviceRandomPassword, DeviceSecretVerifierConfig } = createDeviceVerifier(
    deviceKey,
    deviceGroupKey,
  );
  const { Salt: salt = '', PasswordVerifier: passwordVerifier = '' } = DeviceSecretVerifierConfig;
  const path = { deviceKey };
  const { confirmationNecessary } = await client.call('post', '/v1/users/me/devices/{deviceKey}/confirm', {
    path,
    body: { salt, passwordVerifier, ...(name === undefined ? {} : { deviceName: name }) },
  });
  // Calling this is the person's consent.
  if (confirmationNecessary) {
    await client.call('put', '/v1/users/me/devices/{deviceKey}', { path, body: { remembered: true } });
  }
  return { deviceKey, deviceGroupKey, deviceSecret: DeviceRandomPassword };
}

/** Proves the password if it is asked for, and then the device if that is. */
async function proven(
  step: SignInResult,
  session: SrpSession,
  device: RememberedDevice | undefined,
): Promise<SignInResult> {
  if (step.status !== 'CHALLENGE' || step.name !== 'PASSWORD_VERIFIER') return withDevice(step, device);
  return withDevice(await step.answer(passwordProof(session, step.parameters)), device);
}

/** The library wants a whole pool id, and takes the part after its underscore: that is what a challenge tells. */
function sessionFor(username: string, secret: string): SrpSession {
  return createSrpSession(username, secret, 'pool_', false);
}

function passwordProof(
  session: SrpSession,
  parameters: SrpParameters & { readonly poolName: string; readonly userId: string },
): SrpProof {
  const { poolName, userId } = parameters;
  const signed = signSrpSession(
    { ...session, poolId: `pool_${poolName}`, poolIdAbbr: poolName },
    { ChallengeParameters: { ...parametersOf(parameters), USER_ID_FOR_SRP: userId } },
  );
  return proofOf(signed, parameters);
}

function deviceProof(session: SrpSession, parameters: SrpParameters, device: RememberedDevice): SrpProof {
  const { deviceKey, deviceGroupKey, deviceSecret } = device;
  const signed = signSrpSessionWithDevice(
    session,
    { ChallengeParameters: { ...parametersOf(parameters), DEVICE_KEY: deviceKey } },
    deviceGroupKey,
    deviceSecret,
  );
  return proofOf(signed, parameters);
}

function parametersOf({ salt, srpB, secretBlock }: SrpParameters): Record<string, string> {
  return { SALT: salt, SRP_B: srpB, SECRET_BLOCK: secretBlock };
}

function proofOf(
  { passwordSignature: signature, timestamp }: { passwordSignature: string; timestamp: string },
  { secretBlock }: SrpParameters,
): SrpProof {
  return { signature, timestamp, secretBlock };
}
