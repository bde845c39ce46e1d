import {
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { goodPassword, otherThan, PoolUnderTest, refusal } from './support';

const newPassword = 'Brand-New-Horse-8';
const mismatch = ['CodeMismatchException', 'Invalid verification code provided, please try again.'];
const expired = ['ExpiredCodeException', 'Invalid code provided, please request a code again.'];
const limited = ['LimitExceededException', 'Attempt limit exceeded, please try after some time.'];
const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
const stuck = ['NotAuthorizedException', 'User password cannot be reset in the current state.'];
const noChannel = [
  'InvalidParameterException',
  'Cannot reset password for the user as there is no registered/verified email or phone_number',
];

let pools: PoolUnderTest;
let poolId: string;
let clientId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool({ Policies: { PasswordPolicy: { PasswordHistorySize: 2 } } });
  ({ ClientId: clientId } = await pools.createClient(poolId));
});
afterAll(() => pools.close());

function forgot(Username: string, ClientId = clientId) {
  return pools.sdk.send(new ForgotPasswordCommand({ ClientId, Username }));
}
function confirm(Username: string, code: string, Password = newPassword, ClientId = clientId) {
  return pools.sdk.send(
    new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode: code, Password }),
  );
}

describe('ForgotPassword', () => {
  it('sends a code and leaves the password as it is', async () => {
    await pools.createUser(poolId, 'ada');
    const { $metadata, ...answer } = await forgot('ada');
    expect([$metadata.httpStatusCode, answer]).toEqual([
      200,
      {
        CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
      },
    ]);
    expect(pools.lastMessage('ada@example.com').kind).toBe('ForgotPassword');
    expect((await pools.signIn(clientId, 'ada')).AccessToken).toBeDefined();
  });

  const both = {
    email: 'both@example.com',
    email_verified: 'true',
    phone_number: '+15550001234',
    phone_number_verified: 'true',
  };
  type Mechanisms = NonNullable<CreateUserPoolCommandInput['AccountRecoverySetting']>['RecoveryMechanisms'];
  it.each<[string, Mechanisms | undefined, Record<string, string>, string | undefined]>([
    ['the phone number where nothing is set', undefined, both, 'phone_number'],
    ['the first by priority', [{ Name: 'verified_email', Priority: 1 }], both, 'email'],
    [
      'the second where the first is not verified',
      [
        { Name: 'verified_phone_number', Priority: 2 },
        { Name: 'verified_email', Priority: 1 },
      ],
      { ...both, email_verified: 'false' },
      'phone_number',
    ],
    ['nobody where only administrators reset', [{ Name: 'admin_only', Priority: 1 }], both, undefined],
    ['nobody without a verified channel', undefined, { email: 'x@example.com' }, undefined],
  ])('writes to %s', async (_, RecoveryMechanisms, attributes, channel) => {
    const id = await pools.createPool(
      RecoveryMechanisms === undefined ? {} : { AccountRecoverySetting: { RecoveryMechanisms } },
    );
    const { ClientId } = await pools.createClient(id);
    await pools.createUser(id, 'both', { attributes });
    if (channel === undefined) expect(await refusal(forgot('both', ClientId))).toEqual(noChannel);
    else expect((await forgot('both', ClientId)).CodeDeliveryDetails?.AttributeName).toBe(channel);
  });

  it('does not write to the second factor', async () => {
    const { sub } = await pools.createUser(poolId, 'factor', {
      attributes: both,
      mfa: { enabled: ['SMS_MFA'] },
    });
    const pool = pools.pool(poolId);
    pools.context.store.pools.put({ ...pool, mfa: { mode: 'OPTIONAL' } });
    expect((await forgot('factor')).CodeDeliveryDetails?.AttributeName).toBe('email');
    pools.context.store.pools.put(pool);
    pools.context.store.users.delete(sub);
  });
});

