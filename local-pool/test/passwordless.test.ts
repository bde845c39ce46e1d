import {
  AdminCreateUserCommand,
  ChangePasswordCommand,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
  type AttributeType,
  type AuthFactorType,
  type SignUpCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PoolRecord } from '../store/records';
import { Choice } from './choice';
import { output } from './raw';
import { goodPassword, payloadOf, PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let choice: Choice;
/** For tests that change its settings. */
let other: Choice;
let plain: PoolRecord;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  choice = await Choice.open(pools);
  other = await Choice.open(pools);
  plain = pools.pool(other.poolId);
});
afterAll(() => pools.close());

function changed(...settings: Parameters<Choice['change']>): Promise<Choice> {
  pools.context.store.pools.put(plain);
  other.change(...settings);
  return Promise.resolve(other);
}

const address = (username: string): string => `${username}@example.com`;
const email = (username: string): AttributeType[] => [{ Name: 'email', Value: address(username) }];

function signUp(
  Username: string,
  UserAttributes = email(Username),
  at: Choice = choice,
): Promise<SignUpCommandOutput> {
  return pools.sdk.send(new SignUpCommand({ ClientId: at.clientId, Username, UserAttributes }));
}

/** Signs in by a code that is sent to the user's e-mail address. */
async function byCode(username: string): Promise<string> {
  const step = await choice.begin(username, { PREFERRED_CHALLENGE: 'EMAIL_OTP' });
  const answer = { EMAIL_OTP_CODE: pools.lastCode(address(username)) };
  const { AuthenticationResult } = await choice.answer(step, username, answer);
  return AuthenticationResult?.AccessToken ?? '';
}

const changePassword = (AccessToken: string, ProposedPassword: string, PreviousPassword?: string) =>
  pools.sdk.send(new ChangePasswordCommand({ AccessToken, ProposedPassword, PreviousPassword }));

describe('sign-up without a password', () => {
  it('is confirmed by code, and signs in with the Session', async () => {
    const { UserSub = '', Session, ...rest } = await output(signUp('ada'));
    expect(rest).toEqual({
      UserConfirmed: false,
      CodeDeliveryDetails: {
        AttributeName: 'email',
        DeliveryMedium: 'EMAIL',
        Destination: 'a***@e***',
      },
    });
    expect(pools.user(UserSub).password).toBeUndefined();
    const confirmed = await pools.sdk.send(
      new ConfirmSignUpCommand({
        ClientId: choice.clientId,
        Username: 'ada',
        ConfirmationCode: pools.lastCode(address('ada')),
        Session,
      }),
    );
    const { AuthenticationResult } = await pools.sdk.send(
      new InitiateAuthCommand({
        ClientId: choice.clientId,
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME: 'ada' },
        Session: confirmed.Session,
      }),
    );
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')).toMatchObject({ sub: UserSub });
  });

  it('is confirmed as well by the first code that signs in', async () => {
    const { UserSub = '' } = await signUp('bea');
    expect(pools.user(UserSub)).toMatchObject({
      status: 'UNCONFIRMED',
      attributes: { email_verified: 'false' },
    });
    expect(payloadOf(await byCode('bea'))).toMatchObject({ sub: UserSub });
    expect(pools.user(UserSub)).toMatchObject({
      status: 'CONFIRMED',
      attributes: { email_verified: 'true' },
    });
  });

  it('stays unconfirmed after a wrong code', async () => {
    const { UserSub = '' } = await signUp('cal');
    const step = await choice.begin('cal');
    expect(step).toMatchObject({ ChallengeName: 'EMAIL_OTP', AvailableChallenges: ['EMAIL_OTP'] });
    expect((await refusal(choice.answer(step, 'cal', { EMAIL_OTP_CODE: '1' })))[0]).toBe(
      'CodeMismatchException',
    );
    expect(pools.user(UserSub).status).toBe('UNCONFIRMED');
  });

  it('leaves nobody a password to guess', async () => {
    await signUp('dot');
    const step = await choice.begin('dot', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword });
    expect(step.ChallengeName).toBe('EMAIL_OTP');
  });

  const missing = [
    'InvalidParameterException',
    "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
  ];

  it.each<[string, () => Promise<Choice>, AttributeType[]]>([
    ['no code may be the first factor', () => changed(['PASSWORD', 'WEB_AUTHN']), email('eve')],
    [
      'the client has no choice-based sign-in',
      () => choice.withClient({ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }),
      email('eve'),
    ],
    [
      'the pool does not verify the address',
      () => changed(['EMAIL_OTP'], { AutoVerifiedAttributes: [] }),
      email('eve'),
    ],
    ['the address is not given', () => changed(['EMAIL_OTP']), []],
    ['the address is empty', () => changed(['EMAIL_OTP']), [{ Name: 'email', Value: '' }]],
    ['codes go to the other address', () => changed(['SMS_OTP']), email('eve')],
  ])('is refused where %s', async (_, open, attributes) => {
    expect(await refusal(signUp('eve', attributes, await open()))).toEqual(missing);
  });

  it('is refused where a second factor is required', async () => {
    const strict = other;
    const pool = pools.pool(strict.poolId);
    pools.context.store.pools.put({ ...pool, mfa: { mode: 'ON', totp: { Enabled: true } } });
    expect(await refusal(signUp('eve', email('eve'), strict))).toEqual(missing);
  });

  it('takes an address that names the user, and one for SMS', async () => {
    const byAddress = await Choice.open(pools, undefined, { UsernameAttributes: ['email'] });
    expect((await signUp('fay@example.com', [], byAddress)).UserSub).toBeDefined();
    const factors: AuthFactorType[] = ['SMS_OTP'];
    const bySms = await changed(factors, { AutoVerifiedAttributes: ['phone_number'] });
    const phone = [{ Name: 'phone_number', Value: '+15550009876' }];
    expect((await signUp('fay', phone, bySms)).CodeDeliveryDetails?.DeliveryMedium).toBe('SMS');
  });

  it('checks a password that is given all the same', async () => {
    const input = { ClientId: choice.clientId, Username: 'gus', UserAttributes: email('gus') };
    const call = pools.sdk.send(new SignUpCommand({ ...input, Password: 'weakweak' }));
    expect((await refusal(call))[0]).toBe('InvalidPasswordException');
  });
});

