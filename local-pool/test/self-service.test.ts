import {
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  ForgotPasswordCommand,
  ConfirmForgotPasswordCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserRecord } from '../store/records';
import { otherThan, PoolUnderTest, refusal } from './support';

const limited = ['LimitExceededException', 'Attempt limit exceeded, please try after some time.'];
const expired = ['ExpiredCodeException', 'Invalid code provided, please request a code again.'];
const unauthorized = ['NotAuthorizedException', 'A client attempted to write unauthorized attribute'];
const notVerifiable = [
  'InvalidParameterException',
  'Invalid attribute name. Only phone_number and email can be verified.',
];

let pools: PoolUnderTest;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
});
afterAll(() => pools.close());

/** Somebody signed in to a pool of a test's own. */
async function signedIn(
  input: Partial<CreateUserPoolCommandInput> = {},
  client: Partial<CreateUserPoolClientCommandInput> = {},
  changes: Partial<UserRecord> = {},
) {
  const poolId = await pools.createPool(input);
  const { ClientId } = await pools.createClient(poolId, client);
  const { sub } = await pools.createUser(poolId, 'ada', changes);
  const { AccessToken } = await pools.signIn(ClientId, 'ada');
  return {
    poolId,
    ClientId,
    sub,
    AccessToken,
    attributes: () => pools.user(sub).attributes,
    update: (values: Record<string, string>) =>
      pools.sdk.send(
        new UpdateUserAttributesCommand({
          AccessToken,
          UserAttributes: Object.entries(values).map(([Name, Value]) => ({ Name, Value })),
        }),
      ),
    remove: (...UserAttributeNames: string[]) =>
      pools.sdk.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames })),
    ask: (AttributeName = 'email') =>
      pools.sdk.send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName })),
    verify: (Code: string, AttributeName = 'email') =>
      pools.sdk.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName, Code })),
  };
}

describe('GetUser', () => {
  it('shows what the client may read, sub first', async () => {
    const { AccessToken, sub } = await signedIn(
      {},
      { ReadAttributes: ['email'] },
      { attributes: { email: 'ada@example.com', email_verified: 'true', name: 'Ada' } },
    );
    const { $metadata, ...answer } = await pools.sdk.send(new GetUserCommand({ AccessToken }));
    expect([$metadata.httpStatusCode, answer]).toEqual([
      200,
      {
        Username: 'ada',
        UserAttributes: [
          { Name: 'sub', Value: sub },
          { Name: 'email', Value: 'ada@example.com' },
        ],
      },
    ]);
  });

  it('refuses a malformed token', async () => {
    expect(await refusal(pools.sdk.send(new GetUserCommand({ AccessToken: 'not a token' })))).toEqual([
      'InvalidParameterException',
      expect.stringContaining("'accessToken' failed to satisfy constraint"),
    ]);
  });
});

