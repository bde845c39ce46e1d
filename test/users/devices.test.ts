import { createDeviceVerifier, createSrpSession, signSrpSessionWithDevice } from 'cognito-srp-helper';
import { DATE, expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { FrontedPool, Person } from './person';

const phone = { phone_number: '+15550000000', phone_number_verified: 'true' };
/** Good for no sign-in, but a verifier all the same. */
const QUICK = { salt: 'AQIDBA==', passwordVerifier: 'Ag==' };

let gatehouse: Gatehouse;
/** Devices stand in for the second factor, without being asked. */
let pool: FrontedPool;
/** The person has to agree first. */
let asking: FrontedPool;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  const track = (DeviceOnlyRememberedOnUserPrompt: boolean): Promise<FrontedPool> =>
    FrontedPool.open(gatehouse, {
      pool: {
        DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt },
      },
      mfa: {
        MfaConfiguration: 'OPTIONAL',
        SmsMfaConfiguration: {
          SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'test' },
        },
      },
    });
  [pool, asking] = await Promise.all([track(false), track(true)]);
});
afterAll(async () => {
  await Promise.all([pool.close(), asking.close()]);
  await gatehouse.close();
});

interface NewDevice {
  deviceKey: string;
  deviceGroupKey: string;
}

/** A sign-in from a device that the pool has not seen. */
class Newcomer extends Person {
  constructor(
    at: Gatehouse,
    username: string,
    tokens: Tokens,
    readonly device: NewDevice,
  ) {
    super(at, username, tokens);
  }

  static async from(at: Gatehouse, username: string): Promise<Newcomer> {
    const { body } = await at.post('/v1/auth/sign-in', { username, password: PASSWORD });
    const { tokens, newDevice } = body.data as { tokens: Tokens; newDevice: NewDevice };
    return new Newcomer(at, username, tokens, newDevice);
  }

  get path(): string {
    return `/devices/${this.device.deviceKey}`;
  }

  confirm(body: object = QUICK): Promise<Answer> {
    return this.post(`${this.path}/confirm`, body);
  }
}

let people = 0;

/** Somebody who signs in for the first time. */
async function newcomer(at = pool, attributes: Record<string, string> = {}): Promise<Newcomer> {
  const username = `person-${(people += 1)}`;
  await at.join(username, attributes);
  return Newcomer.from(at.instance, username);
}

async function known(at = pool): Promise<Newcomer> {
  const person = await newcomer(at);
  expect((await person.confirm()).status).toBe(200);
  return person;
}

