import { ProjectsModule } from '../../examples/projects/projects.module';
import { expectData, expectProblem } from '../support/answers';
import type { Answer, Gatehouse } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { type Member, Tenants } from './tenants';

let tenants: Tenants;
let service: Gatehouse;
let member: Member;
let head: Member;
beforeAll(async () => {
  tenants = await Tenants.start();
  service = await startInstance(tenants.gatehouse, {}, { modules: [ProjectsModule] });
  [member, head] = [await tenants.join('acme'), await tenants.join('acme', 'account-admin')];
});
afterAll(async () => {
  await service.app.close();
  await tenants.close();
});

const get = (path: string, { tokens }: Member): Promise<Answer> =>
  service.get(`/v1/${path}`, tokens.accessToken);

describe('a module of a team that keeps to accounts', () => {
  it('is given the account of the caller', async () => {
    expectData(await get('projects', member), 200, { accountId: 'acme' });
    const other = await tenants.join('beta');
    expectData(await get('projects', other), 200, { accountId: 'beta' });
    expectProblem(await get('projects', await tenants.join(undefined)), 403, 'forbidden');
  });

  it('opens an account to its own people', async () => {
    expectData(await get('accounts/acme/projects', member), 200, { accountId: 'acme' });
    for (const other of ['beta', 'ACME', 'acme%20', 'acme%2F', '*'])
      expectProblem(await get(`accounts/${other}/projects`, member), 404, 'resource_not_found');
  });

  it('opens people to the administrators of their account, and to those of the platform', async () => {
    const stranger = await tenants.join('beta');
    expectData(await get(`people/${member.email}/projects`, head), 200, { username: member.sub });
    expectProblem(await get(`people/${stranger.email}/projects`, head), 404, 'user_not_found');
    expectProblem(await get(`people/${head.email}/projects`, member), 403, 'forbidden');
    const all = await service.get(`/v1/people/${stranger.email}/projects`, tenants.admin);
    expectData(all, 200, { username: stranger.email });
  });
});
