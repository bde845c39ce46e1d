import { GetUserCommand, type SignUpCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import { Registration } from './registration';
import { type PoolUnderTest, refusal, secretHash } from './support';

let people: Registration;
let pools: PoolUnderTest;
let poolId: string;

beforeAll(async () => {
  people = await Registration.start();
  ({ pools, poolId } = people);
});
afterAll(() => pools.close());

describe('SignUp', () => {
  it('registers an unconfirmed user and sends a code', async () => {
    const { $metadata, ...answer } = await people.signUp('ada');
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
    const { ClientId } = await people.newPool({ AutoVerifiedAttributes: [] });
    const { $metadata, ...answer } = await people.signUp('silent', { ClientId });
    expect([$metadata.httpStatusCode, Object.keys(answer)]).toEqual([200, ['UserConfirmed', 'UserSub']]);
  });

  it('prefers the phone number for the code', async () => {
    const { ClientId } = await people.newPool({ AutoVerifiedAttributes: ['email', 'phone_number'] });
    const UserAttributes = [
      { Name: 'email', Value: 'both@example.com' },
      { Name: 'phone_number', Value: '+15550001234' },
    ];
    const { CodeDeliveryDetails } = await people.signUp('both', { ClientId, UserAttributes });
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
    expect(await refusal(people.signUp('fresh', changes))).toEqual(told);
  });

  it('refuses what the client may not write, and a missing required attribute', async () => {
    const { id } = await people.newPool({ Schema: [{ Name: 'name', Required: true }] });
    const { ClientId } = await pools.createClient(id, { WriteAttributes: ['name', 'email'] });
    const attributes = (...names: string[]) => names.map((Name) => ({ Name, Value: 'x@example.com' }));
    expect(
      await refusal(people.signUp('x', { ClientId, UserAttributes: attributes('name', 'nickname') })),
    ).toEqual(['NotAuthorizedException', 'A client attempted to write unauthorized attribute']);
    expect(await refusal(people.signUp('x', { ClientId, UserAttributes: attributes('email') }))).toEqual([
      'InvalidParameterException',
      'Attributes did not conform to the schema: name: The attribute is required',
    ]);
  });

  it('is closed where only administrators register users', async () => {
    const { ClientId } = await people.newPool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    expect(await refusal(people.signUp('ada', { ClientId }))).toEqual([
      'NotAuthorizedException',
      'SignUp is not permitted for this user pool',
    ]);
  });

  it('checks the secret hash over the name as it was sent', async () => {
    const client = await pools.createClient(poolId, { GenerateSecret: true });
    const { ClientId } = client;
    expect((await refusal(people.signUp('hash', { ClientId })))[1]).toBe(
      `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    );
    expect(
      (await refusal(people.signUp('hash', { ClientId, SecretHash: secretHash('Hash', client) })))[1],
    ).toBe(`Unable to verify secret hash for client ${ClientId}`);
    const { UserSub } = await people.signUp('hash', { ClientId, SecretHash: secretHash('hash', client) });
    expect(UserSub).toBeDefined();
  });

  it('registers one of twenty at the same time', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => people.signUp('race')));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  describe('with e-mail addresses as user names', () => {
    let emailPool: Awaited<ReturnType<Registration['newPool']>>;
    beforeAll(async () => {
      emailPool = await people.newPool({
        UsernameAttributes: ['email'],
        UsernameConfiguration: { CaseSensitive: false },
      });
    });
    const join = (Username: string, changes: Partial<SignUpCommandInput> = {}) =>
      people.signUp(Username, { ClientId: emailPool.ClientId, UserAttributes: [], ...changes });

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
    let aliasPool: Awaited<ReturnType<Registration['newPool']>>;
    beforeAll(async () => {
      aliasPool = await people.newPool({ AliasAttributes: ['email', 'preferred_username'] });
    });

    it('refuses a name shaped like an alias, and an alias before confirmation', async () => {
      const { ClientId } = aliasPool;
      expect(await refusal(people.signUp('joan@example.com', { ClientId }))).toEqual([
        'InvalidParameterException',
        'Username cannot be of email format, since user pool is configured for email alias.',
      ]);
      const UserAttributes = [{ Name: 'preferred_username', Value: 'jo' }];
      expect((await refusal(people.signUp('joan', { ClientId, UserAttributes })))[0]).toBe(
        'InvalidParameterException',
      );
    });

    it('tells of a taken alias at confirmation, and moves it only by force', async () => {
      const { ClientId } = aliasPool;
      const owner = await pools.createUser(aliasPool.id, 'owner');
      const UserAttributes = [{ Name: 'email', Value: 'owner@example.com' }];
      const { UserSub = '' } = await people.signUp('second', { ClientId, UserAttributes });
      const code = pools.lastCode('owner@example.com');
      expect(await refusal(people.confirm('second', code, { ClientId }))).toEqual([
        'AliasExistsException',
        'An account with the email already exists.',
      ]);
      await people.confirm('second', code, { ClientId, ForceAliasCreation: true });
      expect(pools.user(owner.sub).attributes['email_verified']).toBe('false');
      expect(pools.user(UserSub).attributes['email_verified']).toBe('true');
      const { AccessToken } = await pools.signIn(ClientId, 'owner@example.com');
      expect((await pools.sdk.send(new GetUserCommand({ AccessToken }))).Username).toBe('second');
    });
  });
});
