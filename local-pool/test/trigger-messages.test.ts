import {
  AdminCreateUserCommand,
  AdminResetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  ResendConfirmationCodeCommand,
  UpdateUserAttributesCommand,
  UpdateUserPoolCommand,
  type UpdateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { goodPassword, refusal } from './support';
import { lambdaConfig, shown, Triggered, type TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;
const metadata = { where: 'here' };
const noClient = { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'CLIENT_ID_NOT_APPLICABLE' };

/** What lets a pool word its e-mail. */
const own: Partial<UpdateUserPoolCommandInput> = {
  AutoVerifiedAttributes: ['email'],
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/example.com',
  },
};

beforeAll(async () => {
  triggered = await Triggered.start();
  pool = await triggered.pool(['CustomMessage']);
});
beforeEach(async () => {
  triggered.reset();
  await settings({});
});
afterAll(() => triggered.close());

const send: TriggeredPool['pools']['sdk']['send'] = (command) => pool.pools.sdk.send(command);

async function settings(changes: Partial<UpdateUserPoolCommandInput>): Promise<void> {
  const LambdaConfig = lambdaConfig(['CustomMessage']);
  await send(new UpdateUserPoolCommand({ UserPoolId: pool.poolId, ...own, LambdaConfig, ...changes }));
}

const lastOf = (name: string) => pool.pools.lastMessage(`${name}@example.com`);

describe('CustomMessage', () => {
  it('words an e-mail, with the code in its place', async () => {
    triggered.respond('CustomMessage', { emailSubject: 'Hello {username}', emailMessage: '<b>{####}</b>' });
    const { UserSub = '' } = await pool.signUp('ada', { ClientMetadata: metadata });
    expect(triggered.events).toEqual([
      {
        ...pool.common,
        triggerSource: 'CustomMessage_SignUp',
        userName: 'ada',
        request: {
          userAttributes: shown(pool.pools.user(UserSub)),
          codeParameter: '{####}',
          linkParameter: '{##Click Here##}',
          usernameParameter: null,
          clientMetadata: metadata,
        },
        response: { smsMessage: null, emailMessage: null, emailSubject: null },
      },
    ]);
    const { subject, body, code } = lastOf('ada');
    expect([subject, body]).toEqual(['Hello ada', `<b>${code ?? ''}</b>`]);
    expect(code).toMatch(/^\d{6}$/u);
  });

  it('leaves the words to the pool where it says nothing', async () => {
    await pool.signUp('bob');
    expect(lastOf('bob').body).toContain('code is');
  });

  it.each<[string, string, string | null, (name: string) => Promise<unknown>]>([
    [
      'ResendCode',
      'client',
      'UNCONFIRMED',
      (Username) =>
        send(
          new ResendConfirmationCodeCommand({ ClientId: pool.ClientId, Username, ClientMetadata: metadata }),
        ),
    ],
    [
      'ForgotPassword',
      'client',
      'CONFIRMED',
      (Username) =>
        send(new ForgotPasswordCommand({ ClientId: pool.ClientId, Username, ClientMetadata: metadata })),
    ],
    [
      'ForgotPassword',
      'nobody',
      'RESET_REQUIRED',
      (Username) =>
        send(
          new AdminResetUserPasswordCommand({ UserPoolId: pool.poolId, Username, ClientMetadata: metadata }),
        ),
    ],
    [
      'UpdateUserAttribute',
      'nobody',
      'CONFIRMED',
      (Username) =>
        send(
          new AdminUpdateUserAttributesCommand({
            UserPoolId: pool.poolId,
            Username,
            UserAttributes: [{ Name: 'email', Value: `new-${Username}@example.com` }],
            ClientMetadata: metadata,
          }),
        ),
    ],
    [
      'UpdateUserAttribute',
      'client',
      'CONFIRMED',
      async (Username) =>
        send(
          new UpdateUserAttributesCommand({
            AccessToken: await accessToken(Username),
            UserAttributes: [{ Name: 'email', Value: `new-${Username}@example.com` }],
            ClientMetadata: metadata,
          }),
        ),
    ],
    [
      'VerifyUserAttribute',
      'client',
      'CONFIRMED',
      async (Username) =>
        send(
          new GetUserAttributeVerificationCodeCommand({
            AccessToken: await accessToken(Username),
            AttributeName: 'email',
            ClientMetadata: metadata,
          }),
        ),
    ],
  ])('is told of %s on behalf of %s', async (kind, who, status, act) => {
    const name = crypto.randomUUID();
    const unconfirmed = status === 'UNCONFIRMED' ? { status } : {};
    await pool.pools.createUser(pool.poolId, name, unconfirmed as object);
    triggered.respond('CustomMessage', { emailMessage: 'Your own: {####}' });
    await act(name);
    const event = triggered.event(`CustomMessage_${kind}`);
    expect(event).toMatchObject({
      callerContext: who === 'client' ? pool.common.callerContext : noClient,
      userName: name,
      request: { userAttributes: { 'cognito:user_status': status }, clientMetadata: metadata },
    });
    const { email } = event.request['userAttributes'] as Record<string, string>;
    const { body, code } = pool.pools.lastMessage(email ?? '');
    expect(body).toBe(`Your own: ${code ?? ''}`);
  });

  async function accessToken(name: string): Promise<string> {
    return (await pool.signIn(name)).AuthenticationResult?.AccessToken ?? '';
  }

  it('words codes of a sign-in', async () => {
    await settings({ Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } });
    await pool.pools.createUser(pool.poolId, 'carl');
    triggered.respond('CustomMessage', { emailMessage: 'Come in with {####}' });
    const parameters = { USERNAME: 'carl', PREFERRED_CHALLENGE: 'EMAIL_OTP' };
    const { Session } = await pool.initiate('USER_AUTH', parameters, metadata);
    expect(triggered.event('CustomMessage_Authentication').request).not.toHaveProperty('clientMetadata');
    const EMAIL_OTP_CODE = /with (\d+)$/u.exec(lastOf('carl').body)?.[1] ?? '';
    const { AuthenticationResult } = await pool.answer('EMAIL_OTP', Session, {
      USERNAME: 'carl',
      EMAIL_OTP_CODE,
    });
    expect(AuthenticationResult).toBeDefined();
  });

  it('words invitations, which need the name as well', async () => {
    const invite = (Username: string) =>
      send(
        new AdminCreateUserCommand({
          UserPoolId: pool.poolId,
          Username,
          UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
          DesiredDeliveryMediums: ['EMAIL'],
          TemporaryPassword: goodPassword,
          ClientMetadata: metadata,
        }),
      );
    triggered.respond('CustomMessage', { emailMessage: '{username}, take {####}' });
    await invite('dora');
    expect(triggered.event('CustomMessage_AdminCreateUser')).toMatchObject({
      callerContext: noClient,
      request: { codeParameter: '{####}', usernameParameter: '{username}', clientMetadata: metadata },
    });
    expect(lastOf('dora').body).toBe(`dora, take ${goodPassword}`);
    triggered.respond('CustomMessage', { emailMessage: 'take {####}' });
    expect(await refusal(invite('emil'))).toEqual([
      'InvalidLambdaResponseException',
      'The message must contain {username}.',
    ]);
  });

  it('words an SMS, whatever it says about e-mail', async () => {
    await settings({ AutoVerifiedAttributes: ['phone_number'], EmailConfiguration: {} });
    triggered.respond('CustomMessage', { smsMessage: 'SMS {####}', emailMessage: 'no code' });
    const phone = '+15550001234';
    await pool.signUp('frank', { UserAttributes: [{ Name: 'phone_number', Value: phone }] });
    expect(pool.pools.lastMessage(phone).body).toMatch(/^SMS \d{6}$/u);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['no code', { emailMessage: 'Hello' }, 'The message must contain {####}.'],
    ['too long a text', { emailMessage: `{####}${'x'.repeat(20_000)}` }, 'emailMessage is too long.'],
    ['too long a subject', { emailSubject: 'x'.repeat(141) }, 'emailSubject is too long.'],
    ['a text that is none', { emailMessage: 42 }, 'Unrecognizable lambda output'],
    ['a link where codes are sent', { emailMessage: 'Press {##here##}' }, 'The message must contain {####}.'],
  ])('is refused with %s', async (_, response, told) => {
    triggered.respond('CustomMessage', response);
    const name = crypto.randomUUID();
    expect(await refusal(pool.signUp(name))).toEqual(['InvalidLambdaResponseException', told]);
    expect(() => lastOf(name)).toThrow('Nothing was sent');
  });

  it.each([
    ['the text', { emailMessage: 'Your own: {####}' }],
    ['the subject', { emailSubject: 'Your own' }],
  ])('may not change %s of e-mail that Cognito sends', async (_, response) => {
    await settings({ EmailConfiguration: {} });
    triggered.respond('CustomMessage', response);
    expect(await refusal(pool.signUp(crypto.randomUUID()))).toEqual([
      'InvalidLambdaResponseException',
      'emailMessage and emailSubject need EmailSendingAccount DEVELOPER.',
    ]);
  });

  it('may have a link where links are sent', async () => {
    await settings({ VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_LINK' } });
    triggered.respond('CustomMessage', { emailMessage: 'Press {##here##}' });
    await pool.signUp('grace');
    expect(lastOf('grace').body).toMatch(/^Press here \(\d{6}\)$/u);
  });

  it('leaves a user whose message fails, and his code is good once another is asked for', async () => {
    triggered.fail('CustomMessage', 'no words');
    expect(await refusal(pool.signUp('heidi'))).toEqual([
      'UserLambdaValidationException',
      'CustomMessage failed with error no words.',
    ]);
    triggered.reset();
    await send(new ResendConfirmationCodeCommand({ ClientId: pool.ClientId, Username: 'heidi' }));
    expect(lastOf('heidi').code).toMatch(/^\d{6}$/u);
  });

  it('is not asked about messages that nobody gets', async () => {
    const { ClientId } = await pool.pools.createClient(pool.poolId, {
      PreventUserExistenceErrors: 'ENABLED',
    });
    await send(new ForgotPasswordCommand({ ClientId, Username: 'nobody' }));
    expect(triggered.events).toEqual([]);
  });
});
