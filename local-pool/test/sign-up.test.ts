import {
  ConfirmSignUpCommand,
  GetUserCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  type CreateUserPoolCommandInput,
  type SignUpCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { goodPassword, otherThan, PoolUnderTest, refusal, secretHash } from './support';

let pools: PoolUnderTest;
let poolId: string;
let clientId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool();
  ({ ClientId: clientId } = await pools.createClient(poolId));
});
afterAll(() => pools.close());

function signUp(Username: string, changes: Partial<SignUpCommandInput> = {}) {
  return pools.sdk.send(
    new SignUpCommand({
      ClientId: clientId,
      Username,
      Password: goodPassword,
      UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
      ...changes,
    }),
  );
}
function confirm(Username: string, ConfirmationCode: string, changes: object = {}) {
  return pools.sdk.send(
    new ConfirmSignUpCommand({ ClientId: clientId, Username, ConfirmationCode, ...changes }),
  );
}
function resend(Username: string, ClientId = clientId) {
  return pools.sdk.send(new ResendConfirmationCodeCommand({ ClientId, Username }));
}
async function newPool(input: Partial<CreateUserPoolCommandInput>) {
  const id = await pools.createPool(input);
  const { ClientId } = await pools.createClient(id);
  return { id, ClientId };
}

const mismatch = ['CodeMismatchException', 'Invalid verification code provided, please try again.'];
const expired = ['ExpiredCodeException', 'Invalid code provided, please request a code again.'];
const limited = ['LimitExceededException', 'Attempt limit exceeded, please try after some time.'];

