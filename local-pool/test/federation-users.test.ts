import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  ChangePasswordCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Federation } from './federation';
import { goodPassword, payloadOf, refusal } from './support';

let federation: Federation;

beforeAll(async () => {
  federation = await Federation.start({ UsernameAttributes: ['email'] });
});
afterAll(() => federation.hosted.pools.close());

const send = (command: AdminGetUserCommand) => federation.hosted.pools.sdk.send(command);
describe('a user of an external provider', () => {
  it('has no password, and none to reset or change', async () => {
    const { hosted, poolId, clientId } = federation;
    const { access_token } = await federation.tokens('Google', { subject: 'pw', email: 'pw@example.com' });
    const { sdk } = hosted.pools;
    const of = { UserPoolId: poolId, Username: 'Google_pw' };
    const login = hosted.browser();
    await login.open(hosted.authorizePath({ client_id: clientId }));
    await login.submit({ username: 'Google_pw', password: goodPassword });
    expect(login.message()).toBe('Incorrect username or password.');
    const api = await hosted.pools.createClient(poolId);
    expect(await refusal(hosted.pools.signIn(api.ClientId, 'Google_pw'))).toEqual([
      'NotAuthorizedException',
      'Incorrect username or password.',
    ]);
    const admin = new AdminInitiateAuthCommand({
      UserPoolId: poolId,
      ClientId: api.ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'Google_pw', PASSWORD: goodPassword },
    });
    expect((await refusal(sdk.send(admin)))[0]).toBe('NotAuthorizedException');
    const state = 'User password cannot be reset in the current state.';
    const forgot = new ForgotPasswordCommand({ ClientId: clientId, Username: 'Google_pw' });
    expect(await refusal(sdk.send(forgot))).toEqual(['NotAuthorizedException', state]);
    const reset = new AdminResetUserPasswordCommand(of);
    expect(await refusal(sdk.send(reset))).toEqual(['NotAuthorizedException', state]);
    for (const PreviousPassword of [undefined, goodPassword]) {
      const change = { AccessToken: access_token, PreviousPassword, ProposedPassword: 'Better-Horse-8' };
      expect(await refusal(sdk.send(new ChangePasswordCommand(change)))).toEqual([
        'NotAuthorizedException',
        state,
      ]);
    }
    expect(federation.user('Google_pw').password).toBeUndefined();
  });

  it('does not get in by a code either', async () => {
    const own = await Federation.start(
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } },
      { email: 'email', email_verified: 'email_verified' },
    );
    const { pools } = own.hosted;
    const claims = JSON.stringify({ email_verified: true });
    await own.tokens('Google', { subject: 'otp', email: 'otp@example.com', claims });
    const { ClientId } = await pools.createClient(own.poolId, { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] });
    const asked = await pools.sdk.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME: 'Google_otp', PREFERRED_CHALLENGE: 'EMAIL_OTP' },
      }),
    );
    // The password that he has not got is all that is asked for.
    expect([asked.ChallengeName, asked.AvailableChallenges]).not.toContainEqual(expect.stringMatching('OTP'));
    expect(() => pools.lastCode('otp@example.com')).toThrow('Nothing was sent');
    await pools.close();
  });

  it('can be given one by an administrator, and signs in either way then', async () => {
    const { hosted, poolId } = federation;
    await federation.tokens('Google', { subject: 'both' });
    const of = { UserPoolId: poolId, Username: 'Google_both' };
    await hosted.pools.sdk.send(
      new AdminSetUserPasswordCommand({ ...of, Password: goodPassword, Permanent: true }),
    );
    expect(federation.user('Google_both').status).toBe('CONFIRMED');
    const api = await hosted.pools.createClient(poolId);
    const { IdToken } = await hosted.pools.signIn(api.ClientId, 'Google_both');
    const { id_token } = await federation.tokens('Google', { subject: 'both' });
    expect(payloadOf(id_token)['sub']).toBe(payloadOf(IdToken)['sub']);
  });

  it("does not take a local user's e-mail address as sign-in name", async () => {
    const { hosted, poolId, clientId } = federation;
    // First come, so that the order of arrival does not decide.
    const { id_token } = await federation.tokens('Google', { subject: 'same', email: 'shared@example.com' });
    const native = await hosted.pools.createUser(poolId, 'native', {
      attributes: { email: 'shared@example.com', email_verified: 'true' },
    });
    expect(payloadOf(id_token)['sub']).not.toBe(native.sub);
    const browser = hosted.browser();
    await browser.open(hosted.authorizePath({ client_id: clientId }));
    const { location } = await browser.submit({ username: 'shared@example.com', password: goodPassword });
    const code = new URL(location).searchParams.get('code') ?? '';
    const { body } = await hosted.redeem(code, { client_id: clientId });
    expect(payloadOf((body as { id_token: string }).id_token)['sub']).toBe(native.sub);
    const found = await send(new AdminGetUserCommand({ UserPoolId: poolId, Username: 'shared@example.com' }));
    expect(found.Username).toBe('native');
  });
});