describe('UpdateUserAttributes', () => {
  it('sets, and deletes by a blank value', async () => {
    const ada = await signedIn();
    const { $metadata, ...answer } = await ada.update({ name: 'Ada', nickname: 'A' });
    expect([$metadata.httpStatusCode, answer]).toEqual([200, { CodeDeliveryDetailsList: [] }]);
    await ada.update({ nickname: '' });
    expect(ada.attributes()).toEqual({ email: 'ada@example.com', email_verified: 'true', name: 'Ada' });
  });

  it('replaces a verified address at once and sends a code to the new one', async () => {
    const ada = await signedIn();
    const { CodeDeliveryDetailsList } = await ada.update({ email: 'new@example.org' });
    expect(CodeDeliveryDetailsList).toEqual([
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' },
    ]);
    expect(ada.attributes()).toEqual({ email: 'new@example.org', email_verified: 'false' });
    expect(pools.lastMessage('new@example.org').kind).toBe('UpdateUserAttribute');
    await ada.verify(pools.lastCode('new@example.org'));
    expect(ada.attributes()).toEqual({ email: 'new@example.org', email_verified: 'true' });
  });

  it('waits for the verification where the pool says so', async () => {
    const ada = await signedIn({
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    });
    await ada.update({ email: 'new@example.net' });
    expect(ada.attributes()).toEqual({ email: 'ada@example.com', email_verified: 'true' });
    await ada.verify(pools.lastCode('new@example.net'));
    expect(ada.attributes()).toEqual({ email: 'new@example.net', email_verified: 'true' });
    expect(pools.user(ada.sub).pendingAttributes).toEqual({});
  });

  it('sends no code where nothing is verified', async () => {
    const ada = await signedIn({ AutoVerifiedAttributes: [] });
    const { CodeDeliveryDetailsList } = await ada.update({ email: 'new@example.info' });
    expect([CodeDeliveryDetailsList, ada.attributes()['email_verified']]).toEqual([[], 'false']);
  });

  it.each([
    ['email_verified', 'true'],
    ['custom:role', 'admin'],
    ['nickname', 'A'],
  ])('refuses to write %s', async (name, value) => {
    const ada = await signedIn(
      { Schema: [{ Name: 'role', AttributeDataType: 'String', Mutable: true }] },
      { WriteAttributes: ['email', 'name'] },
    );
    expect(await refusal(ada.update({ [name]: value }))).toEqual(unauthorized);
  });

  it('keeps custom attributes from clients without a list', async () => {
    const ada = await signedIn({ Schema: [{ Name: 'role', AttributeDataType: 'String', Mutable: true }] });
    expect(await refusal(ada.update({ 'custom:role': 'admin' }))).toEqual(unauthorized);
  });

  it('refuses unknown, malformed and missing values', async () => {
    const ada = await signedIn();
    expect((await refusal(ada.update({ shoe: '42' })))[1]).toBe(
      'Attributes did not conform to the schema: shoe: Attribute does not exist in the schema.',
    );
    expect((await refusal(ada.update({ email: 'nonsense' })))[0]).toBe('InvalidParameterException');
    const call = pools.sdk.send(
      new UpdateUserAttributesCommand({
        AccessToken: ada.AccessToken,
        UserAttributes: [{ Name: 'picture' }],
      }),
    );
    expect(await refusal(call)).toEqual([
      'InvalidParameterException',
      'Attribute value for picture must not be null',
    ]);
  });

  it('refuses an address or alias that is another user’s', async () => {
    const named = await signedIn({ UsernameAttributes: ['email'] });
    await pools.createUser(named.poolId, 'other');
    expect((await refusal(named.update({ email: 'other@example.com' })))[0]).toBe('AliasExistsException');
    const aliased = await signedIn({ AliasAttributes: ['preferred_username'] });
    await pools.createUser(aliased.poolId, 'other', { attributes: { preferred_username: 'boss' } });
    expect(await refusal(aliased.update({ preferred_username: 'boss' }))).toEqual([
      'AliasExistsException',
      'An account with the preferred_username already exists.',
    ]);
  });

  it('ends a reset code on its way to the former address', async () => {
    const ada = await signedIn();
    const { ClientId } = ada;
    await pools.sdk.send(new ForgotPasswordCommand({ ClientId, Username: 'ada' }));
    const ConfirmationCode = pools.lastCode('ada@example.com');
    await ada.update({ email: 'safe@example.com' });
    const reset = { ClientId, Username: 'ada', ConfirmationCode, Password: 'Brand-New-Horse-8' };
    expect(await refusal(pools.sdk.send(new ConfirmForgotPasswordCommand(reset)))).toEqual(expired);
  });
});

