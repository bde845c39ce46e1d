import { expectFieldFault } from '../support/answers';
import { Gatehouse } from '../support/gatehouse';

let gatehouse: Gatehouse;
let token: string;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  token = (await gatehouse.admin()).accessToken;
});
afterAll(() => gatehouse.close());

/** No username of Cognito is that long. */
const LONG = 'x'.repeat(129);

it.each([
  { method: 'POST', path: '/v1/auth/challenge/totp', body: {}, field: 'session' },
  { method: 'POST', path: '/v1/auth/sign-up/resend', body: {}, field: 'username' },
  { method: 'DELETE', path: `/v1/admin/users/${LONG}`, field: 'username' },
  { method: 'GET', path: `/v1/admin/users/${LONG}/groups`, field: 'username' },
  { method: 'POST', path: `/v1/admin/users/${LONG}/resend-invite`, field: 'username' },
])('$method $path names $field', async ({ method, path, body, field }) => {
  const answer = await gatehouse.call(method, path, { token, ...(body === undefined ? {} : { body }) });
  expectFieldFault(answer, field);
});
