import {
  CreateIdentityProviderCommand,
  DeleteIdentityProviderCommand,
  DescribeIdentityProviderCommand,
  GetIdentityProviderByIdentifierCommand,
  ListIdentityProvidersCommand,
  UpdateIdentityProviderCommand,
  type CreateIdentityProviderCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { output } from './raw';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let UserPoolId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  UserPoolId = await pools.createPool();
});
afterEach(() => {
  const { identityProviders, resourceServers, domains } = pools.context.store;
  for (const collection of [identityProviders, resourceServers, domains]) {
    for (const { id } of collection.values()) collection.delete(id);
  }
});
afterAll(() => pools.close());

const google = { client_id: 'id', client_secret: 'secret', authorize_scopes: 'openid email' };
const oidc = {
  client_id: 'id',
  attributes_request_method: 'GET',
  oidc_issuer: 'https://idp.example',
  authorize_scopes: 'openid',
};

const create = (changes: Partial<CreateIdentityProviderCommandInput> = {}) =>
  output(
    pools.sdk.send(
      new CreateIdentityProviderCommand({
        UserPoolId,
        ProviderName: 'Corp',
        ProviderType: 'OIDC',
        ProviderDetails: oidc,
        ...changes,
      }),
    ),
  );

describe('identity providers', () => {
  it('are made and described', async () => {
    const made = await create({
      ProviderName: 'Google',
      ProviderType: 'Google',
      ProviderDetails: google,
      AttributeMapping: { email: 'email' },
      IdpIdentifiers: ['g'],
    });
    expect(made.IdentityProvider).toEqual({
      UserPoolId,
      ProviderName: 'Google',
      ProviderType: 'Google',
      ProviderDetails: {
        ...google,
        attributes_url: 'https://people.googleapis.com/v1/people/me?personFields=',
        attributes_url_add_attributes: 'true',
        authorize_url: 'https://accounts.google.com/o/oauth2/v2/auth',
        oidc_issuer: 'https://accounts.google.com',
        token_request_method: 'POST',
        token_url: 'https://www.googleapis.com/oauth2/v4/token',
      },
      AttributeMapping: { username: 'sub', email: 'email' },
      IdpIdentifiers: ['g'],
      CreationDate: expect.any(Date),
      LastModifiedDate: expect.any(Date),
    });
    const of = { UserPoolId, ProviderName: 'Google' };
    expect(await output(pools.sdk.send(new DescribeIdentityProviderCommand(of)))).toEqual(made);
    const byIdentifier = { UserPoolId, IdpIdentifier: 'g' };
    expect(await output(pools.sdk.send(new GetIdentityProviderByIdentifierCommand(byIdentifier)))).toEqual(
      made,
    );
  });

  it("do not show Apple's key again", async () => {
    const { IdentityProvider } = await create({
      ProviderName: 'SignInWithApple',
      ProviderType: 'SignInWithApple',
      ProviderDetails: {
        client_id: 'a',
        team_id: 't',
        key_id: 'k',
        private_key: 'hidden',
        authorize_scopes: 'email',
      },
    });
    expect(JSON.stringify(IdentityProvider)).not.toContain('hidden');
  });

  it.each([
    [
      'a second one of the name',
      {},
      'DuplicateProviderException',
      /^A provider Corp already exists for User Pool/u,
    ],
    [
      'an unknown pool',
      { UserPoolId: 'us-east-1_missing00' },
      'ResourceNotFoundException',
      /does not exist/u,
    ],
    [
      'a social provider of another name',
      { ProviderName: 'Goo', ProviderType: 'Google', ProviderDetails: google },
      'InvalidParameterException',
      /cannot be used/u,
    ],
    [
      'a name that belongs to a social provider',
      { ProviderName: 'Facebook' },
      'InvalidParameterException',
      /cannot be used/u,
    ],
    ["the pool's own name", { ProviderName: 'Cognito' }, 'InvalidParameterException', /cannot be used/u],
    [
      'missing details',
      { ProviderName: 'Two', ProviderDetails: { client_id: 'x' } },
      'InvalidParameterException',
      /attributes_request_method/u,
    ],
    [
      'SAML without metadata',
      { ProviderName: 'Two', ProviderType: 'SAML', ProviderDetails: {} },
      'InvalidParameterException',
      /MetadataURL or MetadataFile/u,
    ],
    [
      'a mapping to no attribute',
      { ProviderName: 'Two', AttributeMapping: { 'custom:no': 'x' } },
      'InvalidParameterException',
      /custom:no/u,
    ],
    [
      'a mapping to sub',
      { ProviderName: 'Two', AttributeMapping: { sub: 'x' } },
      'InvalidParameterException',
      /sub/u,
    ],
    [
      "another's identifier",
      { ProviderName: 'Two', IdpIdentifiers: ['corp'] },
      'InvalidParameterException',
      /already used/u,
    ],
  ] as const)('are not made for %s', async (_, changes, type, text) => {
    await create({ IdpIdentifiers: ['corp'] });
    const input = { ...changes, ...('IdpIdentifiers' in changes ? { IdpIdentifiers: ['corp'] } : {}) };
    const [name, message] = await refusal(create(input as Partial<CreateIdentityProviderCommandInput>));
    expect([name, message]).toEqual([type, expect.stringMatching(text)]);
  });

  it('are 300 at most', async () => {
    const { identityProviders } = pools.context.store;
    await create();
    const [one] = identityProviders.by('pool', UserPoolId);
    if (!one) throw new Error('no provider');
    for (let index = 1; index < 300; index += 1) {
      identityProviders.put({ ...one, id: `${UserPoolId}/P${index}`, name: `P${index}` });
    }
    expect((await refusal(create({ ProviderName: 'Last' })))[0]).toBe('LimitExceededException');
  });

  it('are updated member by member, each as a whole', async () => {
    await create({ AttributeMapping: { email: 'mail', name: 'cn' }, IdpIdentifiers: ['a', 'b'] });
    const update = (changes: object) =>
      output(
        pools.sdk.send(new UpdateIdentityProviderCommand({ UserPoolId, ProviderName: 'Corp', ...changes })),
      );
    const { IdentityProvider } = await update({ AttributeMapping: { name: 'displayName' } });
    expect(IdentityProvider).toMatchObject({
      AttributeMapping: { username: 'sub', name: 'displayName' },
      IdpIdentifiers: ['a', 'b'],
      ProviderDetails: oidc,
    });
    expect(IdentityProvider?.AttributeMapping).not.toHaveProperty('email');
    const next = await update({ IdpIdentifiers: ['a', 'c'], ProviderDetails: { ...oidc, client_id: 'new' } });
    expect(next.IdentityProvider).toMatchObject({
      IdpIdentifiers: ['a', 'c'],
      ProviderDetails: { client_id: 'new' },
    });
    for (const changes of [{ ProviderDetails: {} }, { AttributeMapping: { 'custom:no': 'x' } }]) {
      expect((await refusal(update(changes)))[0]).toBe('InvalidParameterException');
    }
  });

  it('are listed by pages, and deleted', async () => {
    for (const ProviderName of ['One', 'Two', 'Six']) await create({ ProviderName });
    const first = await pools.sdk.send(new ListIdentityProvidersCommand({ UserPoolId, MaxResults: 2 }));
    const { NextToken } = first;
    const rest = await pools.sdk.send(
      new ListIdentityProvidersCommand({ UserPoolId, MaxResults: 2, NextToken }),
    );
    expect([...(first.Providers ?? []), ...(rest.Providers ?? [])]).toEqual(
      ['One', 'Six', 'Two'].map((ProviderName) => ({
        ProviderName,
        ProviderType: 'OIDC',
        CreationDate: expect.any(Date),
        LastModifiedDate: expect.any(Date),
      })),
    );
    expect(rest.NextToken).toBeUndefined();
    const of = { UserPoolId, ProviderName: 'Two' };
    expect(await output(pools.sdk.send(new DeleteIdentityProviderCommand(of)))).toEqual({});
    const gone = ['ResourceNotFoundException', 'Identity provider Two does not exist.'];
    expect(await refusal(pools.sdk.send(new DeleteIdentityProviderCommand(of)))).toEqual(gone);
    expect(await refusal(pools.sdk.send(new DescribeIdentityProviderCommand(of)))).toEqual(gone);
    expect(await refusal(pools.sdk.send(new UpdateIdentityProviderCommand(of)))).toEqual(gone);
    const byIdentifier = { UserPoolId, IdpIdentifier: 'none' };
    const call = pools.sdk.send(new GetIdentityProviderByIdentifierCommand(byIdentifier));
    expect((await refusal(call))[0]).toBe('ResourceNotFoundException');
  });
});
