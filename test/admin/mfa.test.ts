import { generateSync } from 'otplib';
import { expectData, expectDone, expectFieldFault, expectProblem, fault } from '../support/answers';
import { type Answer, freshEmail, PASSWORD } from '../support/gatehouse';
import { Administration } from './people';

let admin: Administration;
beforeAll(async () => {
  admin = await Administration.start();
});
afterAll(() => admin.close());

const update = (username: string, body: unknown): Promise<Answer> =>
  admin.call('PUT', `users/${username}/mfa`, body);
const removeTotp = (username: string): Promise<Answer> => admin.call('DELETE', `users/${username}/mfa/totp`);
const mfaOf = async (username: string): Promise<unknown> =>
  (await admin.get(`users/${username}`)).body.data.mfa;

/** Somebody with an authenticator app that is asked for. */
async function withApp(): Promise<string> {
  const email = await admin.user();
  const { accessToken } = await admin.gatehouse.signIn(email);
  const path = '/v1/users/me/mfa/totp';
  const { secretCode: secret } = (await admin.gatehouse.post(path, undefined, accessToken)).body.data;
  const code = generateSync({ secret });
  expect((await admin.gatehouse.post(`${path}/verify`, { code }, accessToken)).status).toBe(200);
  return email;
}

/** Somebody who has signed up and not confirmed. */
async function signedUp(): Promise<string> {
  const username = freshEmail();
  await admin.gatehouse.post('/v1/auth/sign-up', {
    username,
    password: PASSWORD,
    attributes: { email: username },
  });
  return username;
}

const WITH_APP = { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' };

describe('DELETE mfa/totp', () => {
  it('removes the app: nobody is asked for its code any more, and it cannot be switched on again', async () => {
    const email = await withApp();
    expect(await mfaOf(email)).toEqual(WITH_APP);
    expectDone(await removeTotp(email));
    expect(await mfaOf(email)).toEqual({ enabled: [] });
    expect((await admin.signIn(email)).body.data.status).toBe('SIGNED_IN');
    expectProblem(await update(email, { totp: { enabled: true } }), 409, 'mfa_not_available');
  });

  it('can be repeated', async () => {
    const email = await withApp();
    expectDone(await removeTotp(email));
    expectDone(await removeTotp(email));
  });

  it('says that a user has not confirmed, and does not know an unknown one', async () => {
    expectProblem(await removeTotp(await signedUp()), 409, 'conflict', {
      detail: 'The user has not confirmed the sign-up yet.',
    });
    expectProblem(await removeTotp('nobody@example.com'), 404, 'user_not_found');
    expectFieldFault(await removeTotp('two%20words'), 'username');
  });
});

describe('PUT mfa', () => {
  it('switches a method off and on, and answers what is on', async () => {
    const email = await withApp();
    expectData(await update(email, { totp: { enabled: false } }), 200, { enabled: [] });
    expect((await admin.signIn(email)).body.data.status).toBe('SIGNED_IN');
    expectData(await update(email, { totp: { enabled: true, preferred: true } }), 200, WITH_APP);
    expect((await admin.signIn(email)).body.data.challenge.name).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('leaves what is left out as it is', async () => {
    const email = await withApp();
    expectData(await update(email, { totp: { enabled: true } }), 200, WITH_APP);
  });

  it.each([['totp'], ['sms']])('refuses %s to a user who has not set it up', async (method) => {
    expectProblem(
      await update(await admin.user(), { [method]: { enabled: true } }),
      409,
      'mfa_not_available',
    );
  });

  it.each([
    [{}, 'body'],
    [{ totp: { enabled: false, preferred: true } }, 'totp.preferred'],
    [{ totp: { enabled: true, preferred: true }, sms: { enabled: true, preferred: true } }, 'sms.preferred'],
    [{ totp: { enabled: 'no' } }, 'totp.enabled'],
    [{ totp: true }, 'totp'],
    [{ pigeon: { enabled: true } }, 'pigeon'],
  ])('refuses %j', async (body, field) => {
    expectProblem(await update('nobody@example.com', body), 400, 'validation_failed', {
      errors: expect.arrayContaining([fault(field)]),
    });
  });

  it('says what a user has to do first', async () => {
    const off = { totp: { enabled: false } };
    const reset = await admin.user();
    await admin.post(`users/${reset}/reset-password`);
    expectProblem(await update(reset, off), 409, 'conflict', {
      detail: 'The user has to reset the password first.',
    });
    expectProblem(await update(await signedUp(), off), 409, 'conflict', {
      detail: 'The user has not confirmed the sign-up yet.',
    });
    expectProblem(await update('nobody@example.com', off), 404, 'user_not_found');
  });
});

it('support may help, an ordinary user may not', async () => {
  const { accessToken: support } = await admin.member('support');
  const { accessToken: user } = await admin.member();
  const email = await withApp();
  const path = `users/${email}/mfa`;
  expectProblem(await admin.call('DELETE', `${path}/totp`, undefined, user), 403, 'forbidden');
  expectProblem(await admin.call('PUT', path, { totp: { enabled: false } }, user), 403, 'forbidden');
  expect(await mfaOf(email)).toEqual(WITH_APP);
  expectData(await admin.call('PUT', path, { totp: { enabled: false } }, support), 200, { enabled: [] });
  expectDone(await admin.call('DELETE', `${path}/totp`, undefined, support));
});
