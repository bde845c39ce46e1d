import { GatehouseClient, type SignInResult } from '../../client/src/index.ts';
import { type PoolServer, startPoolServer } from '../auth/ways-in/pool-server';
import { EVERY_WAY, otherThan, SECOND_FACTORS, Site, wrongTotp } from '../auth/ways-in/site';
import { PASSWORD } from '../support/gatehouse';

let server: PoolServer;
/** MFA for who wants it. */
let site: Site;
/** A second factor is required of everybody. */
let strict: Site;
beforeAll(async () => {
  server = await startPoolServer();
  site = await Site.open(server);
  strict = await Site.open(server, {
    pool: { EmailConfiguration: EVERY_WAY.pool.EmailConfiguration },
    mfa: { MfaConfiguration: 'ON', ...SECOND_FACTORS },
  });
});
afterAll(async () => {
  await site.close();
  await strict.close();
  await server.pool.close();
});

const DONE = { status: 'SIGNED_IN' };
const clientOf = ({ instance }: Site): GatehouseClient => new GatehouseClient({ baseUrl: instance.url });

/** A step of this name, or a test that fails. */
function at<Name extends string>(step: SignInResult, name: Name): Extract<SignInResult, { name: Name }> {
  expect(step).toMatchObject({ status: 'CHALLENGE', name });
  return step as Extract<SignInResult, { name: Name }>;
}

it('a step tells what it wants, and takes another answer after a wrong one', async () => {
  const { username, email } = await site.person();
  const client = clientOf(site);
  const step = at(await client.signIn({ username, method: 'email_otp' }), 'EMAIL_OTP');
  expect(step).toEqual({
    ...{ status: 'CHALLENGE', name: 'EMAIL_OTP', parameters: {}, fields: ['code'] },
    delivery: { medium: 'EMAIL', destination: expect.any(String) as string, attribute: 'email' },
    expiresAt: expect.any(Date) as Date,
    answer: expect.any(Function) as unknown,
  });
  expect(step.expiresAt.getTime()).toBeGreaterThan(Date.now());
  const code = await site.code(email);
  await expect(step.answer({ code: otherThan(code) })).rejects.toMatchObject({
    code: 'code_mismatch',
    status: 401,
  });
  expect(await client.isSignedIn()).toBe(false);
  expect(await step.answer({ code }, { from: 'app' })).toEqual(DONE);
  expect(await client.call('get', '/v1/auth/session')).toMatchObject({ username });
  await expect(step.answer({ code })).rejects.toMatchObject({ code: 'session_expired' });
  expect(await client.isSignedIn()).toBe(true);
});

it('an authenticator app is set up within a sign-in, and asked for at the next', async () => {
  const { username } = await strict.person({}, ['email', 'phone_number']);
  const client = clientOf(strict);
  const credentials = { username, password: PASSWORD };
  const setUp = at(await client.signIn(credentials), 'MFA_SETUP');
  expect(setUp.parameters.choices).toContain('SOFTWARE_TOKEN_MFA');
  const app = await setUp.setUpTotp();
  expect(app.otpauthUri).toContain(app.secretCode);
  expect(app.qrCode).toMatch(/^data:image\/svg\+xml/);
  await expect(app.verify(await wrongTotp(strict, app.secretCode))).rejects.toMatchObject({
    code: 'code_mismatch',
  });
  expect(await app.verify(await strict.totpCode(app.secretCode, -30), 'My phone')).toEqual(DONE);
  const step = at(await client.signIn(credentials), 'SOFTWARE_TOKEN_MFA');
  expect(step).not.toHaveProperty('setUpTotp');
  expect(await step.answer({ code: await strict.totpCode(app.secretCode) })).toEqual(DONE);
});

it('a password is chosen, also at the second try', async () => {
  const { username } = await site.invited();
  const client = clientOf(site);
  const step = at(await client.signIn({ username, password: PASSWORD }), 'NEW_PASSWORD_REQUIRED');
  expect(step.parameters.requiredAttributes).toEqual([]);
  await expect(step.answer({ newPassword: 'short' })).rejects.toMatchObject({
    code: 'password_policy',
    fields: [{ field: 'answer.newPassword' }],
  });
  expect(await step.answer({ newPassword: 'Another-Horse-7', attributes: { name: 'Ada' } })).toEqual(DONE);
  expect(await client.call('get', '/v1/users/me')).toMatchObject({ attributes: { name: 'Ada' } });
});

it('a choice leads to the chosen step, or takes its proof along', async () => {
  const { username, email } = await site.person();
  const client = clientOf(site);
  const choose = async () => at(await client.signIn({ username, method: 'choice' }), 'SELECT_CHALLENGE');
  const password = at(await (await choose()).answer({ choice: 'PASSWORD' }), 'PASSWORD');
  expect(await password.answer({ password: PASSWORD })).toEqual(DONE);
  expect(await (await choose()).answer({ choice: 'PASSWORD', password: PASSWORD })).toEqual(DONE);
  const code = at(await (await choose()).answer({ choice: 'EMAIL_OTP' }), 'EMAIL_OTP');
  expect(await code.answer({ code: await site.code(email) })).toEqual(DONE);
});
