import {
  AdminDisableProviderForUserCommand,
  AdminSetUserPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Federation } from './federation';
import { goodPassword, payloadOf, refusal } from './support';

let federation: Federation;
const subject = 'Cognito_Subject';

beforeAll(async () => {
  federation = await Federation.start();
});
afterEach(() => {
  const { users } = federation.hosted.pools.context.store;
  for (const { sub } of users.values()) users.delete(sub);
});
afterAll(() => federation.hosted.pools.close());

const nativeUser = (name: string) => federation.hosted.pools.createUser(federation.poolId, name);
const unlink = (ProviderName: string, ProviderAttributeName: string, ProviderAttributeValue: string) =>
  federation.hosted.pools.sdk.send(
    new AdminDisableProviderForUserCommand({
      UserPoolId: federation.poolId,
      User: { ProviderName, ProviderAttributeName, ProviderAttributeValue },
    }),
  );

describe('AdminLinkProviderForUser', () => {
  it("lets an external account sign in as one of the pool's own users", async () => {
    const ada = await nativeUser('ada');
    await federation.link(['Cognito', 'ada'], ['Google', subject, '42']);
    const identity = {
      userId: '42',
      providerName: 'Google',
      providerType: 'Google',
      issuer: null,
      primary: 'false',
      dateCreated: expect.any(String),
    };
    expect(JSON.parse(federation.user('ada').attributes['identities'] ?? '')).toEqual([identity]);
    const { id_token } = await federation.tokens('Google', { subject: '42', name: 'From Google' });
    const claims = payloadOf(id_token);
    expect(claims).toMatchObject({
      sub: ada.sub,
      'cognito:username': 'ada',
      identities: [identity],
      name: 'From Google',
      email: 'ada@example.com',
      email_verified: true,
    });
    expect(claims).not.toHaveProperty('cognito:groups');
    expect(federation.user('ada').status).toBe('CONFIRMED');
    expect(() => federation.user('Google_42')).toThrow('There is no user');
    // The password still works, and its tokens name the identity as well.
    const api = await federation.hosted.pools.createClient(federation.poolId);
    const { IdToken } = await federation.hosted.pools.signIn(api.ClientId, 'ada');
    expect(payloadOf(IdToken)['identities']).toEqual([identity]);
  });

  it('links by a mapped attribute until the first sign-in tells the subject', async () => {
    const ada = await nativeUser('ada');
    await federation.link(['Cognito', 'ada'], ['Corp', 'email', 'work@corp.example']);
    const signedIn = payloadOf(
      (await federation.tokens('Corp', { subject: 'w-1', email: 'work@corp.example' })).id_token,
    );
    expect(signedIn).toMatchObject({
      sub: ada.sub,
      email: 'work@corp.example',
      identities: [{ userId: 'w-1' }],
    });
    // Known by its subject now: another address is the same account, another account with the address is not.
    const moved = await federation.tokens('Corp', { subject: 'w-1', email: 'new@corp.example' });
    expect(payloadOf(moved.id_token)['sub']).toBe(ada.sub);
    const other = await federation.tokens('Corp', { subject: 'w-2', email: 'work@corp.example' });
    expect(payloadOf(other.id_token)['sub']).not.toBe(ada.sub);
  });

  it('links to a user of another provider', async () => {
    await federation.tokens('Google', { subject: 'g' });
    await federation.link(['Google', 'g'], ['Facebook', subject, 'f']);
    const { id_token } = await federation.tokens('Facebook', { subject: 'f' });
    expect(payloadOf(id_token)).toMatchObject({
      'cognito:username': 'Google_g',
      identities: [
        { providerName: 'Google', primary: 'true' },
        { providerName: 'Facebook', primary: 'false' },
      ],
    });
  });

  it('takes five identities and no more', async () => {
    await nativeUser('ada');
    for (let index = 0; index < 5; index += 1) {
      await federation.link(['Cognito', 'ada'], ['Google', subject, `${index}`]);
    }
    expect(await refusal(federation.link(['Cognito', 'ada'], ['Google', subject, '5']))).toEqual([
      'LimitExceededException',
      'A user can have at most 5 linked identities.',
    ]);
  });

  it('refuses accounts that sign in as somebody already', async () => {
    await nativeUser('ada');
    await nativeUser('bob');
    await federation.link(['Cognito', 'ada'], ['Google', subject, '1']);
    expect(await refusal(federation.link(['Cognito', 'ada'], ['Google', subject, '1']))).toEqual([
      'InvalidParameterException',
      'SourceUser is already linked to DestinationUser',
    ]);
    expect(await refusal(federation.link(['Cognito', 'bob'], ['Google', subject, '1']))).toEqual([
      'AliasExistsException',
      'SourceUser is already linked to another user.',
    ]);
    await federation.tokens('Google', { subject: 'own' });
    expect(await refusal(federation.link(['Cognito', 'bob'], ['Google', subject, 'own']))).toEqual([
      'InvalidParameterException',
      'Merging is not currently supported, please create a link first.',
    ]);
  });

  it.each([
    ['an unknown destination', ['Cognito', 'nobody'], ['Google', subject, '1'], 'UserNotFoundException'],
    [
      'an unknown federated destination',
      ['Google', '0'],
      ['Facebook', subject, '1'],
      'UserNotFoundException',
    ],
    ['an unknown provider', ['Cognito', 'ada'], ['Gone', subject, '1'], 'ResourceNotFoundException'],
    ['a local source', ['Cognito', 'ada'], ['Cognito', subject, 'bob'], 'InvalidParameterException'],
    [
      'another attribute of a social one',
      ['Cognito', 'ada'],
      ['Google', 'email', 'x'],
      'InvalidParameterException',
    ],
    [
      'an attribute that is not mapped',
      ['Cognito', 'ada'],
      ['Corp', 'phone_number', 'x'],
      'InvalidParameterException',
    ],
    ['no value', ['Cognito', 'ada'], ['Google', subject, ''], 'InvalidParameterException'],
    ['no attribute', ['Cognito', 'ada'], ['Google', '', '1'], 'InvalidParameterException'],
    ['no destination', ['Cognito', ''], ['Google', subject, '1'], 'InvalidParameterException'],
  ] as const)('refuses %s', async (_, destination, source, type) => {
    await nativeUser('ada');
    expect((await refusal(federation.link(destination, source)))[0]).toBe(type);
  });
});

