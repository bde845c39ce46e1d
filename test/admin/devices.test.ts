import { DATE, expectData, expectDone, expectFieldFault, expectProblem } from '../support/answers';
import { type Answer, Gatehouse, PASSWORD } from '../support/gatehouse';
import { AdministeredPool } from './administered-pool';

const NOBODYS = 'us-east-1_00000000-0000-4000-8000-000000000000';

let gatehouse: Gatehouse;
let admin: AdministeredPool;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  admin = await AdministeredPool.open(gatehouse, {
    pool: {
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
    },
  });
});
afterAll(async () => {
  await admin.close();
  await gatehouse.close();
});

let counter = 0;

/** Somebody who has signed in from so many devices, and their keys. */
async function withDevices(count: number): Promise<{ username: string; keys: string[]; refresh: string[] }> {
  const username = `somebody-${++counter}`;
  await admin.pool.join(username);
  const keys: string[] = [];
  const refresh: string[] = [];
  for (let number = 0; number < count; number++) {
    const { tokens, newDevice } = (await admin.signIn(username)).body.data;
    const { deviceKey } = newDevice as { deviceKey: string };
    const body = { deviceName: `Device ${number}`, salt: 'AQIDBA==', passwordVerifier: 'Ag==' };
    const path = `/v1/users/me/devices/${deviceKey}/confirm`;
    expect((await admin.instance.post(path, body, tokens.accessToken as string)).status).toBe(200);
    keys.push(deviceKey);
    refresh.push(tokens.refreshToken as string);
  }
  return { username, keys, refresh };
}

const keysIn = (answer: Answer): string[] =>
  (answer.body as { data: { deviceKey: string }[] }).data.map(({ deviceKey }) => deviceKey);

describe('GET /v1/admin/users/:username/devices', () => {
  it('shows the devices of the user', async () => {
    const { username, keys } = await withDevices(1);
    expectData(await admin.get(`${username}/devices`), 200, [
      {
        deviceKey: keys[0],
        name: 'Device 0',
        remembered: true,
        lastIp: '127.0.0.1',
        createdAt: DATE,
        lastAuthenticatedAt: DATE,
      },
    ]);
    const { username: without } = await withDevices(0);
    expectData(await admin.get(`${without}/devices`), 200, []);
  });

  it('comes in pages that are for this user alone', async () => {
    const [{ username, keys }, other] = [await withDevices(3), await withDevices(1)];
    const first = await admin.get(`${username}/devices?limit=2`);
    const { nextCursor } = first.body.meta as { nextCursor: string };
    expectData(first, 200, expect.any(Array), { nextCursor });
    const second = await admin.get(`${username}/devices?limit=2&cursor=${nextCursor}`);
    expectData(second, 200, expect.any(Array));
    expect([...keysIn(first), ...keysIn(second)].toSorted()).toEqual(keys.toSorted());
    const elsewhere = [`${other.username}/devices`, `${username}/sessions`, 'the-admin/devices'];
    for (const list of elsewhere)
      expectProblem(await admin.get(`${list}?cursor=${nextCursor}`), 400, 'invalid_cursor');
  });

  it.each(['limit=0', 'limit=61', 'limit=x'])('refuses %s', async (query) => {
    expectFieldFault(await admin.get(`the-admin/devices?${query}`), 'limit');
  });
});

describe('DELETE /v1/admin/users/:username/devices/:deviceKey', () => {
  it('forgets the device, which gets no new tokens, and no other', async () => {
    const { username, keys, refresh } = await withDevices(2);
    expectDone(await admin.delete(`${username}/devices/${keys[0] ?? ''}`));
    expect(keysIn(await admin.get(`${username}/devices`))).toEqual([keys[1]]);
    const [lost, kept] = await Promise.all(
      refresh.map((refreshToken, index) =>
        admin.instance.post('/v1/auth/refresh', { refreshToken, deviceKey: keys[index] }),
      ),
    );
    expectProblem(lost as Answer, 401, 'invalid_refresh_token');
    expect(kept?.status).toBe(200);
    const again = await admin.signIn(username, PASSWORD);
    expect(again.body.data.status).toBe('SIGNED_IN');
  });

  it('is done once, also when it is asked for many times at once', async () => {
    const { username, keys } = await withDevices(1);
    const path = `${username}/devices/${keys[0] ?? ''}`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => admin.delete(path)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404, 404]);
    expectProblem(await admin.delete(path), 404, 'resource_not_found');
  });

  it('does not reach the device of another user, nor one of nobody', async () => {
    const [{ username }, other] = [await withDevices(1), await withDevices(1)];
    for (const key of [other.keys[0] ?? '', NOBODYS])
      expectProblem(await admin.delete(`${username}/devices/${key}`), 404, 'resource_not_found');
    expect(keysIn(await admin.get(`${other.username}/devices`))).toEqual(other.keys);
  });

  it('refuses a key that is none', async () => {
    expectFieldFault(await admin.delete('the-admin/devices/x'), 'deviceKey');
  });

  it('is not for support, who may look', async () => {
    const { username, keys } = await withDevices(1);
    const list = await admin.call('GET', `${username}/devices`, undefined, 'support');
    expect(keysIn(list)).toEqual(keys);
    const path = `${username}/devices/${keys[0] ?? ''}`;
    expectProblem(await admin.call('DELETE', path, undefined, 'support'), 403, 'forbidden');
    expect(keysIn(await admin.get(`${username}/devices`))).toEqual(keys);
  });
});

it('nobody of that name has devices', async () => {
  expectProblem(await admin.get('nobody/devices'), 404, 'user_not_found');
  expectProblem(await admin.delete(`nobody/devices/${NOBODYS}`), 404, 'user_not_found');
});

it('a pool that does not track devices says so', async () => {
  const { accessToken: token } = await gatehouse.admin();
  const of = '/v1/admin/users/admin@example.com/devices';
  for (const answer of [
    await gatehouse.get(of, token),
    await gatehouse.call('DELETE', `${of}/${NOBODYS}`, { token }),
  ])
    expectProblem(answer, 503, 'service_misconfigured', { retryAfter: 300 });
});