describe('POST /v1/users/me/devices/:deviceKey/confirm', () => {
  it('makes the device known, which then stands in for the second factor', async () => {
    const person = await newcomer(pool, phone);
    const { deviceKey, deviceGroupKey } = person.device;
    const { DeviceSecretVerifierConfig: secret, DeviceRandomPassword: password } = createDeviceVerifier(
      deviceKey,
      deviceGroupKey,
    );
    const verifier = { salt: secret.Salt, passwordVerifier: secret.PasswordVerifier };
    const confirmed = await person.confirm({ ...verifier, deviceName: 'My phone' });
    expectData(confirmed, 200, { confirmationNecessary: false });
    await person.put('/mfa', { sms: { enabled: true } });

    const { username } = person;
    const credentials = { username, password: PASSWORD };
    const stranger = await pool.instance.post('/v1/auth/sign-in', credentials);
    expect(stranger.body.data.challenge.name).toBe('SMS_MFA');

    const first = await pool.instance.post('/v1/auth/sign-in', { ...credentials, deviceKey });
    expect(first.body.data.challenge.name).toBe('DEVICE_SRP_AUTH');
    const answer = (step: Answer, given: object): Promise<Answer> =>
      pool.instance.post('/v1/auth/challenge', { session: step.body.data.session as string, answer: given });
    const srp = createSrpSession(username, PASSWORD, pool.userPoolId, false);
    const second = await answer(first, { srpA: srp.largeA });
    const { srpB, salt, secretBlock } = second.body.data.challenge.parameters as Record<string, string>;
    const { passwordSignature, timestamp } = signSrpSessionWithDevice(
      srp,
      {
        ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
        ChallengeParameters: {
          ...{ DEVICE_KEY: deviceKey, SRP_B: srpB ?? '', SALT: salt ?? '', SECRET_BLOCK: secretBlock ?? '' },
          USERNAME: username,
        },
      },
      deviceGroupKey,
      password,
    );
    const done = await answer(second, { signature: passwordSignature, timestamp, secretBlock });
    expect(done.body.data?.status).toBe('SIGNED_IN');
    const { accessToken } = done.body.data.tokens as Tokens;
    const device = await pool.instance.get(`/v1/users/me/devices/${deviceKey}`, accessToken);
    expect(device.body.data).toMatchObject({ name: 'My phone', remembered: true, current: true });
  });

  it('asks the person first where the pool wants that', async () => {
    const person = await newcomer(asking);
    expectData(await person.confirm(), 200, { confirmationNecessary: true });
    expect((await person.get(person.path)).body.data.remembered).toBe(false);
    expectDone(await person.put(person.path, { remembered: true }));
    expect((await person.get(person.path)).body.data.remembered).toBe(true);
  });

  it('is done once, also when it is asked for many times at once', async () => {
    const person = await newcomer();
    const answers = await Promise.all(Array.from({ length: 8 }, () => person.confirm()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 200)) expectProblem(other, 409, 'conflict');
    expect((await person.get('/devices')).body.data).toHaveLength(1);
  });

  it('is for the device of this very sign-in', async () => {
    const [ada, bob] = [await newcomer(), await newcomer()];
    const elsewhere = await Newcomer.from(pool.instance, ada.username);
    for (const other of [bob, elsewhere]) {
      const answer = await ada.post(`${other.path}/confirm`, QUICK);
      expectProblem(answer, 400, 'invalid_parameter', {
        errors: [{ field: 'deviceKey', message: 'must be that of the device of this sign-in' }],
      });
    }
    expectData(await bob.confirm(), 200, { confirmationNecessary: false });
  });

  it('refuses a verifier that verifies nothing', async () => {
    const person = await newcomer();
    expectProblem(await person.confirm({ ...QUICK, passwordVerifier: 'AA==' }), 400, 'invalid_parameter');
    expectData(await person.get('/devices'), 200, []);
  });

  it.each([
    ['no salt', { passwordVerifier: 'Ag==' }, 'salt'],
    ['a salt that is not Base64', { ...QUICK, salt: '%' }, 'salt'],
    ['no verifier', { salt: 'AQIDBA==' }, 'passwordVerifier'],
    ['a verifier of bytes', { ...QUICK, passwordVerifier: [2] }, 'passwordVerifier'],
    ['an empty name', { ...QUICK, deviceName: '' }, 'deviceName'],
    ['a name that is too long', { ...QUICK, deviceName: 'x'.repeat(1025) }, 'deviceName'],
    ['null as a name', { ...QUICK, deviceName: null }, 'deviceName'],
    ['a key in the body', { ...QUICK, deviceKey: 'us-east-1_0' }, 'deviceKey'],
  ])('refuses %s', async (_, body, field) => {
    const person = await newcomer();
    expectFieldFault(await person.confirm(body), field);
  });
});

describe('GET /v1/users/me/devices', () => {
  it('shows a device, and that it is the one of this sign-in', async () => {
    const person = await newcomer();
    expectData(await person.get('/devices'), 200, []);
    await person.confirm({ ...QUICK, deviceName: 'Büro-PC' });
    const device = {
      deviceKey: person.device.deviceKey,
      name: 'Büro-PC',
      remembered: true,
      lastIp: '127.0.0.1',
      createdAt: DATE,
      lastAuthenticatedAt: DATE,
    };
    expectData(await person.get(person.path), 200, { ...device, current: true });
    expectData(await person.get('/devices'), 200, [{ ...device, current: true }]);
    const elsewhere = await Newcomer.from(pool.instance, person.username);
    expectData(await elsewhere.get(person.path), 200, { ...device, current: false });
  });

  it('comes in pages that are for this list and this person', async () => {
    const person = await known();
    const keys = [person.device.deviceKey];
    for (let count = 0; count < 4; count++) {
      const further = await Newcomer.from(pool.instance, person.username);
      await further.confirm();
      keys.push(further.device.deviceKey);
    }
    const keysOf = (answer: Answer): string[] =>
      (answer.body as { data: { deviceKey: string }[] }).data.map(({ deviceKey }) => deviceKey);
    const read: string[] = [];
    const cursors: string[] = [];
    for (let query = '?limit=2'; query !== '';) {
      const page = await person.get(`/devices${query}`);
      const { nextCursor } = page.body.meta as { nextCursor?: string };
      expectData(page, 200, expect.any(Array), nextCursor === undefined ? {} : { nextCursor });
      read.push(...keysOf(page));
      if (nextCursor !== undefined) cursors.push(nextCursor);
      query = nextCursor === undefined ? '' : `?limit=2&cursor=${nextCursor}`;
    }
    expect(new Set(read)).toEqual(new Set(keys));
    expect([read.length, cursors.length]).toEqual([5, 2]);
    expect(keysOf(await person.get('/devices'))).toEqual(read);

    const other = await known();
    const [cursor = ''] = cursors;
    expectProblem(await other.get(`/devices?cursor=${cursor}`), 400, 'invalid_cursor');
    expectProblem(await person.get(`/passkeys?cursor=${cursor}`), 400, 'invalid_cursor');
    expectProblem(await person.get('/devices?cursor=e30'), 400, 'invalid_cursor');
  });

  it.each(['0', '61', 'x', '-1'])('refuses %s items a page', async (limit) => {
    const person = await newcomer();
    expectFieldFault(await person.get(`/devices?limit=${limit}`), 'limit');
  });
});

