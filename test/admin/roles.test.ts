import { expectProblem } from '../support/answers';
import { Administration } from './people';

let admin: Administration;
let target: string;
const tokens: Record<string, string | null> = { nobody: null };

beforeAll(async () => {
  admin = await Administration.start();
  await admin.group('target-group');
  target = await admin.user();
  tokens['user'] = (await admin.member()).accessToken;
  tokens['support'] = (await admin.member('support')).accessToken;
  tokens['account-admin'] = (await admin.member('account-admin')).accessToken;
});
afterAll(() => admin.close());

/** Every route, and whether support may use it: reading and unlocking, not deleting and granting. */
const routes: [method: string, path: string, support: boolean][] = [
  ['GET', 'users', true],
  ['POST', 'users', false],
  ['GET', 'users/:target', true],
  ['PATCH', 'users/:target', false],
  ['DELETE', 'users/:target', false],
  ['POST', 'users/:target/confirm', false],
  ['POST', 'users/:target/enable', true],
  ['POST', 'users/:target/disable', false],
  ['POST', 'users/:target/reset-password', true],
  ['POST', 'users/:target/sign-out', true],
  ['POST', 'users/:target/resend-invite', true],
  ['PUT', 'users/:target/password', false],
  ['PUT', 'users/:target/mfa', true],
  ['DELETE', 'users/:target/mfa/totp', true],
  ['GET', 'users/:target/devices', true],
  ['DELETE', 'users/:target/devices/us-east-1_00000000-0000-4000-8000-000000000000', false],
  ['GET', 'users/:target/sessions', true],
  ['DELETE', 'users/:target/sessions/tkn0000000000000000000000000', false],
  ['GET', 'users/:target/events', true],
  ['PUT', 'users/:target/events/00000000-0000-4000-8000-000000000000/feedback', false],
  ['POST', 'users/:target/providers', false],
  ['DELETE', 'users/:target/providers/Google', false],
  ['GET', 'users/:target/groups', true],
  ['PUT', 'users/:target/groups/admin', false],
  ['DELETE', 'users/:target/groups/target-group', false],
  ['GET', 'groups', true],
  ['POST', 'groups', false],
  ['GET', 'groups/target-group', true],
  ['PATCH', 'groups/target-group', false],
  ['DELETE', 'groups/target-group', false],
  ['GET', 'groups/target-group/users', true],
  ['GET', 'user-pool', true],
];

describe.each(routes)('%s /v1/admin/%s', (method, path, support) => {
  const call = (who: string): ReturnType<Administration['call']> =>
    admin.call(
      method,
      path.replace(':target', target),
      method === 'GET' ? undefined : {},
      tokens[who] ?? null,
    );

  it('needs a token', async () => {
    expectProblem(await call('nobody'), 401, 'unauthorized');
  });

  it('needs a role', async () => {
    expectProblem(await call('user'), 403, 'forbidden');
    expectProblem(await call('account-admin'), 403, 'forbidden');
  });

  it(support ? 'is open to support' : 'is closed to support', async () => {
    const answer = await call('support');
    // An empty body, or a pool without devices or history, is refused by the route itself, to whom the route is open.
    if (support) expect([200, 204, 400, 404, 409, 503]).toContain(answer.status);
    else expectProblem(answer, 403, 'forbidden');
  });
});

it('grants no role to a body, a query or a header that names one', async () => {
  const headers = { 'x-role': 'admin', 'x-cognito-groups': 'admin' };
  const token = tokens['user'] ?? '';
  const answer = await admin.gatehouse.call('GET', '/v1/admin/users?group=admin', { token, headers });
  expectProblem(answer, 403, 'forbidden');
});
