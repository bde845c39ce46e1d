import {
  CreateIdentityProviderCommand,
  CreateResourceServerCommand,
  CreateUserPoolDomainCommand,
  DeleteIdentityProviderCommand,
  DeleteResourceServerCommand,
  DeleteUserPoolDomainCommand,
  DescribeIdentityProviderCommand,
  DescribeResourceServerCommand,
  DescribeUserPoolCommand,
  DescribeUserPoolDomainCommand,
  GetIdentityProviderByIdentifierCommand,
  ListIdentityProvidersCommand,
  ListResourceServersCommand,
  UpdateIdentityProviderCommand,
  UpdateResourceServerCommand,
  UpdateUserPoolDomainCommand,
  type CreateIdentityProviderCommandInput,
  type CreateUserPoolDomainCommandInput,
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

describe('resource servers', () => {
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Reads' }];
  const make = (Identifier = 'api', scopes = Scopes) =>
    output(
      pools.sdk.send(
        new CreateResourceServerCommand({ UserPoolId, Identifier, Name: 'API', Scopes: scopes }),
      ),
    );

  it('are made, described, replaced and deleted', async () => {
    const made = await make();
    expect(made).toEqual({ ResourceServer: { UserPoolId, Identifier: 'api', Name: 'API', Scopes } });
    const of = { UserPoolId, Identifier: 'api' };
    expect(await output(pools.sdk.send(new DescribeResourceServerCommand(of)))).toEqual(made);
    const { ResourceServer } = await pools.sdk.send(new UpdateResourceServerCommand({ ...of, Name: 'New' }));
    expect(ResourceServer).toEqual({ UserPoolId, Identifier: 'api', Name: 'New', Scopes: [] });
    expect(await output(pools.sdk.send(new DeleteResourceServerCommand(of)))).toEqual({});
    const gone = ['ResourceNotFoundException', 'Resource server api does not exist.'];
    expect(await refusal(pools.sdk.send(new DescribeResourceServerCommand(of)))).toEqual(gone);
    expect(await refusal(pools.sdk.send(new DeleteResourceServerCommand(of)))).toEqual(gone);
    expect(await refusal(pools.sdk.send(new UpdateResourceServerCommand({ ...of, Name: 'x' })))).toEqual(
      gone,
    );
  });

  it('are unique, have scopes of different names, and are 25 at most', async () => {
    await make();
    expect(await refusal(make())).toEqual([
      'InvalidParameterException',
      `api already exists in user pool ${UserPoolId}.`,
    ]);
    expect((await refusal(make('two', [...Scopes, ...Scopes])))[0]).toBe('InvalidParameterException');
    for (let index = 1; index < 25; index += 1) await make(`api${index}`);
    expect((await refusal(make('last')))[0]).toBe('LimitExceededException');
    const { ResourceServers, NextToken } = await pools.sdk.send(
      new ListResourceServersCommand({ UserPoolId, MaxResults: 20 }),
    );
    expect([ResourceServers?.length, typeof NextToken]).toEqual([20, 'string']);
    const rest = await pools.sdk.send(
      new ListResourceServersCommand({ UserPoolId, MaxResults: 20, NextToken }),
    );
    expect([rest.ResourceServers?.length, rest.NextToken]).toEqual([5, undefined]);
  });
});

describe('domains', () => {
  const make = (Domain: string, changes: Partial<CreateUserPoolDomainCommandInput> = {}) =>
    output(pools.sdk.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain, ...changes })));
  const describeDomain = (Domain: string) =>
    output(pools.sdk.send(new DescribeUserPoolDomainCommand({ Domain })));
  const certificate = { CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' };
  const prefix = 'our-prefix';

  it('are made, described, updated and deleted', async () => {
    expect(await make(prefix)).toEqual({ ManagedLoginVersion: 1 });
    expect(await describeDomain(prefix)).toEqual({
      DomainDescription: {
        UserPoolId,
        AWSAccountId: '123456789012',
        Domain: prefix,
        Status: 'ACTIVE',
        ManagedLoginVersion: 1,
      },
    });
    const of = { UserPoolId, Domain: prefix };
    const update = new UpdateUserPoolDomainCommand({ ...of, ManagedLoginVersion: 2 });
    expect(await output(pools.sdk.send(update))).toEqual({ ManagedLoginVersion: 2 });
    const { UserPool } = await pools.sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect([UserPool?.Domain, UserPool?.CustomDomain]).toEqual([prefix, undefined]);
    expect(await output(pools.sdk.send(new DeleteUserPoolDomainCommand(of)))).toEqual({});
    expect(await describeDomain(prefix)).toEqual({ DomainDescription: {} });
    for (const Command of [DeleteUserPoolDomainCommand, UpdateUserPoolDomainCommand]) {
      expect(await refusal(pools.sdk.send(new Command(of)))).toEqual([
        'InvalidParameterException',
        'No such domain or user pool exists.',
      ]);
    }
  });

  it('are one of each kind per pool, and belong to one pool', async () => {
    await make(prefix);
    expect(await refusal(make(`${prefix}2`))).toEqual([
      'InvalidParameterException',
      'User pool already has a domain configured.',
    ]);
    const { CloudFrontDomain } = await make('auth.app.example', { CustomDomainConfig: certificate });
    expect(CloudFrontDomain).toMatch(/^d[0-9a-f]{13}\.cloudfront\.net$/u);
    const { UserPool } = await pools.sdk.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect([UserPool?.Domain, UserPool?.CustomDomain]).toEqual([prefix, 'auth.app.example']);
    const other = await pools.createPool();
    expect(await refusal(make(prefix, { UserPoolId: other }))).toEqual([
      'InvalidParameterException',
      'Domain already associated with another user pool.',
    ]);
    const of = { UserPoolId: other, Domain: prefix };
    expect((await refusal(pools.sdk.send(new DeleteUserPoolDomainCommand(of))))[1]).toBe(
      'No such domain or user pool exists.',
    );
  });

  it('have no reserved word, no unknown version, and no certificate unless they are custom', async () => {
    for (const word of ['aws', 'amazon', 'cognito']) {
      expect(await refusal(make(`my-${word}`))).toEqual([
        'InvalidParameterException',
        `Domain cannot contain reserved word: ${word}`,
      ]);
    }
    expect((await refusal(make('auth.app.example')))[0]).toBe('InvalidParameterException');
    expect((await refusal(make(prefix, { ManagedLoginVersion: 3 })))[0]).toBe('InvalidParameterException');
    await make(prefix);
    const update = { UserPoolId, Domain: prefix, CustomDomainConfig: certificate };
    expect((await refusal(pools.sdk.send(new UpdateUserPoolDomainCommand(update))))[0]).toBe(
      'InvalidParameterException',
    );
    const lite = await pools.createPool({ UserPoolTier: 'LITE' });
    const managed = make('lite-prefix', { UserPoolId: lite, ManagedLoginVersion: 2 });
    expect((await refusal(managed))[0]).toBe('FeatureUnavailableInTierException');
  });
});
