import WebAuthnEmulator, { AuthenticatorEmulator } from 'nid-webauthn-emulator';
import { GatehouseClient } from '../../client/src/index.ts';
import { answerWithSrp, signInWithSrp } from '../../client/src/srp.ts';
import { type AnotherPool, anotherPool } from '../support/another-pool';
import { UUID } from '../support/answers';
import { freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { startInstance } from '../support/instance';
import { at, other, refused, SIGNED_IN } from './steps';

const PAGE = 'http://localhost:5173';

type Creation = Parameters<WebAuthnEmulator['createJSON']>[1];
type Request = Parameters<WebAuthnEmulator['getJSON']>[1];

/** Where codes go, and what Cognito calls them. */
interface Way {
  readonly way: string;
  readonly method: 'email_otp' | 'sms_otp';
  readonly factor: 'EMAIL_OTP' | 'SMS_OTP';
  readonly contact: 'email' | 'phone_number';
  readonly newAddress: () => string;
  /** A pool of its own; the embedded one as it comes when left out. */
  readonly open?: (gatehouse: Gatehouse) => Promise<AnotherPool>;
}

const byPhone = (gatehouse: Gatehouse): Promise<AnotherPool> =>
  anotherPool(gatehouse, {
    pool: {
      UsernameAttributes: ['phone_number'],
      AutoVerifiedAttributes: ['phone_number'],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'SMS_OTP', 'WEB_AUTHN'] } },
      SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'gatehouse' },
    },
    mfa: { WebAuthnConfiguration: { RelyingPartyId: 'localhost', UserVerification: 'preferred' } },
    client: {
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    },
  });

let numbers = 0;
const ways: Way[] = [
  {
    way: 'e-mail in the pool as it comes',
    method: 'email_otp',
    factor: 'EMAIL_OTP',
    contact: 'email',
    newAddress: freshEmail,
  },
  {
    way: 'SMS',
    method: 'sms_otp',
    factor: 'SMS_OTP',
    contact: 'phone_number',
    newAddress: () => `+1555${String(7_000_000 + ++numbers)}`,
    open: byPhone,
  },
];

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

describe.each(ways)('without a password, by $way', ({ method, factor, contact, newAddress, open }) => {
  let pool: AnotherPool | undefined;
  let service: Gatehouse;
  beforeAll(async () => {
    pool = await open?.(gatehouse);
    service = pool === undefined ? gatehouse : await startInstance(gatehouse, pool.changes);
  });
  afterAll(async () => {
    pool?.sdk.destroy();
    if (service !== gatehouse) await service.app.close();
  });

  const newClient = (): GatehouseClient => new GatehouseClient({ baseUrl: service.url });
  const factorsOf = async (client: GatehouseClient): Promise<readonly string[]> =>
    (await client.call('get', '/v1/users/me/factors')).signIn;

  it('is told by the configuration', async () => {
    const configuration = await newClient().configuration();
    expect(configuration).toMatchObject({ passwordOptional: true, username: { kind: contact } });
    expect(configuration.signInMethods).toEqual(
      expect.arrayContaining(['password', 'srp', 'choice', 'passkey', method]),
    );
  });

  it('somebody comes, comes back by code and by passkey, takes a password, and goes', async () => {
    const username = newAddress();
    const client = newClient();

    // A name is enough. The code that proves it signs in at once.
    const { status, session } = await client.signUp({ username, attributes: { [contact]: username } });
    expect([status, typeof session]).toEqual(['CONFIRMATION_REQUIRED', 'string']);
    const first = await gatehouse.code(username);
    const confirmation = { username, signIn: true, ...(session === undefined ? {} : { session }) };
    await refused(client.confirmSignUp({ ...confirmation, code: other(first) }), 'code_mismatch');
    await client.resendCode({ username });
    const code = await gatehouse.code(username);
    expect(await client.confirmSignUp({ ...confirmation, code })).toEqual(SIGNED_IN);
    const me = await client.call('get', '/v1/users/me');
    expect(me).toMatchObject({ attributes: { [contact]: username, [`${contact}_verified`]: true } });
    expect(me.username).toEqual(UUID);
    expect(await factorsOf(client)).toEqual([factor]);
    await client.signOut();

    // No password is the right one, and the proof of one is refused alike.
    await refused(client.signIn({ username, password: PASSWORD }), 'invalid_credentials');
    await refused(signInWithSrp(client, { username, password: PASSWORD }), 'invalid_credentials');

    // By code.
    const asked = at(await client.signIn({ username, method }), factor);
    const sent = await gatehouse.code(username);
    await refused(asked.answer({ code: other(sent) }), 'code_mismatch');
    expect(await asked.answer({ code: sent })).toEqual(SIGNED_IN);

    // A passkey, made and used.
    const browser = new WebAuthnEmulator(new AuthenticatorEmulator());
    const { options } = await client.call('post', '/v1/users/me/passkeys/options');
    const made = browser.createJSON(PAGE, options as unknown as Creation, [PAGE]);
    await client.call('post', '/v1/users/me/passkeys', { body: { credential: { ...made } } });
    expect(await factorsOf(client)).toEqual([factor, 'WEB_AUTHN']);
    await client.signOut();
    const byPasskey = at(await client.signIn({ username, method: 'passkey' }), 'WEB_AUTHN');
    const request = byPasskey.parameters.options as Request;
    expect(await byPasskey.answer({ credential: browser.getJSON(PAGE, request, [PAGE]) })).toEqual(SIGNED_IN);
    const choice = at(await client.signIn({ username, method: 'choice' }), 'SELECT_CHALLENGE');
    expect([...choice.parameters.choices].sort()).toEqual([factor, 'WEB_AUTHN'].sort());

    // The first password needs no present one.
    await client.call('put', '/v1/users/me/password', { body: { newPassword: PASSWORD } });
    expect([...(await factorsOf(client))].sort()).toEqual(['PASSWORD', factor, 'WEB_AUTHN'].sort());
    const elsewhere = newClient();
    expect(await elsewhere.signIn({ username, password: PASSWORD })).toEqual(SIGNED_IN);
    expect(await signInWithSrp(newClient(), { username, password: PASSWORD })).toEqual(SIGNED_IN);
    const now = at(await newClient().signIn({ username, method: 'choice' }), 'SELECT_CHALLENGE');
    expect(await answerWithSrp(now, PASSWORD)).toEqual(SIGNED_IN);

    // Whoever came by passkey can sign the others out, and leave.
    await client.signOutEverywhere();
    await refused(elsewhere.call('get', '/v1/users/me'), 'token_revoked');
    const again = at(await client.signIn({ username, method }), factor);
    expect(await again.answer({ code: await gatehouse.code(username) })).toEqual(SIGNED_IN);
    await client.call('delete', '/v1/users/me');
    const messages = (await gatehouse.inbox(username)).length;
    await refused(client.signIn({ username, password: PASSWORD }), 'invalid_credentials');
    // Strangers are asked for a code, too, that nobody is sent.
    at(await client.signIn({ username, method }), factor);
    expect(await gatehouse.inbox(username)).toHaveLength(messages);
  });
});