describe('PUT /v1/users/me/devices/:deviceKey', () => {
  it('has it remembered or not, as often as one likes', async () => {
    const person = await known();
    const remembered = async (): Promise<unknown> => (await person.get(person.path)).body.data.remembered;
    for (const wish of [false, false, true, true]) {
      expectDone(await person.put(person.path, { remembered: wish }));
      expect(await remembered()).toBe(wish);
    }
  });

  it.each([{}, { remembered: 'true' }, { remembered: null }, { remembered: 1 }])(
    'refuses %j',
    async (body) => {
      const person = await known();
      expectFieldFault(await person.put(person.path, body), 'remembered');
    },
  );
});

describe('DELETE /v1/users/me/devices/:deviceKey', () => {
  it('forgets it once, also when that is asked for many times at once', async () => {
    const person = await known();
    const answers = await Promise.all(Array.from({ length: 8 }, () => person.delete(person.path)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 204)) {
      expectProblem(other, 404, 'resource_not_found');
    }
    expectData(await person.get('/devices'), 200, []);
    expectProblem(await person.get(person.path), 404, 'resource_not_found');
  });

  it('ends the refresh token of the device', async () => {
    const person = await known();
    const { refreshToken } = person.tokens;
    const { deviceKey } = person.device;
    const refresh = (): Promise<Answer> =>
      pool.instance.post('/v1/auth/refresh', { refreshToken, deviceKey });
    expect((await refresh()).status).toBe(200);
    expectDone(await person.delete(person.path));
    expectProblem(await refresh(), 401, 'invalid_refresh_token');
    expect((await person.get()).status).toBe(200);
  });
});

describe('a device that is not there', () => {
  const ways: [string, (person: Person, path: string) => Promise<Answer>][] = [
    ['read', (person, path) => person.get(path)],
    ['remembered', (person, path) => person.put(path, { remembered: true })],
    ['forgotten', (person, path) => person.delete(path)],
  ];

  it.each(ways)('cannot be %s, whether nobody has it or somebody else', async (_, act) => {
    const [ada, bob] = [await known(), await known()];
    const unknown = bob.path.replace(/_.*/, '_00000000-0000-4000-8000-000000000000');
    for (const path of [bob.path, unknown]) {
      expectProblem(await act(ada, path), 404, 'resource_not_found');
    }
    expect((await bob.get(bob.path)).body.data).toMatchObject({ remembered: true });
  });

  it.each(ways)('cannot be %s under a key that is none', async (_, act) => {
    const person = await newcomer();
    for (const key of ['x', 'us-east-1_X', `${'a'.repeat(21)}_0`, '_0']) {
      expectFieldFault(await act(person, `/devices/${key}`), 'deviceKey');
    }
  });
});

it('a pool that does not track devices says so', async () => {
  const person = await Person.fresh(gatehouse);
  const path = '/devices/us-east-1_00000000-0000-4000-8000-000000000000';
  const answers = [
    await person.get('/devices'),
    await person.get(path),
    await person.put(path, { remembered: true }),
    await person.post(`${path}/confirm`, QUICK),
    await person.delete(path),
  ];
  for (const answer of answers) {
    expectProblem(answer, 503, 'service_misconfigured', { retryAfter: 300 });
  }
});

it('needs a token', async () => {
  const path = '/v1/users/me/devices';
  const key = `${path}/us-east-1_0`;
  expectProblem(await gatehouse.get(path), 401, 'unauthorized');
  expectProblem(await gatehouse.get(key), 401, 'unauthorized');
  expectProblem(await gatehouse.call('PUT', key, { body: { remembered: true } }), 401, 'unauthorized');
  expectProblem(await gatehouse.call('DELETE', key), 401, 'unauthorized');
  expectProblem(await gatehouse.post(`${key}/confirm`, QUICK), 401, 'unauthorized');
});