describe('AdminDisableProviderForUser', () => {
  it('takes a link away, so that the account becomes a user of its own', async () => {
    const ada = await nativeUser('ada');
    await federation.link(['Cognito', 'ada'], ['Google', subject, '42']);
    await federation.tokens('Google', { subject: '42' });
    await unlink('Google', subject, '42');
    expect(federation.user('ada').attributes).not.toHaveProperty('identities');
    const { id_token } = await federation.tokens('Google', { subject: '42' });
    expect(payloadOf(id_token)['sub']).not.toBe(ada.sub);
    expect(payloadOf(id_token)['cognito:username']).toBe('Google_42');
  });

  it('takes a link that was never used away by what it was made with', async () => {
    await nativeUser('ada');
    await federation.link(['Cognito', 'ada'], ['Corp', 'email', 'x@corp.example']);
    expect((await refusal(unlink('Corp', subject, 'x@corp.example')))[0]).toBe('UserNotFoundException');
    await unlink('Corp', 'email', 'x@corp.example');
    expect(federation.user('ada').identities).toEqual([]);
  });

  it("ends the password of one of the pool's own users, who signs in by his link then", async () => {
    const ada = await nativeUser('ada');
    const { hosted, poolId, clientId } = federation;
    await federation.link(['Cognito', 'ada'], ['Google', subject, '42']);
    await unlink('Cognito', subject, 'ada');
    const api = await hosted.pools.createClient(poolId);
    expect((await refusal(hosted.pools.signIn(api.ClientId, 'ada')))[0]).toBe('NotAuthorizedException');
    const forgot = new ForgotPasswordCommand({ ClientId: clientId, Username: 'ada' });
    expect((await refusal(hosted.pools.sdk.send(forgot)))[1]).toBe(
      'User password cannot be reset in the current state.',
    );
    const { id_token } = await federation.tokens('Google', { subject: '42' });
    expect(payloadOf(id_token)['sub']).toBe(ada.sub);
    const password = { UserPoolId: poolId, Username: 'ada', Password: goodPassword, Permanent: true };
    await hosted.pools.sdk.send(new AdminSetUserPasswordCommand(password));
    await hosted.pools.signIn(api.ClientId, 'ada');
  });

  it.each([
    ['an account that is nobody', 'Google', subject, 'none', 'UserNotFoundException'],
    ['an unknown user', 'Cognito', subject, 'none', 'UserNotFoundException'],
    ['an unknown provider', 'Gone', subject, '1', 'ResourceNotFoundException'],
    ['another attribute of a local user', 'Cognito', 'email', 'ada', 'InvalidParameterException'],
  ])('refuses %s', async (_, provider, attribute, value, type) => {
    expect((await refusal(unlink(provider, attribute, value)))[0]).toBe(type);
  });
});