it('a user made without a password by an administrator signs in by code', async () => {
  const { User } = await pools.sdk.send(
    new AdminCreateUserCommand({ UserPoolId: choice.poolId, Username: 'hal', UserAttributes: email('hal') }),
  );
  expect(User?.UserStatus).toBe('CONFIRMED');
  expect(payloadOf(await byCode('hal'))).toMatchObject({ username: 'hal' });
});

describe('a confirmation without the Session of the sign-up', () => {
  const confirm = async (at: Choice, username: string, more: { Session?: string } = {}) => {
    await signUp(username, email(username), at);
    return pools.sdk.send(
      new ConfirmSignUpCommand({
        ClientId: at.clientId,
        Username: username,
        ConfirmationCode: pools.lastCode(address(username)),
        ...more,
      }),
    );
  };

  it('leads on to a sign-in, since the code alone could sign in', async () => {
    const { Session } = await confirm(choice, 'lea');
    const input = { ClientId: choice.clientId, AuthFlow: 'USER_AUTH' as const, Session };
    const { AuthenticationResult } = await pools.sdk.send(new InitiateAuthCommand(input));
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')).toMatchObject({ username: 'lea' });
  });

  it('does not with another Session', async () => {
    const Session = 'A'.repeat(100);
    expect((await confirm(choice, 'mia', { Session })).Session).toBeUndefined();
  });

  it('does not where the code could not', async () => {
    const strict = await changed(['PASSWORD']);
    const input = { ClientId: strict.clientId, Username: 'nan', UserAttributes: email('nan') };
    await pools.sdk.send(new SignUpCommand({ ...input, Password: goodPassword }));
    const ConfirmationCode = pools.lastCode(address('nan'));
    const answer = await pools.sdk.send(new ConfirmSignUpCommand({ ...input, ConfirmationCode }));
    expect(answer.Session).toBeUndefined();
  });
});

describe('a first password', () => {
  it('is set without a previous one, and works from then on', async () => {
    await signUp('ida');
    const token = await byCode('ida');
    expect(await refusal(changePassword(token, goodPassword, 'Guessed-Horse-7'))).toEqual([
      'NotAuthorizedException',
      'Incorrect username or password.',
    ]);
    expect((await refusal(changePassword(token, 'weakweak')))[0]).toBe('InvalidPasswordException');
    await changePassword(token, goodPassword);
    const step = await choice.begin('ida', { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword });
    expect(step.AuthenticationResult?.AccessToken).toBeDefined();
    expect((await choice.begin('ida')).AvailableChallenges).toEqual([
      'EMAIL_OTP',
      'PASSWORD_SRP',
      'PASSWORD',
    ]);
  });

  it('is the previous one of the next', async () => {
    await signUp('jan');
    const token = await byCode('jan');
    await changePassword(token, goodPassword);
    expect(await refusal(changePassword(token, 'Other-Horse-8'))).toEqual([
      'InvalidParameterException',
      'Missing required parameter PreviousPassword',
    ]);
    await changePassword(token, 'Other-Horse-8', goodPassword);
  });
});

describe('the address that a code proves', () => {
  it('must still be the user’s', async () => {
    const { UserSub = '' } = await signUp('kay');
    const step = await choice.begin('kay');
    const code = pools.lastCode(address('kay'));
    const user = pools.user(UserSub);
    pools.context.store.users.put({ ...user, attributes: { ...user.attributes, email: 'new@example.com' } });
    expect(await refusal(choice.answer(step, 'kay', { EMAIL_OTP_CODE: code }))).toEqual([
      'NotAuthorizedException',
      'Invalid session for the user.',
    ]);
    expect(pools.user(UserSub)).toMatchObject({ status: 'UNCONFIRMED' });
  });

  it('is not taken from somebody who has it as an alias', async () => {
    const alias = await Choice.open(pools, undefined, { AliasAttributes: ['email'] });
    await pools.createUser(alias.poolId, 'owner', {
      attributes: { email: 'one@example.com', email_verified: 'true' },
    });
    const { UserSub = '' } = await signUp('second', [{ Name: 'email', Value: 'one@example.com' }], alias);
    const step = await alias.begin('second');
    const code = pools.lastCode('one@example.com');
    expect((await refusal(alias.answer(step, 'second', { EMAIL_OTP_CODE: code })))[0]).toBe(
      'AliasExistsException',
    );
    expect(pools.user(UserSub).status).toBe('UNCONFIRMED');
  });
});