describe('ConfirmForgotPassword', () => {
  it('sets the new password with the code', async () => {
    await pools.createUser(poolId, 'grace');
    await forgot('grace');
    const code = pools.lastCode('grace@example.com');
    const { $metadata, ...answer } = await confirm('grace', code);
    expect([$metadata.httpStatusCode, answer]).toEqual([200, {}]);
    expect((await pools.signIn(clientId, 'grace', newPassword)).AccessToken).toBeDefined();
    expect(await refusal(pools.signIn(clientId, 'grace'))).toEqual(wrong);
    expect(await refusal(confirm('grace', code, 'Another-Horse-9'))).toEqual(expired);
  });

  it('ends RESET_REQUIRED', async () => {
    const { sub } = await pools.createUser(poolId, 'hedy', { status: 'RESET_REQUIRED' });
    await forgot('hedy');
    await confirm('hedy', pools.lastCode('hedy@example.com'));
    expect(pools.user(sub).status).toBe('CONFIRMED');
  });

  it('keeps the code when the password is refused', async () => {
    await pools.createUser(poolId, 'iris');
    await forgot('iris');
    const code = pools.lastCode('iris@example.com');
    expect((await refusal(confirm('iris', code, 'short')))[0]).toBe('InvalidPasswordException');
    expect(await refusal(confirm('iris', code, goodPassword))).toEqual([
      'PasswordHistoryPolicyViolationException',
      'Password has previously been used',
    ]);
    expect((await confirm('iris', code)).$metadata.httpStatusCode).toBe(200);
  });

  it('refuses wrong codes, and all after ten of them, and those older than an hour', async () => {
    await pools.createUser(poolId, 'joan');
    await forgot('joan');
    const code = pools.lastCode('joan@example.com');
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await refusal(confirm('joan', otherThan(code)))).toEqual(mismatch);
    }
    expect(await refusal(confirm('joan', code))).toEqual(['TooManyFailedAttemptsException', limited[1]]);
    await forgot('joan');
    await pools.advance(3600);
    expect(await refusal(confirm('joan', pools.lastCode('joan@example.com')))).toEqual(expired);
  });

  it('has one winner among twenty', async () => {
    await pools.createUser(poolId, 'kay');
    await forgot('kay');
    const code = pools.lastCode('kay@example.com');
    const calls = Array.from({ length: 19 }, (_, index) => confirm('kay', code, `${newPassword}${index}`));
    const answers = await Promise.allSettled(calls);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the hourly limit of recovery', () => {
  it.each(['known', 'unknown'])('is the same for somebody %s', async (username) => {
    const client = await pools.createClient(poolId, { PreventUserExistenceErrors: 'ENABLED' });
    await pools.createUser(poolId, 'known');
    const { CodeDeliveryDetails } = await forgot(username, client.ClientId);
    for (let call = 1; call < 20; call += 1) {
      expect((await forgot(username, client.ClientId)).CodeDeliveryDetails).toEqual(CodeDeliveryDetails);
    }
    expect(await refusal(forgot(username, client.ClientId))).toEqual(limited);
    expect(await refusal(confirm(username, '123456', newPassword, client.ClientId))).toEqual(limited);
    await pools.advance(3600);
    expect((await forgot(username, client.ClientId)).CodeDeliveryDetails).toEqual(CodeDeliveryDetails);
  });
});

it('has no hourly limit where the limits are switched off, but lockout and limits per code', async () => {
  const unlimited = await PoolUnderTest.start({ userLimits: false });
  const { ClientId } = await unlimited.createClient(await unlimited.createPool(), {
    PreventUserExistenceErrors: 'ENABLED',
  });
  for (let call = 0; call < 21; call += 1) {
    const { $metadata } = await unlimited.sdk.send(new ForgotPasswordCommand({ ClientId, Username: 'ada' }));
    expect($metadata.httpStatusCode).toBe(200);
  }
  const guess = () =>
    refusal(
      unlimited.sdk.send(
        new ConfirmForgotPasswordCommand({
          ClientId,
          Username: 'ada',
          ConfirmationCode: '123456',
          Password: newPassword,
        }),
      ),
    );
  for (let call = 0; call < 10; call += 1) expect(await guess()).toEqual(mismatch);
  expect(await guess()).toEqual(['TooManyFailedAttemptsException', limited[1]]);
  for (let failure = 0; failure < 5; failure += 1)
    await refusal(unlimited.signIn(ClientId, 'ada', 'Wrong-7'));
  expect((await refusal(unlimited.signIn(ClientId, 'ada')))[1]).toBe('Password attempts exceeded');
  await unlimited.close();
});

describe.each(['LEGACY', 'ENABLED'] as const)('with PreventUserExistenceErrors %s', (setting) => {
  const hidden = setting === 'ENABLED';
  const notFound = ['UserNotFoundException', 'Username/client id combination not found.'];
  const disabled = ['NotAuthorizedException', 'User is disabled.'];
  let ClientId: string;
  beforeAll(async () => {
    ({ ClientId } = await pools.createClient(poolId, { PreventUserExistenceErrors: setting }));
  });

  it('answers recovery of somebody unknown', async () => {
    const name = `ghost-${setting}`;
    const guess = () => refusal(confirm(name, '123456', newPassword, ClientId));
    expect(await guess()).toEqual(hidden ? expired : notFound);
    if (!hidden) {
      expect(await refusal(forgot(name, ClientId))).toEqual(notFound);
      return;
    }
    expect((await forgot(name, ClientId)).CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/) as string,
    });
    for (let call = 0; call < 10; call += 1) expect(await guess()).toEqual(mismatch);
    expect((await guess())[0]).toBe('TooManyFailedAttemptsException');
  });

  it.each<[string, Partial<UserRecord>, string[] | undefined, boolean]>([
    ['confirmed', {}, undefined, true],
    ['reset-required', { status: 'RESET_REQUIRED' }, undefined, true],
    ['disabled', { enabled: false }, disabled, hidden],
    ['unverified', { attributes: { email: 'x@example.com', email_verified: 'false' } }, noChannel, hidden],
    ['invited', { status: 'FORCE_CHANGE_PASSWORD' }, stuck, false],
  ])('answers ForgotPassword for a(n) %s user', async (state, changes, told, delivers) => {
    const name = `${setting}-${state}`;
    await pools.createUser(poolId, name, changes);
    if (delivers) {
      expect((await forgot(name, ClientId)).CodeDeliveryDetails?.DeliveryMedium).toBe('EMAIL');
      expect(await refusal(confirm(name, 'xxxxxx', newPassword, ClientId))).toEqual(mismatch);
    } else {
      expect(await refusal(forgot(name, ClientId))).toEqual(told);
      expect(await refusal(confirm(name, 'xxxxxx', newPassword, ClientId))).toEqual(expired);
    }
  });
});

