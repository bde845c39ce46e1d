import { AdminResetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import WebAuthnEmulator, { AuthenticatorEmulator } from 'nid-webauthn-emulator';
import { generateSync } from 'otplib';
import { expectData, expectProblem } from '../support/answers';
import { freshEmail, Gatehouse } from '../support/gatehouse';
import { FrontedPool, Person } from './person';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

const ORIGIN = 'http://localhost:5173';

async function addPasskey(person: Person): Promise<string> {
  type Options = Parameters<WebAuthnEmulator['createJSON']>[1];
  const { options } = (await person.post('/passkeys/options')).body.data as { options: Options };
  const emulator = new WebAuthnEmulator(new AuthenticatorEmulator());
  const credential = emulator.createJSON(ORIGIN, options, [ORIGIN]);
  expect((await person.post('/passkeys', { credential })).status).toBe(204);
  return credential.id;
}

async function addApp(person: Person): Promise<void> {
  const { secretCode: secret } = (await person.post('/mfa/totp')).body.data as { secretCode: string };
  const verified = await person.post('/mfa/totp/verify', { code: generateSync({ secret }) });
  expect(verified.status).toBe(200);
}

describe('GET /v1/users/me/factors', () => {
  it('follows what the person sets up, and takes down', async () => {
    const person = await Person.fresh(gatehouse);
    const none = { enabled: [] };
    expectData(await person.get('/factors'), 200, { signIn: ['PASSWORD', 'EMAIL_OTP'], mfa: none });
    const passkey = await addPasskey(person);
    const signIn = ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'];
    expectData(await person.get('/factors'), 200, { signIn, mfa: none });
    await addApp(person);
    const app = { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' };
    const second = await person.get('/factors');
    // The app is no first factor, although Cognito lists it with them.
    expect(second.body.data.signIn).not.toContain('SOFTWARE_TOKEN');
    expect(second.body.data).toEqual({ signIn: ['PASSWORD'], mfa: app });
    await person.put('/mfa', { totp: { enabled: false } });
    expectData(await person.get('/factors'), 200, { signIn, mfa: none });
    await person.delete(`/passkeys/${passkey}`);
    expectData(await person.get('/factors'), 200, { signIn: ['PASSWORD', 'EMAIL_OTP'], mfa: none });
  });

  it('tells of the password alone where the pool knows nothing else', async () => {
    const pool = await FrontedPool.open(gatehouse);
    try {
      const person = await pool.person('ada', { email: freshEmail(), email_verified: 'true' });
      expectData(await person.get('/factors'), 200, { signIn: ['PASSWORD'], mfa: { enabled: [] } });
    } finally {
      await pool.close();
    }
  });

  it('needs a token', async () => {
    expectProblem(await gatehouse.get('/v1/users/me/factors'), 401, 'unauthorized');
  });
});

it('every route says so when an administrator wants a new password first', async () => {
  const pool = await FrontedPool.open(gatehouse);
  try {
    const person = await pool.person('ada', { email: freshEmail(), email_verified: 'true' });
    const of = { UserPoolId: pool.userPoolId, Username: 'ada' };
    await pool.sdk.send(new AdminResetUserPasswordCommand(of));
    const reads = ['', '/factors', '/devices', '/passkeys', '/sessions'].map((path) => person.get(path));
    const answers = await Promise.all([
      ...reads,
      person.patch({ name: 'Ada' }),
      person.put('/mfa', { totp: { enabled: false } }),
      person.put('/password', { newPassword: 'Correct-Horse-8' }),
      person.post('/attributes/email/code'),
      person.delete(),
    ]);
    for (const answer of answers) expectProblem(answer, 403, 'password_reset_required');
  } finally {
    await pool.close();
  }
});