describe('SignUp', () => {
  it('registers an unconfirmed user and sends a code', async () => {
    const { $metadata, ...answer } = await signUp('ada');
    expect([$metadata.httpStatusCode, answer]).toEqual([
      200,
      {
        UserConfirmed: false,
        UserSub: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        CodeDeliveryDetails: {
          AttributeName: 'email',
          DeliveryMedium: 'EMAIL',
          Destination: 'a***@e***',
        },
      },
    ]);
    const { username, status, attributes } = pools.user(answer.UserSub ?? '');
    expect({ username, status, attributes }).toEqual({
      username: 'ada',
      status: 'UNCONFIRMED',
      attributes: { email: 'ada@example.com', email_verified: 'false' },
    });
    expect(pools.lastMessage('ada@example.com')).toMatchObject({
      kind: 'SignUp',
      medium: 'EMAIL',
      username: 'ada',
      code: expect.stringMatching(/^\d{6}$/) as string,
    });
  });

  it('sends nothing where nothing is verified', async () => {
    const { ClientId } = await newPool({ AutoVerifiedAttributes: [] });
    const { $metadata, ...answer } = await signUp('silent', { ClientId });
    expect([$metadata.httpStatusCode, Object.keys(answer)]).toEqual([200, ['UserConfirmed', 'UserSub']]);
  });

  it('prefers the phone number for the code', async () => {
    const { ClientId } = await newPool({ AutoVerifiedAttributes: ['email', 'phone_number'] });
    const UserAttributes = [
      { Name: 'email', Value: 'both@example.com' },
      { Name: 'phone_number', Value: '+15550001234' },
    ];
    const { CodeDeliveryDetails } = await signUp('both', { ClientId, UserAttributes });
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'phone_number',
      DeliveryMedium: 'SMS',
      Destination: '+*******1234',
    });
  });

  it.each<[string, Partial<SignUpCommandInput>, [string, unknown]]>([
    ['a taken name', { Username: 'taken' }, ['UsernameExistsException', 'User already exists']],
    [
      'a weak password before the taken name',
      { Username: 'taken', Password: 'short' },
      ['InvalidPasswordException', 'Password did not conform with policy: Password not long enough'],
    ],
    [
      'no password',
      { Password: undefined },
      [
        'InvalidParameterException',
        expect.stringContaining("Value at 'password' failed to satisfy constraint"),
      ],
    ],
    [
      'an attribute that is never the user’s',
      { UserAttributes: [{ Name: 'email_verified', Value: 'true' }] },
      ['NotAuthorizedException', 'A client attempted to write unauthorized attribute'],
    ],
    [
      'an attribute that does not exist',
      { UserAttributes: [{ Name: 'shoe', Value: '42' }] },
      [
        'InvalidParameterException',
        'Attributes did not conform to the schema: shoe: Attribute does not exist in the schema.',
      ],
    ],
    [
      'an unknown client',
      { ClientId: 'nobody' },
      ['ResourceNotFoundException', 'User pool client nobody does not exist.'],
    ],
    [
      'a malformed name',
      { Username: 'two words' },
      ['InvalidParameterException', expect.stringContaining('1 validation error detected')],
    ],
  ])('refuses %s', async (_, changes, told) => {
    await pools.createUser(poolId, 'taken');
    expect(await refusal(signUp('fresh', changes))).toEqual(told);
  });

  it('refuses what the client may not write, and a missing required attribute', async () => {
    const { id } = await newPool({ Schema: [{ Name: 'name', Required: true }] });
    const { ClientId } = await pools.createClient(id, { WriteAttributes: ['name', 'email'] });
    const attributes = (...names: string[]) => names.map((Name) => ({ Name, Value: 'x@example.com' }));
    expect(await refusal(signUp('x', { ClientId, UserAttributes: attributes('name', 'nickname') }))).toEqual([
      'NotAuthorizedException',
      'A client attempted to write unauthorized attribute',
    ]);
    expect(await refusal(signUp('x', { ClientId, UserAttributes: attributes('email') }))).toEqual([
      'InvalidParameterException',
      'Attributes did not conform to the schema: name: The attribute is required',
    ]);
  });

  it('is closed where only administrators register users', async () => {
    const { ClientId } = await newPool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    expect(await refusal(signUp('ada', { ClientId }))).toEqual([
      'NotAuthorizedException',
      'SignUp is not permitted for this user pool',
    ]);
  });

  it('checks the secret hash over the name as it was sent', async () => {
    const client = await pools.createClient(poolId, { GenerateSecret: true });
    const { ClientId } = client;
    expect((await refusal(signUp('hash', { ClientId })))[1]).toBe(
      `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    );
    expect((await refusal(signUp('hash', { ClientId, SecretHash: secretHash('Hash', client) })))[1]).toBe(
      `Unable to verify secret hash for client ${ClientId}`,
    );
    const { UserSub } = await signUp('hash', { ClientId, SecretHash: secretHash('hash', client) });
    expect(UserSub).toBeDefined();
  });

  it('registers one of twenty at the same time', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => signUp('race')));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  describe('with e-mail addresses as user names', () => {
    let emailPool: Awaited<ReturnType<typeof newPool>>;
    beforeAll(async () => {
      emailPool = await newPool({
        UsernameAttributes: ['email'],
        UsernameConfiguration: { CaseSensitive: false },
      });
    });
    const join = (Username: string, changes: Partial<SignUpCommandInput> = {}) =>
      signUp(Username, { ClientId: emailPool.ClientId, UserAttributes: [], ...changes });

    it('names the user by a UUID and fills in the attribute', async () => {
      const { UserSub = '' } = await join('grace@example.com');
      const { username, attributes } = pools.user(UserSub);
      expect([username, attributes]).toEqual([
        UserSub,
        { email: 'grace@example.com', email_verified: 'false' },
      ]);
    });

    it('refuses a taken address in any case', async () => {
      await join('hedy@example.com');
      expect(await refusal(join('HEDY@example.com'))).toEqual([
        'UsernameExistsException',
        'An account with the given email already exists.',
      ]);
    });

    it('refuses other names and another address beside it', async () => {
      expect(await refusal(join('iris'))).toEqual([
        'InvalidParameterException',
        'Username should be an email.',
      ]);
      const UserAttributes = [{ Name: 'email', Value: 'other@example.com' }];
      expect((await refusal(join('iris@example.com', { UserAttributes })))[0]).toBe(
        'InvalidParameterException',
      );
    });
  });

  describe('with e-mail addresses as aliases', () => {
    let aliasPool: Awaited<ReturnType<typeof newPool>>;
    beforeAll(async () => {
      aliasPool = await newPool({ AliasAttributes: ['email', 'preferred_username'] });
    });

    it('refuses a name shaped like an alias, and an alias before confirmation', async () => {
      const { ClientId } = aliasPool;
      expect(await refusal(signUp('joan@example.com', { ClientId }))).toEqual([
        'InvalidParameterException',
        'Username cannot be of email format, since user pool is configured for email alias.',
      ]);
      const UserAttributes = [{ Name: 'preferred_username', Value: 'jo' }];
      expect((await refusal(signUp('joan', { ClientId, UserAttributes })))[0]).toBe(
        'InvalidParameterException',
      );
    });

    it('tells of a taken alias at confirmation, and moves it only by force', async () => {
      const { ClientId } = aliasPool;
      const owner = await pools.createUser(aliasPool.id, 'owner');
      const UserAttributes = [{ Name: 'email', Value: 'owner@example.com' }];
      const { UserSub = '' } = await signUp('second', { ClientId, UserAttributes });
      const code = pools.lastCode('owner@example.com');
      expect(await refusal(confirm('second', code, { ClientId }))).toEqual([
        'AliasExistsException',
        'An account with the email already exists.',
      ]);
      await confirm('second', code, { ClientId, ForceAliasCreation: true });
      expect(pools.user(owner.sub).attributes['email_verified']).toBe('false');
      expect(pools.user(UserSub).attributes['email_verified']).toBe('true');
      const { AccessToken } = await pools.signIn(ClientId, 'owner@example.com');
      expect((await pools.sdk.send(new GetUserCommand({ AccessToken }))).Username).toBe('second');
    });
  });
});

describe('ConfirmSignUp', () => {
  it('confirms the user and verifies the address', async () => {
    const { UserSub = '' } = await signUp('confirmed');
    const { $metadata, ...answer } = await confirm('confirmed', pools.lastCode('confirmed@example.com'));
    expect([$metadata.httpStatusCode, answer]).toEqual([200, {}]);
    const { status, attributes } = pools.user(UserSub);
    expect([status, attributes['email_verified']]).toEqual(['CONFIRMED', 'true']);
    expect((await pools.signIn(clientId, 'confirmed')).AccessToken).toBeDefined();
  });

  it('does not verify an address the code did not go to', async () => {
    const { UserSub = '' } = await signUp('moved');
    const user = pools.user(UserSub);
    pools.context.store.users.put({ ...user, attributes: { ...user.attributes, email: 'new@example.com' } });
    await confirm('moved', pools.lastCode('moved@example.com'));
    const { status, attributes } = pools.user(UserSub);
    expect([status, attributes['email_verified']]).toEqual(['CONFIRMED', 'false']);
  });

  it('refuses a wrong code, and every code after ten of them', async () => {
    await signUp('guessed');
    const code = pools.lastCode('guessed@example.com');
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await refusal(confirm('guessed', otherThan(code)))).toEqual(mismatch);
    }
    expect(await refusal(confirm('guessed', code))).toEqual(['TooManyFailedAttemptsException', limited[1]]);
    await resend('guessed');
    await confirm('guessed', pools.lastCode('guessed@example.com'));
  });

  it('refuses a code that a later one has replaced, and one older than a day', async () => {
    await signUp('late');
    const first = pools.lastCode('late@example.com');
    await resend('late');
    const second = pools.lastCode('late@example.com');
    if (first !== second) expect(await refusal(confirm('late', first))).toEqual(mismatch);
    await pools.advance(86_400);
    expect(await refusal(confirm('late', second))).toEqual(expired);
  });

  it('refuses more than fifteen calls an hour, and opens again', async () => {
    await signUp('busy');
    for (let call = 0; call < 15; call += 1) {
      if (call === 9) await resend('busy');
      expect((await refusal(confirm('busy', 'xxxxxx')))[0]).toBe('CodeMismatchException');
    }
    await resend('busy');
    const code = pools.lastCode('busy@example.com');
    expect(await refusal(confirm('busy', code))).toEqual(limited);
    await pools.advance(3600);
    expect((await confirm('busy', code)).$metadata.httpStatusCode).toBe(200);
  });

  it('works once, even for twenty at the same time', async () => {
    await signUp('once');
    const code = pools.lastCode('once@example.com');
    const calls = Array.from({ length: 15 }, () => confirm('once', code));
    const answers = await Promise.allSettled(calls);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(confirm('once', code))).toEqual(limited);
  });

  it.each([
    ['no code', ''],
    ['a code with a space', '12 34'],
  ])('refuses %s', async (_, code) => {
    expect(await refusal(confirm('ada', code))).toEqual([
      'InvalidParameterException',
      expect.stringContaining("'confirmationCode' failed to satisfy constraint"),
    ]);
  });
});

describe('ResendConfirmationCode', () => {
  it('sends another code', async () => {
    await signUp('again');
    const { $metadata, ...answer } = await resend('again');
    expect([$metadata.httpStatusCode, answer]).toEqual([
      200,
      {
        CodeDeliveryDetails: {
          AttributeName: 'email',
          DeliveryMedium: 'EMAIL',
          Destination: 'a***@e***',
        },
      },
    ]);
    expect(pools.lastMessage('again@example.com').kind).toBe('ResendCode');
  });

  it('refuses users without an address to send to', async () => {
    const { id, ClientId } = await newPool({ AutoVerifiedAttributes: [] });
    await pools.createUser(id, 'silent', { status: 'UNCONFIRMED' });
    expect(await refusal(resend('silent', ClientId))).toEqual([
      'InvalidParameterException',
      'Cannot resend codes. Auto verification not turned on.',
    ]);
  });

  it('refuses more than five calls an hour', async () => {
    await signUp('flooded');
    for (let call = 0; call < 5; call += 1) await resend('flooded');
    expect(await refusal(resend('flooded'))).toEqual(limited);
    await pools.advance(3600);
    expect((await resend('flooded')).CodeDeliveryDetails?.AttributeName).toBe('email');
  });
});

describe.each(['LEGACY', 'ENABLED'] as const)('with PreventUserExistenceErrors %s', (setting) => {
  const unknown = ['UserNotFoundException', 'Username/client id combination not found.'];
  let ClientId: string;
  beforeAll(async () => {
    ({ ClientId } = await pools.createClient(poolId, { PreventUserExistenceErrors: setting }));
  });

  it('still tells of a taken name at sign-up', async () => {
    await pools.createUser(poolId, 'taken');
    expect(await refusal(signUp('taken', { ClientId }))).toEqual([
      'UsernameExistsException',
      'User already exists',
    ]);
  });

  it('answers ConfirmSignUp for somebody unknown', async () => {
    const told = await refusal(confirm(`nobody-${setting}`, '123456', { ClientId }));
    expect(told).toEqual(setting === 'LEGACY' ? unknown : mismatch);
  });

  it('answers ResendConfirmationCode for somebody unknown', async () => {
    const name = `ghost-${setting}`;
    if (setting === 'LEGACY') {
      expect(await refusal(resend(name, ClientId))).toEqual(unknown);
      return;
    }
    const { CodeDeliveryDetails } = await resend(name, ClientId);
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/) as string,
    });
    expect((await resend(name, ClientId)).CodeDeliveryDetails).toEqual(CodeDeliveryDetails);
  });

  it.each<[string, Partial<UserRecord>, string[], string[]]>([
    ['unconfirmed', { status: 'UNCONFIRMED' }, expired, []],
    [
      'confirmed',
      {},
      ['NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'],
      ['InvalidParameterException', 'User is already confirmed.'],
    ],
    [
      'disabled',
      { status: 'UNCONFIRMED', enabled: false },
      ['NotAuthorizedException', 'User is disabled.'],
      ['NotAuthorizedException', 'User is disabled.'],
    ],
    [
      'reset-required',
      { status: 'RESET_REQUIRED' },
      ['NotAuthorizedException', 'User cannot be confirmed. Current status is RESET_REQUIRED'],
      ['InvalidParameterException', 'User is already confirmed.'],
    ],
  ])('answers for a(n) %s user', async (state, changes, confirming, resending) => {
    const name = `${setting}-${state}`;
    await pools.createUser(poolId, name, changes);
    expect(await refusal(confirm(name, '123456', { ClientId }))).toEqual(confirming);
    if (resending.length === 0) {
      expect((await resend(name, ClientId)).CodeDeliveryDetails?.AttributeName).toBe('email');
    } else {
      expect(await refusal(resend(name, ClientId))).toEqual(resending);
    }
  });
});
