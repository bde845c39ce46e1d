import {
  AdminAddUserToGroupCommand,
  CreateGroupCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { withPasskey } from '../auth/ways-in/keys';
import { type PoolServer, startPoolServer } from '../auth/ways-in/pool-server';
import { challengeIn, EVERY_WAY, type Person, Site } from '../auth/ways-in/site';
import type { PoolShape } from '../support/another-pool';
import { expectData, expectDone, expectProblem, SIGNED_IN } from '../support/answers';
import { type Answer, PASSWORD } from '../support/gatehouse';

/** An app is the only second factor that can be set up. */
const BY_APP = { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } } as const;
const APPS = {
  pool: { UsernameAttributes: ['email'] },
  client: EVERY_WAY.client,
  mfa: BY_APP,
} satisfies PoolShape;

let server: PoolServer;
beforeAll(async () => {
  server = await startPoolServer();
});
const sites: Site[] = [];
afterAll(async () => {
  for (const site of sites) await site.close();
  await server.pool.close();
});

async function open(shape?: PoolShape): Promise<Site> {
  const site = await Site.open(server, shape);
  sites.push(site);
  return site;
}

/** Wants an authenticator app of everybody from now on. */
async function requireApp(site: Site): Promise<void> {
  const of = { UserPoolId: site.pool.userPoolId };
  await site.sdk.send(new SetUserPoolMfaConfigCommand({ ...of, ...BY_APP, MfaConfiguration: 'ON' }));
}

/** A token of somebody with the role of support. */
async function support(site: Site): Promise<string> {
  const person = await site.person();
  const of = { UserPoolId: site.pool.userPoolId, GroupName: 'support' };
  await site.sdk.send(new CreateGroupCommand(of));
  await site.sdk.send(new AdminAddUserToGroupCommand({ ...of, Username: person.username }));
  return (await site.instance.signIn(person.username)).accessToken;
}

const removeApp = (site: Site, { username }: Person, token: string): Promise<Answer> =>
  site.instance.call('DELETE', `/v1/admin/users/${username}/mfa/totp`, { token });

/** Sets up an app within a sign-in that asks for one, and finishes. */
async function setUpApp(site: Site, session: string): Promise<string> {
  const begun = await site.instance.post('/v1/auth/challenge/totp', { session });
  const { secretCode, session: next } = begun.body.data as { secretCode: string; session: string };
  expectData(await site.answer(next, { code: await site.totpCode(secretCode, -30) }), 200, SIGNED_IN);
  return secretCode;
}

