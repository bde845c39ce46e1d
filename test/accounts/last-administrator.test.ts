import { expectDone, expectProblem } from '../support/answers';
import { ADMIN, type Answer, type Gatehouse } from '../support/gatehouse';
import { Tenants } from './tenants';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await Tenants.start();
});
afterAll(() => tenants.close());

/** Every way in which the pool may lose an administrator, for a caller who is one. */
const WAYS: Readonly<Record<string, (email: string) => [method: string, path: string]>> = {
  'taking the role': (email) => ['DELETE', `/v1/admin/users/${email}/groups/admin`],
  disabling: (email) => ['POST', `/v1/admin/users/${email}/disable`],
  deleting: (email) => ['DELETE', `/v1/admin/users/${email}`],
};

const call = (
  instance: Gatehouse,
  [method, path]: readonly [string, string],
  token: string,
): Promise<Answer> => instance.call(method, path, { token });

/** Administrators who can sign in. */
async function remaining(token: string): Promise<string[]> {
  const { body } = await tenants.as(token, 'GET', 'groups/admin/users');
  const users = body.data as { enabled: boolean; attributes: { email: string } }[];
  return users.filter(({ enabled }) => enabled).map(({ attributes }) => attributes.email);
}

describe('the last administrator', () => {
  it('stays, whatever is tried', async () => {
    for (const way of Object.values(WAYS))
      expectProblem(
        await call(tenants.gatehouse, way(ADMIN.username), tenants.admin),
        409,
        'last_administrator',
      );
    const own = await tenants.gatehouse.call('DELETE', '/v1/users/me', { token: tenants.admin });
    expectProblem(own, 409, 'last_administrator');
    expectProblem(await tenants.as(tenants.admin, 'DELETE', 'groups/admin'), 409, 'last_administrator');
    expect(await remaining(tenants.admin)).toEqual([ADMIN.username]);
    expect((await tenants.gatehouse.admin()).accessToken).toEqual(expect.any(String));
  });

  it('is not relieved by those who cannot sign in', async () => {
    const disabled = await tenants.join(undefined, 'admin');
    await tenants.as(tenants.admin, 'POST', `users/${disabled.email}/disable`);
    const body = {
      username: 'invited@example.com',
      delivery: 'NONE',
      groups: ['admin'],
      temporaryPassword: 'Temporary-Horse-7',
    };
    expect((await tenants.as(tenants.admin, 'POST', 'users', body)).status).toBe(201);
    for (const way of Object.values(WAYS))
      expectProblem(
        await call(tenants.gatehouse, way(ADMIN.username), tenants.admin),
        409,
        'last_administrator',
      );
    for (const name of [disabled.email, 'invited@example.com'])
      expectDone(await tenants.as(tenants.admin, 'DELETE', `users/${name}`));
  });

  it('may go by any way once there is another, who is the last one then', async () => {
    const others = await Promise.all(Object.keys(WAYS).map(() => tenants.join(undefined, 'admin')));
    for (const [index, way] of Object.values(WAYS).entries())
      expectDone(await call(tenants.gatehouse, way(others[index]?.email ?? ''), tenants.admin));
    expect(await remaining(tenants.admin)).toEqual([ADMIN.username]);
    const other = await tenants.join(undefined, 'admin');
    expectDone(await tenants.gatehouse.call('DELETE', '/v1/users/me', { token: tenants.admin }));
    for (const way of Object.values(WAYS))
      expectProblem(
        await call(tenants.gatehouse, way(other.email), other.tokens.accessToken),
        409,
        'last_administrator',
      );
  });
});
