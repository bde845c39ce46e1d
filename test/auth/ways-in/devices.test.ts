import { AdminForgetDeviceCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expectData, expectProblem, SIGNED_IN } from '../../support/answers';
import { PASSWORD } from '../../support/gatehouse';
import { type PoolServer, startPoolServer } from './pool-server';
import { type Device, rememberedDevice, Srp } from './proofs';
import { type Challenge, EVERY_WAY, type Person, Site } from './site';

const text = expect.any(String) as string;
const SIGNED_IN_ANEW = { ...SIGNED_IN, newDevice: { deviceKey: text, deviceGroupKey: text } };

let server: PoolServer;
let site: Site;
beforeAll(async () => {
  server = await startPoolServer();
  const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
  site = await Site.open(server, { ...EVERY_WAY, pool: { ...EVERY_WAY.pool, DeviceConfiguration } });
});
afterAll(async () => {
  await site.close();
  await server.pool.close();
});

interface Owner {
  readonly person: Person;
  readonly device: Device;
}

/** Somebody with a second factor by SMS and a device that stands in for it. */
async function owner(): Promise<Owner> {
  const person = await site.person({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
  return { person, device: await rememberedDevice(site, person) };
}

const begin = ({ person }: Owner, deviceKey: string): Promise<Challenge> =>
  site.begin(person, { password: PASSWORD, deviceKey });

/** Has the device forgotten elsewhere. */
async function forget({ person, device }: Owner): Promise<void> {
  const { userPoolId: UserPoolId } = site.pool;
  await site.sdk.send(
    new AdminForgetDeviceCommand({ UserPoolId, Username: person.username, DeviceKey: device.key }),
  );
}

/** The second factor is asked for, and signs in. */
async function expectSecondFactor({ person }: Owner, { session, challenge }: Challenge): Promise<void> {
  expect(challenge.name).toBe('SMS_MFA');
  expectData(await site.answer(session, { code: await site.code(person.phone) }), 200, SIGNED_IN_ANEW);
}

it('a device that was forgotten does not lock its owner out', async () => {
  const somebody = await owner();
  await forget(somebody);
  await expectSecondFactor(somebody, await begin(somebody, somebody.device.key));
});

it('neither does one that never was, nor one of somebody else', async () => {
  const [somebody, other] = [await owner(), await owner()];
  const never = 'us-east-1_01234567-89ab-4def-8123-456789abcdef';
  for (const key of [never, other.device.key]) {
    await expectSecondFactor(somebody, await begin(somebody, key));
  }
});

it('a device that is forgotten while it proves itself is left out when the sign-in starts again', async () => {
  const somebody = await owner();
  const { key } = somebody.device;
  const srp = new Srp();
  const asked = await begin(somebody, key);
  const at = await site.goOn(await begin(somebody, key), { srpA: srp.srpA });
  await forget(somebody);
  expectProblem(await site.answer(asked.session, { srpA: srp.srpA }), 401, 'session_expired');
  const proof = srp.device(at, somebody.device);
  expectProblem(await site.answer(at.session, proof), 401, 'session_expired');
  await expectSecondFactor(somebody, await begin(somebody, key));
});

it('a wrong proof ends the sign-in, and the next one can be finished', async () => {
  const somebody = await owner();
  const srp = new Srp();
  const at = await site.goOn(await begin(somebody, somebody.device.key), { srpA: srp.srpA });
  const wrong = srp.device(at, { ...somebody.device, secret: 'another' });
  expectProblem(await site.answer(at.session, wrong), 401, 'invalid_credentials');
  const right = srp.device(at, somebody.device);
  expectProblem(await site.answer(at.session, right), 401, 'session_expired');
  await expectSecondFactor(somebody, await site.begin(somebody.person));
});

it('the tokens of a device can be refreshed with its key', async () => {
  const somebody = await owner();
  const srp = new Srp();
  const { key: deviceKey } = somebody.device;
  const at = await site.goOn(await begin(somebody, deviceKey), { srpA: srp.srpA });
  const { body } = await site.answer(at.session, srp.device(at, somebody.device));
  const { refreshToken } = body.data.tokens as { refreshToken: string };
  expectData(await site.instance.post('/v1/auth/refresh', { refreshToken, deviceKey }), 200, SIGNED_IN);
});