describe('a lost authenticator app', () => {
  it('is removed by support; the password signs in, and another app can be set up', async () => {
    const site = await open(APPS);
    const person = await site.personWithApp();
    const token = await support(site);
    const stuck = await site.begin(person);
    expect(stuck.challenge.name).toBe('SOFTWARE_TOKEN_MFA');
    expectDone(await removeApp(site, person, token));
    // The sign-in that waited for its code does not go on without it.
    const late = await site.answer(stuck.session, { code: await site.totpCode(person.secret) });
    expect(late.status).toBeGreaterThanOrEqual(400);
    const { accessToken } = await site.instance.signIn(person.username);
    const begun = await site.instance.post('/v1/users/me/mfa/totp', undefined, accessToken);
    const code = await site.totpCode(begun.body.data.secretCode as string, -30);
    expectData(await site.instance.post('/v1/users/me/mfa/totp/verify', { code }, accessToken), 200, {
      enabled: ['SOFTWARE_TOKEN_MFA'],
      preferred: 'SOFTWARE_TOKEN_MFA',
    });
    expect((await site.begin(person)).challenge.name).toBe('SOFTWARE_TOKEN_MFA');
  });

  it('is replaced within the next sign-in where a second factor is required', async () => {
    const site = await open(APPS);
    const person = await site.personWithApp();
    const token = await support(site);
    await requireApp(site);
    expectDone(await removeApp(site, person, token));
    const { challenge, session } = await site.begin(person);
    expect(challenge.name).toBe('MFA_SETUP');
    const secret = await setUpApp(site, session);
    expect(secret).not.toBe(person.secret);
    const again = await site.begin(person);
    expectData(await site.answer(again.session, { code: await site.totpCode(secret) }), 200, SIGNED_IN);
  });

  it('is switched off by support for who has another factor', async () => {
    const site = await open();
    const token = await support(site);
    const person = await site.personWithApp();
    const put = (body: object): Promise<Answer> =>
      site.instance.call('PUT', `/v1/admin/users/${person.username}/mfa`, { body, token });
    const sms = { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' };
    expectData(await put({ totp: { enabled: false }, sms: { enabled: true, preferred: true } }), 200, sms);
    const { session, challenge } = await site.begin(person);
    expect(challenge.name).toBe('SMS_MFA');
    expectData(await site.answer(session, { code: await site.code(person.phone) }), 200, SIGNED_IN);
  });
});

describe('the set-up of an authenticator app that was left halfway', () => {
  it('begins anew with the next sign-in; the first secret is worth nothing', async () => {
    const site = await open(APPS);
    const person = await site.person();
    await requireApp(site);
    const begun = await site.instance.post('/v1/auth/challenge/totp', {
      session: (await site.begin(person)).session,
    });
    const left = begun.body.data as { secretCode: string; session: string };
    await server.control('clock', { advanceSeconds: 16 * 60 });
    const late = await site.answer(left.session, { code: await site.totpCode(left.secretCode) });
    expectProblem(late, 401, 'session_expired');

    const secret = await setUpApp(site, (await site.begin(person)).session);
    expect(secret).not.toBe(left.secretCode);
    const again = await site.begin(person);
    expectProblem(
      await site.answer(again.session, { code: await site.totpCode(left.secretCode) }),
      401,
      'code_mismatch',
    );
    expectData(await site.answer(again.session, { code: await site.totpCode(secret) }), 200, SIGNED_IN);
  });

  it('asks for nothing until it is finished, and can be begun again in self-service', async () => {
    const site = await open(APPS);
    const person = await site.person();
    const { accessToken } = await site.instance.signIn(person.username);
    const path = '/v1/users/me/mfa/totp';
    const secretOf = async (): Promise<string> =>
      (await site.instance.post(path, undefined, accessToken)).body.data.secretCode as string;
    const verify = async (secret: string): Promise<Answer> =>
      site.instance.post(`${path}/verify`, { code: await site.totpCode(secret) }, accessToken);
    const left = await secretOf();
    expectData(await site.signIn({ username: person.username, password: PASSWORD }), 200, SIGNED_IN);
    const secret = await secretOf();
    expectProblem(await verify(left), 422, 'code_mismatch');
    expect((await verify(secret)).status).toBe(200);
    expect((await site.begin(person)).challenge.name).toBe('SOFTWARE_TOKEN_MFA');
  });
});

describe('a lost passkey', () => {
  it('leaves the password and a code to sign in with, and makes room for another', async () => {
    const site = await open();
    const person = await site.person();
    await withPasskey(site, person);
    const { username, email } = person;
    expect((await site.begin(person, { method: 'passkey' })).challenge.name).toBe('WEB_AUTHN');

    const signedIn = await site.signIn({ username, password: PASSWORD });
    expectData(signedIn, 200, SIGNED_IN);
    const { session } = await site.begin(person, { method: 'email_otp' });
    expectData(await site.answer(session, { code: await site.code(email) }), 200, SIGNED_IN);
    const choice = await site.begin(person, { method: 'choice' });
    const coded = challengeIn(await site.answer(choice.session, { choice: 'EMAIL_OTP' }));
    expectData(await site.answer(coded.session, { code: await site.code(email) }), 200, SIGNED_IN);

    const token = signedIn.body.data.tokens.accessToken as string;
    const path = '/v1/users/me/passkeys';
    const [lost] = (await site.instance.get(path, token)).body.data as { credentialId: string }[];
    expectDone(await site.instance.call('DELETE', `${path}/${lost?.credentialId ?? ''}`, { token }));
    await withPasskey(site, person);
    expect((await site.begin(person, { method: 'passkey' })).challenge.name).toBe('WEB_AUTHN');
  });
});
