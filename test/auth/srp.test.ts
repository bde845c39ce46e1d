import { GatehouseClient, isProblem } from '../../client/src/index.ts';
import { signInWithSrp } from '../../client/src/srp.ts';
import { Gatehouse, PASSWORD } from '../support/gatehouse';

let gatehouse: Gatehouse;
let username: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  username = await gatehouse.user();
});
afterAll(() => gatehouse.close());

const newClient = (): GatehouseClient => new GatehouseClient({ baseUrl: gatehouse.url });

it('signs in without the password leaving the client', async () => {
  const client = newClient();
  expect(await signInWithSrp(client, { username, password: PASSWORD })).toEqual({ status: 'SIGNED_IN' });
  expect(await client.call('get', '/v1/users/me', {})).toMatchObject({ attributes: { email: username } });
});

it('refuses a wrong password and an unknown name alike', async () => {
  for (const request of [
    { username, password: 'Wrong-Horse-7' },
    { username: 'nobody@example.com', password: PASSWORD },
  ]) {
    const error: unknown = await signInWithSrp(newClient(), request).catch((refused: unknown) => refused);
    if (!isProblem(error)) throw error as Error;
    expect([error.code, error.status]).toEqual(['invalid_credentials', 401]);
  }
});
