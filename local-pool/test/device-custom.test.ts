import { nextStep } from '../auth/next-step';
import { withPassed } from '../auth/challenge';
import type { AuthOutcome, Progress, SignIn } from '../auth/sign-in';
import { Tracking, type Device } from './devices';
import { SrpClient } from './srp';
import { payloadOf } from './support';
import { trusting } from './trusted-devices';

let tracking: Tracking;
let pool: { poolId: string; ClientId: string };

beforeAll(async () => {
  tracking = await Tracking.start();
  pool = await tracking.pool(trusting);
});
afterAll(() => tracking.pools.close());

/** Somebody with a confirmed device. */
async function somebody(name: string): Promise<Device> {
  await tracking.pools.createUser(pool.poolId, name);
  return (await tracking.withDevice(pool.ClientId, name)).device;
}

/** A sign-in whose factors have passed. */
function passed(username: string, progress: Partial<Progress>): SignIn {
  const { pools } = tracking;
  const client = pools.context.store.clients.get(pool.ClientId);
  const [user] = pools.context.store.users.by('name', `${pool.poolId}/${username}`);
  if (!client || !user) throw new Error('Nobody to sign in');
  return {
    api: 'public',
    pool: pools.pool(pool.poolId),
    client,
    user,
    known: true,
    clientMetadata: {},
    caller: { address: '127.0.0.1', userAgent: 'test', endpoint: pools.url },
    progress: { flow: 'CUSTOM_AUTH', asked: username, first: 'CUSTOM', passed: [], ...progress },
  };
}

const goOn = (signIn: SignIn): Promise<AuthOutcome> => nextStep(tracking.pools.context, signIn);

it('is asked for after the custom challenges, and is the last that is', async () => {
  const device = await somebody('ada');
  const begun = await goOn(passed('ada', { deviceKey: device.key }));
  expect(begun).toMatchObject({ ChallengeName: 'DEVICE_SRP_AUTH' });
  const client = new SrpClient();
  const named = { USERNAME: 'ada', DEVICE_KEY: device.key };
  const verifier = await tracking.answer(pool.ClientId, 'DEVICE_SRP_AUTH', begun.Session, {
    ...named,
    SRP_A: client.shown,
  });
  const identity = { group: device.group, userId: device.key, password: device.secret };
  const { AuthenticationResult } = await tracking.answer(
    pool.ClientId,
    'DEVICE_PASSWORD_VERIFIER',
    verifier.Session,
    { ...named, ...client.claim(verifier.ChallengeParameters ?? {}, identity) },
  );
  expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['device_key']).toBe(device.key);
});

it('is not asked for by another flow without a second factor, nor twice, nor when it is not remembered', async () => {
  const device = await somebody('grace');
  const deviceKey = device.key;
  const other = await goOn(passed('grace', { deviceKey, flow: 'USER_SRP_AUTH', first: 'PASSWORD' }));
  expect(other.AuthenticationResult?.AccessToken).toBeDefined();
  const proved = await goOn(withPassed(passed('grace', { deviceKey }), 'DEVICE_PASSWORD_VERIFIER'));
  expect(proved.AuthenticationResult?.AccessToken).toBeDefined();
  const { devices } = tracking.pools.context.store;
  const record = devices.get(deviceKey);
  if (record) devices.put({ ...record, remembered: false });
  const forgetful = await goOn(passed('grace', { deviceKey }));
  expect(forgetful.AuthenticationResult?.AccessToken).toBeDefined();
});