describe('DeleteUserAttributes', () => {
  it('deletes, an address with its verification', async () => {
    const ada = await signedIn(
      {},
      {},
      { attributes: { email: 'a@example.com', email_verified: 'true', name: 'A' } },
    );
    const { $metadata, ...answer } = await ada.remove('email');
    expect([$metadata.httpStatusCode, answer, ada.attributes()]).toEqual([200, {}, { name: 'A' }]);
  });

  it('refuses required attributes and those of others', async () => {
    const ada = await signedIn(
      { Schema: [{ Name: 'name', Required: true }] },
      { WriteAttributes: ['name', 'email'] },
      { attributes: { name: 'Ada', nickname: 'A' } },
    );
    expect(await refusal(ada.remove('name'))).toEqual([
      'InvalidParameterException',
      'Invalid user attributes: name: Required attribute cannot be deleted.',
    ]);
    expect(await refusal(ada.remove('nickname'))).toEqual(unauthorized);
  });
});

describe('verification codes', () => {
  it('are sent to the address on request', async () => {
    const ada = await signedIn();
    const { $metadata, ...answer } = await ada.ask();
    expect([$metadata.httpStatusCode, answer]).toEqual([
      200,
      {
        CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
      },
    ]);
    expect(pools.lastMessage('ada@example.com').kind).toBe('VerifyUserAttribute');
  });

  it('exist for addresses only', async () => {
    const ada = await signedIn();
    expect(await refusal(ada.ask('name'))).toEqual(notVerifiable);
    expect(await refusal(ada.verify('123456', 'name'))).toEqual(notVerifiable);
    expect((await refusal(ada.ask('phone_number')))[0]).toBe('InvalidParameterException');
  });

  it('are limited to five an hour, and guesses to fifteen', async () => {
    const ada = await signedIn();
    for (let call = 0; call < 5; call += 1) await ada.ask();
    expect(await refusal(ada.ask())).toEqual(limited);
    const code = pools.lastCode('ada@example.com');
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await refusal(ada.verify(otherThan(code)))).toEqual([
        'CodeMismatchException',
        'Invalid verification code provided, please try again.',
      ]);
    }
    expect(await refusal(ada.verify(code))).toEqual(limited);
  });

  it('work once, and not when none was sent', async () => {
    const ada = await signedIn(
      {},
      {},
      { attributes: { email: 'once@example.com', email_verified: 'false' } },
    );
    expect(await refusal(ada.verify('123456'))).toEqual(expired);
    await ada.ask();
    const code = pools.lastCode('once@example.com');
    const answers = await Promise.allSettled(Array.from({ length: 14 }, () => ada.verify(code)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(ada.attributes()['email_verified']).toBe('true');
  });

  it('prove only the address they went to', async () => {
    const ada = await signedIn({ AutoVerifiedAttributes: [] });
    await ada.ask();
    const code = pools.lastCode('ada@example.com');
    await ada.update({ email: 'unproven@example.com' });
    expect(await refusal(ada.verify(code))).toEqual(expired);
  });

  it('move an alias from its former owner', async () => {
    const ada = await signedIn({ AliasAttributes: ['email'] });
    const former = await pools.createUser(ada.poolId, 'former');
    await ada.update({ email: 'former@example.com' });
    await ada.verify(pools.lastCode('former@example.com'));
    expect(pools.user(former.sub).attributes['email_verified']).toBe('false');
    expect(ada.attributes()).toEqual({ email: 'former@example.com', email_verified: 'true' });
  });
});

describe('DeleteUser', () => {
  it('deletes the user, whose tokens and name are free then', async () => {
    const ada = await signedIn();
    const { AccessToken } = ada;
    const { $metadata, ...answer } = await pools.sdk.send(new DeleteUserCommand({ AccessToken }));
    expect([$metadata.httpStatusCode, answer]).toEqual([200, {}]);
    expect(pools.context.store.users.get(ada.sub)).toBeUndefined();
    expect(await refusal(pools.sdk.send(new GetUserCommand({ AccessToken })))).toEqual([
      'UserNotFoundException',
      'User does not exist.',
    ]);
    expect(await refusal(pools.signIn(ada.ClientId, 'ada'))).toEqual([
      'UserNotFoundException',
      'User does not exist.',
    ]);
  });
});