describe('a code that outlives its user’s state', () => {
  it.each<[string, Partial<UserRecord>, string[]]>([
    ['disabled', { enabled: false }, ['NotAuthorizedException', 'User is disabled.']],
    ['unconfirmed', { status: 'UNCONFIRMED' }, ['UserNotConfirmedException', 'User is not confirmed.']],
    ['invited', { status: 'FORCE_CHANGE_PASSWORD' }, stuck],
  ])('does not help somebody %s', async (state, changes, told) => {
    const user = await pools.createUser(poolId, `was-${state}`);
    await forgot(user.username);
    pools.context.store.users.put({ ...user, ...changes });
    const code = pools.lastCode(`${user.username}@example.com`);
    expect(await refusal(confirm(user.username, code))).toEqual(told);
  });
});

describe('ChangePassword', () => {
  async function signedIn(username: string, changes: Partial<UserRecord> = {}) {
    const user = await pools.createUser(poolId, username);
    const { AccessToken } = await pools.signIn(clientId, username);
    pools.context.store.users.put({ ...pools.user(user.sub), ...changes });
    return (PreviousPassword: string | undefined, ProposedPassword: string) =>
      pools.sdk.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));
  }

  it('replaces the password and keeps the session', async () => {
    const change = await signedIn('lise');
    const { $metadata, ...answer } = await change(goodPassword, newPassword);
    expect([$metadata.httpStatusCode, answer]).toEqual([200, {}]);
    expect((await pools.signIn(clientId, 'lise', newPassword)).AccessToken).toBeDefined();
    expect((await change(newPassword, 'Another-Horse-9')).$metadata.httpStatusCode).toBe(200);
  });

  it('refuses a wrong, a missing, a weak and a used password', async () => {
    const change = await signedIn('mary');
    expect(await refusal(change('Wrong-Horse-7', newPassword))).toEqual(wrong);
    expect(await refusal(change(undefined, newPassword))).toEqual([
      'InvalidParameterException',
      'Missing required parameter PreviousPassword',
    ]);
    expect((await refusal(change(goodPassword, 'short')))[0]).toBe('InvalidPasswordException');
    expect(await refusal(change(goodPassword, goodPassword))).toEqual([
      'PasswordHistoryPolicyViolationException',
      'Password has previously been used',
    ]);
  });

  it('remembers as many passwords as the pool says', async () => {
    const change = await signedIn('nora');
    await change(goodPassword, 'Second-Horse-2');
    expect((await refusal(change('Second-Horse-2', goodPassword)))[1]).toBe(
      'Password has previously been used',
    );
    await change('Second-Horse-2', 'Third-Horse-33');
    expect((await change('Third-Horse-33', goodPassword)).$metadata.httpStatusCode).toBe(200);
  });

  it('refuses more than five calls an hour', async () => {
    const change = await signedIn('olga');
    for (let call = 0; call < 5; call += 1)
      expect(await refusal(change('Wrong-Horse-7', newPassword))).toEqual(wrong);
    expect(await refusal(change(goodPassword, newPassword))).toEqual(limited);
  });

  it('gives a first password to a user without one', async () => {
    const user = await pools.createUser(poolId, 'pat');
    const { AccessToken } = await pools.signIn(clientId, 'pat');
    const { password, ...without } = user;
    expect(password).toBeDefined();
    pools.context.store.users.put(without);
    await pools.sdk.send(new ChangePasswordCommand({ AccessToken, ProposedPassword: newPassword }));
    expect((await pools.signIn(clientId, 'pat', newPassword)).AccessToken).toBeDefined();
  });

  it('has one winner among five', async () => {
    const change = await signedIn('ruth');
    const calls = Array.from({ length: 5 }, (_, index) => change(goodPassword, `${newPassword}${index}`));
    const answers = await Promise.allSettled(calls);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
