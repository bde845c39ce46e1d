import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  DeleteUserPoolCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { goodPassword, refusal } from './support';
import { shown, Triggered, type TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;
const metadata = { where: 'here' };

beforeAll(async () => {
  triggered = await Triggered.start();
  pool = await triggered.pool(['PreSignUp', 'PostConfirmation']);
});
beforeEach(() => {
  triggered.reset();
});
afterAll(() => triggered.close());

const send: PoolSender = (command) => pool.pools.sdk.send(command);
type PoolSender = TriggeredPool['pools']['sdk']['send'];
const noClient = { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'CLIENT_ID_NOT_APPLICABLE' };

describe('PreSignUp', () => {
  it('is asked before there is a user', async () => {
    let known = true;
    triggered.on('PreSignUp', (event) => {
      known = pool.pools.context.store.users.by('name', `${pool.poolId}/ada`).length > 0;
      return event;
    });
    const ValidationData = [{ Name: 'invitation', Value: '42' }];
    const { UserConfirmed, UserSub } = await pool.signUp('ada', { ValidationData, ClientMetadata: metadata });
    expect([UserConfirmed, known]).toEqual([false, false]);
    expect(triggered.events).toEqual([
      {
        ...pool.common,
        triggerSource: 'PreSignUp_SignUp',
        userName: 'ada',
        request: {
          userAttributes: { email: 'ada@example.com' },
          validationData: { invitation: '42' },
          clientMetadata: metadata,
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
    expect(pool.pools.user(UserSub ?? '').status).toBe('UNCONFIRMED');
  });

  it('is told the UUID of users who are named by an attribute, and nothing that was not given', async () => {
    const other = await triggered.pool(['PreSignUp'], { UsernameAttributes: ['email'] });
    const { UserSub } = await other.signUp('bob@example.com', { UserAttributes: [] });
    const { userName, request } = triggered.event('PreSignUp_SignUp');
    expect([userName, request]).toEqual([
      UserSub,
      { userAttributes: { email: 'bob@example.com' }, validationData: null },
    ]);
  });

  it('confirms, which needs no code, and tells PostConfirmation', async () => {
    triggered.respond('PreSignUp', { autoConfirmUser: true });
    const answer = await pool.signUp('carl', { ClientMetadata: metadata });
    expect(answer).toMatchObject({ UserConfirmed: true });
    expect(answer).not.toHaveProperty('CodeDeliveryDetails');
    expect(answer).not.toHaveProperty('Session');
    const user = pool.pools.user(answer.UserSub ?? '');
    expect([user.status, user.attributes]).toEqual([
      'CONFIRMED',
      { email: 'carl@example.com', email_verified: 'false' },
    ]);
    expect(() => pool.pools.lastMessage('carl@example.com')).toThrow('Nothing was sent');
    expect(triggered.sources).toEqual(['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp']);
    expect(triggered.event('PostConfirmation_ConfirmSignUp')).toEqual({
      ...pool.common,
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      userName: 'carl',
      request: { userAttributes: shown(user), clientMetadata: metadata },
      response: {},
    });
  });

  it('verifies an address, of which a user who is not confirmed still gets a code', async () => {
    triggered.respond('PreSignUp', { autoVerifyEmail: true, autoVerifyPhone: false });
    const { UserSub, UserConfirmed, CodeDeliveryDetails } = await pool.signUp('dora');
    expect([UserConfirmed, CodeDeliveryDetails?.AttributeName]).toEqual([false, 'email']);
    expect(pool.pools.user(UserSub ?? '')).toMatchObject({
      status: 'UNCONFIRMED',
      attributes: { email_verified: 'true' },
    });
  });

  it('refuses to verify what the user does not have', async () => {
    triggered.respond('PreSignUp', { autoVerifyPhone: true });
    expect(await refusal(pool.signUp('emil'))).toEqual([
      'InvalidParameterException',
      'Phone Number is required to verify/un-verify a phone number',
    ]);
    triggered.reset();
    await pool.signUp('emil');
  });

  it('moves the alias of an address that it verifies', async () => {
    const aliases = await triggered.pool(['PreSignUp'], { AliasAttributes: ['email'] });
    const before = await aliases.pools.createUser(aliases.poolId, 'first', {
      attributes: { email: 'shared@example.com', email_verified: 'true' },
    });
    triggered.respond('PreSignUp', { autoConfirmUser: true, autoVerifyEmail: true });
    const UserAttributes = [{ Name: 'email', Value: 'shared@example.com' }];
    const { UserSub } = await aliases.signUp('second', { UserAttributes });
    expect(aliases.pools.user(before.sub).attributes['email_verified']).toBe('false');
    const { AuthenticationResult } = await aliases.signIn('shared@example.com');
    const payload = AuthenticationResult?.AccessToken?.split('.')[1] ?? '';
    expect(Buffer.from(payload, 'base64url').toString()).toContain(UserSub);
  });

  it('refuses whom the function refuses, and leaves nothing of him', async () => {
    triggered.fail('PreSignUp', 'Members only');
    expect(await refusal(pool.signUp('frank'))).toEqual([
      'UserLambdaValidationException',
      'PreSignUp failed with error Members only.',
    ]);
    triggered.reset();
    await pool.signUp('frank');
  });

  it('is not asked about a name that is taken, and looks again after the function has run', async () => {
    await pool.pools.createUser(pool.poolId, 'grace');
    const taken = ['UsernameExistsException', 'User already exists'];
    expect(await refusal(pool.signUp('grace'))).toEqual(taken);
    expect(triggered.events).toEqual([]);
    triggered.on('PreSignUp', async (event) => {
      await pool.pools.createUser(pool.poolId, 'heidi');
      return event;
    });
    expect(await refusal(pool.signUp('heidi'))).toEqual(taken);
  });

  it('registers one of ten at the same time', async () => {
    triggered.on('PreSignUp', async (event) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return event;
    });
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => pool.signUp('race')));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('makes nobody in a pool that is deleted while the function runs', async () => {
    const doomed = await triggered.pool(['PreSignUp']);
    triggered.on('PreSignUp', async (event) => {
      await send(new DeleteUserPoolCommand({ UserPoolId: doomed.poolId }));
      return event;
    });
    expect(await refusal(doomed.signUp('ivan'))).toEqual([
      'ResourceNotFoundException',
      `User pool ${doomed.poolId} does not exist.`,
    ]);
    expect(pool.pools.context.store.users.by('pool', doomed.poolId)).toEqual([]);
  });

  it('is asked about users whom administrators make, and decides nothing else about them', async () => {
    triggered.respond('PreSignUp', { autoConfirmUser: true, autoVerifyEmail: true });
    const create = (Username: string) =>
      send(
        new AdminCreateUserCommand({
          UserPoolId: pool.poolId,
          Username,
          UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
          ValidationData: [{ Name: 'by', Value: 'hand' }],
          ClientMetadata: metadata,
        }),
      );
    const { User } = await create('judy');
    expect(User).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD' });
    expect(User?.Attributes).not.toContainEqual({ Name: 'email_verified', Value: 'true' });
    expect(triggered.events).toEqual([
      {
        ...pool.common,
        callerContext: noClient,
        triggerSource: 'PreSignUp_AdminCreateUser',
        userName: 'judy',
        request: {
          userAttributes: { email: 'judy@example.com' },
          validationData: { by: 'hand' },
          clientMetadata: metadata,
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ]);
    const again = { UserPoolId: pool.poolId, Username: 'judy', MessageAction: 'RESEND' as const };
    await send(new AdminCreateUserCommand(again));
    expect(triggered.events).toHaveLength(1);
    triggered.on('PreSignUp', async (event) => {
      await pool.pools.createUser(pool.poolId, 'karl');
      return event;
    });
    expect((await refusal(create('karl')))[0]).toBe('UsernameExistsException');
    triggered.fail('PreSignUp', 'no');
    expect((await refusal(create('lena')))[0]).toBe('UserLambdaValidationException');
  });
});

describe('PostConfirmation', () => {
  it('is told of a confirmation by code, which stands when it throws', async () => {
    const { UserSub = '' } = await pool.signUp('mary');
    triggered.fail('PostConfirmation', 'no room');
    const confirmation = send(
      new ConfirmSignUpCommand({
        ClientId: pool.ClientId,
        Username: 'mary',
        ConfirmationCode: pool.pools.lastCode('mary@example.com'),
        ClientMetadata: metadata,
      }),
    );
    expect(await refusal(confirmation)).toEqual([
      'UserLambdaValidationException',
      'PostConfirmation failed with error no room.',
    ]);
    const user = pool.pools.user(UserSub);
    expect(user).toMatchObject({ status: 'CONFIRMED', attributes: { email_verified: 'true' } });
    expect(triggered.event('PostConfirmation_ConfirmSignUp')).toEqual({
      ...pool.common,
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      userName: 'mary',
      request: { userAttributes: shown(user), clientMetadata: metadata },
      response: {},
    });
  });

  it('is told of a confirmation by an administrator', async () => {
    const { UserSub = '' } = await pool.signUp('nora');
    await send(
      new AdminConfirmSignUpCommand({ UserPoolId: pool.poolId, Username: 'nora', ClientMetadata: metadata }),
    );
    expect(triggered.event('PostConfirmation_ConfirmSignUp')).toEqual({
      ...pool.common,
      callerContext: noClient,
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      userName: 'nora',
      request: { userAttributes: shown(pool.pools.user(UserSub)), clientMetadata: metadata },
      response: {},
    });
  });

  it('is told of a password that was reset', async () => {
    const user = await pool.pools.createUser(pool.poolId, 'olaf');
    const named = { ClientId: pool.ClientId, Username: 'olaf', ClientMetadata: metadata };
    await send(new ForgotPasswordCommand(named));
    const ConfirmationCode = pool.pools.lastCode('olaf@example.com');
    triggered.fail('PostConfirmation', 'no');
    const Password = `${goodPassword}!`;
    const reset = send(new ConfirmForgotPasswordCommand({ ...named, ConfirmationCode, Password }));
    expect((await refusal(reset))[1]).toBe('PostConfirmation failed with error no.');
    expect(triggered.events).toEqual([
      {
        ...pool.common,
        triggerSource: 'PostConfirmation_ConfirmForgotPassword',
        userName: 'olaf',
        request: { userAttributes: shown(user), clientMetadata: metadata },
        response: {},
      },
    ]);
    expect((await pool.signIn('olaf', Password)).AuthenticationResult).toBeDefined();
  });

  it('is told of somebody whom a code has confirmed at sign-in', async () => {
    const passwordless = await triggered.pool(['PostConfirmation'], {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
    });
    await passwordless.pools.createUser(passwordless.poolId, 'pia', {
      status: 'UNCONFIRMED',
      attributes: { email: 'pia@example.com', email_verified: 'false' },
    });
    const { Session } = await passwordless.initiate('USER_AUTH', {
      USERNAME: 'pia',
      PREFERRED_CHALLENGE: 'EMAIL_OTP',
    });
    const EMAIL_OTP_CODE = pool.pools.lastCode('pia@example.com');
    await passwordless.answer('EMAIL_OTP', Session, { USERNAME: 'pia', EMAIL_OTP_CODE });
    expect(triggered.sources).toEqual(['PostConfirmation_ConfirmSignUp']);
  });

  it('makes no difference to a user who is deleted meanwhile', async () => {
    await pool.signUp('quinn');
    triggered.on('PostConfirmation', async (event) => {
      await send(new AdminDeleteUserCommand({ UserPoolId: pool.poolId, Username: 'quinn' }));
      return event;
    });
    await send(new AdminConfirmSignUpCommand({ UserPoolId: pool.poolId, Username: 'quinn' }));
    expect(pool.pools.context.store.users.by('name', `${pool.poolId}/quinn`)).toEqual([]);
  });
});
