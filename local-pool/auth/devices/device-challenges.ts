import type { DeviceRecord } from '../../devices/device-record';
import { deviceNotFound } from '../../devices/tracking';
import type { PoolContext } from '../../operation';
import type { Challenge, ChallengeAttempt, Presentation, Settle } from '../challenge';
import { checkLock, countFailure } from '../lockout';
import { badCredentials } from '../refusals';
import { invalidSession } from '../sessions';
import { required, type Entries, type SignIn } from '../sign-in';
import { openExchange, proves } from '../srp';
import { answerWithin, claimFrom, clientKeyFrom } from '../srp-challenge';
import { trustedDevice } from './known-device';

/** DEVICE_SRP_AUTH: the remembered device is asked for its half of an exchange. */
export const deviceSrpAuth: Challenge = {
  present: (_, { user, progress }) => ({
    parameters: { USERNAME: user.username, DEVICE_KEY: progress.deviceKey ?? '' },
    state: {},
  }),
  answer: beginExchange,
};

/** DEVICE_PASSWORD_VERIFIER: the device proves that it knows the secret it was confirmed with. */
export const devicePasswordVerifier: Challenge = { present, answer };

/** @throws PoolError ResourceNotFoundException for a device that is not remembered, InvalidParameterException */
function beginExchange(context: PoolContext, { signIn, responses }: ChallengeAttempt): Settle {
  const given = { SRP_A: clientKeyFrom(responses) };
  const deviceKey = required(responses, 'DEVICE_KEY');
  requireTrusted(context, withDevice(signIn, deviceKey));
  return (fresh) => ({ due: 'DEVICE_PASSWORD_VERIFIER', signIn: fresh, given });
}

function present(context: PoolContext, signIn: SignIn, given: Entries): Presentation {
  const device = requireTrusted(context, signIn);
  const { salt, verifier } = device.secret;
  const keys = openExchange(verifier);
  return {
    parameters: { USERNAME: signIn.user.username, DEVICE_KEY: device.id, SRP_B: keys.shown, SALT: salt },
    state: {
      ...keys,
      clientKey: clientKeyFrom(given),
      deviceKey: device.id,
      answerUntil: context.clock.now() + answerWithin,
    },
    asSecretBlock: true,
  };
}

/**
 * @throws PoolError NotAuthorizedException for a proof that is wrong or too late, and while the user is locked: wrong proofs count
 *   like wrong passwords; ResourceNotFoundException for a device that was forgotten meanwhile
 */
function answer(context: PoolContext, { signIn, session, responses }: ChallengeAttempt): Settle {
  const { pool, user } = signIn;
  checkLock(context, pool, user);
  const claim = claimFrom(responses);
  const state = session.state as unknown as Entries & { readonly answerUntil: number };
  const { secret = '', shown = '', clientKey = '', deviceKey = '' } = state;
  if (required(responses, 'DEVICE_KEY') !== deviceKey) throw invalidSession();
  if (state.answerUntil <= context.clock.now()) throw badCredentials();
  const device = requireTrusted(context, withDevice(signIn, deviceKey));
  const { verifier } = device.secret;
  if (!proves({ group: device.groupKey, userId: device.id, secret, shown, clientKey, verifier }, claim)) {
    countFailure(context, pool, user);
    throw badCredentials();
  }
  return (fresh) => fresh;
}

/** A device that is not remembered any more is as good as forgotten. */
function requireTrusted(context: PoolContext, signIn: SignIn): DeviceRecord {
  const device = trustedDevice(context, signIn);
  if (!device) throw deviceNotFound();
  return device;
}

function withDevice(signIn: SignIn, deviceKey: string): SignIn {
  return { ...signIn, progress: { ...signIn.progress, deviceKey } };
}
