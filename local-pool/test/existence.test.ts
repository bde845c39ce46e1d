import {
  AdminInitiateAuthCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { Registration } from './registration';
import { goodPassword, type PoolUnderTest, refusal } from './support';

const hiding = { PreventUserExistenceErrors: 'ENABLED' } as const;
const byEmailAddress: Partial<CreateUserPoolCommandInput> = {
  UsernameAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
};

let people: Registration;
let pools: PoolUnderTest;
beforeAll(async () => {
  people = await Registration.start();
  ({ pools } = people);
});
afterAll(() => pools.close());

function forgot(ClientId: string, Username: string) {
  return pools.sdk.send(new ForgotPasswordCommand({ ClientId, Username }));
}
const messages = (): number => pools.context.store.messages.size;

describe('sign-in by a server', () => {
  it.each([
    ['LEGACY', 'UserNotFoundException', 'User does not exist.'],
    ['ENABLED', 'NotAuthorizedException', 'Incorrect username or password.'],
  ] as const)('answers an unknown user as sign-in by a client does: %s', async (setting, type, message) => {
    const { ClientId } = await pools.createClient(people.poolId, { PreventUserExistenceErrors: setting });
    const call = pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: people.poolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'nobody', PASSWORD: goodPassword },
      }),
    );
    expect(await refusal(call)).toEqual([type, message]);
  });
});

describe('a code that nobody gets', () => {
  it('seems to go to the address that names a disabled user, as to any other', async () => {
    const { id, ClientId } = await people.newPool(byEmailAddress, hiding);
    await pools.createUser(id, 'sub', {
      enabled: false,
      attributes: { email: 'grace@example.com', email_verified: 'true' },
    });
    const delivery = { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'g***@e***' };
    const before = messages();
    for (const name of ['grace@example.com', 'gone@example.com']) {
      expect((await forgot(ClientId, name)).CodeDeliveryDetails).toEqual(delivery);
    }
    expect(messages()).toBe(before);
  });

  it.each<[string, string, 'email' | 'phone_number', Partial<CreateUserPoolCommandInput>]>([
    ['to where a name of its form points', 'ada@example.com', 'email', {}],
    ['to what the pool verifies', 'ada', 'phone_number', { AutoVerifiedAttributes: ['phone_number'] }],
    [
      'by no way that the pool rules out, whatever the form of the name',
      'ada@example.com',
      'phone_number',
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_phone_number', Priority: 1 }] } },
    ],
    [
      'by e-mail where only administrators reset passwords',
      'ada',
      'email',
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } },
    ],
  ])('goes in ForgotPassword %s', async (_, name, attribute, input) => {
    const { ClientId } = await people.newPool(input, hiding);
    expect((await forgot(ClientId, name)).CodeDeliveryDetails?.AttributeName).toBe(attribute);
  });

  it.each<[string, 'email' | 'phone_number', Partial<CreateUserPoolCommandInput>]>([
    [
      'e-mail, although passwords are reset by SMS',
      'email',
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_phone_number', Priority: 1 }] } },
    ],
    [
      'SMS, which comes first where the pool verifies both',
      'phone_number',
      { AutoVerifiedAttributes: ['email', 'phone_number'] },
    ],
  ])('goes in ResendConfirmationCode by %s', async (_, attribute, input) => {
    const { ClientId } = await people.newPool(input, hiding);
    expect((await people.resend('nobody', ClientId)).CodeDeliveryDetails?.AttributeName).toBe(attribute);
  });
});

describe('ResendConfirmationCode, hiding who exists', () => {
  it('refuses everybody alike where the pool verifies nothing', async () => {
    const { id, ClientId } = await people.newPool({ AutoVerifiedAttributes: [] }, hiding);
    await pools.createUser(id, 'ada', { status: 'UNCONFIRMED' });
    for (const name of ['ada', 'nobody']) {
      expect(await refusal(people.resend(name, ClientId))).toEqual([
        'InvalidParameterException',
        'Cannot resend codes. Auto verification not turned on.',
      ]);
    }
  });

  it.each([
    ['disabled', { enabled: false }],
    ['out of reach', { attributes: { phone_number: '+15550001234' } }],
  ])(
    'pretends to write to an unconfirmed user who is %s, and makes the earlier code useless',
    async (_, changes) => {
      const { ClientId } = await people.newPool({}, hiding);
      const UserAttributes = [{ Name: 'email', Value: 'ada@example.com' }];
      const { UserSub = '' } = await people.signUp('ada', { ClientId, UserAttributes });
      const code = pools.lastCode('ada@example.com');
      pools.context.store.users.put({ ...pools.user(UserSub), ...changes });
      const before = messages();
      const { CodeDeliveryDetails } = await people.resend('ada', ClientId);
      expect(CodeDeliveryDetails?.AttributeName).toBe('email');
      expect(messages()).toBe(before);
      pools.context.store.users.put({ ...pools.user(UserSub), enabled: true });
      expect((await refusal(people.confirm('ada', code, { ClientId })))[0]).toBe('CodeMismatchException');
    },
  );
});

it('answers a guess at the code of a disabled user like one for somebody unknown', async () => {
  const { id, ClientId } = await people.newPool({}, hiding);
  await pools.createUser(id, 'ada', { enabled: false });
  const guess = (Username: string) =>
    refusal(
      pools.sdk.send(
        new ConfirmForgotPasswordCommand({
          ClientId,
          Username,
          ConfirmationCode: '123456',
          Password: goodPassword,
        }),
      ),
    );
  for (const name of ['ada', 'nobody']) {
    expect((await guess(name))[0]).toBe('ExpiredCodeException');
    await forgot(ClientId, name);
    expect((await guess(name))[0]).toBe('CodeMismatchException');
  }
});
