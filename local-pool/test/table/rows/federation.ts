import { randomUUID } from 'node:crypto';
import type { UserRecord } from '../../../store/records';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { holding, listing, some } from '../shown';
import type { World } from '../world';

const fresh = (): string => `P${randomUUID().slice(0, 8)}`;
const details = {
  ...{ client_id: 'x', client_secret: 'y', attributes_request_method: 'GET' },
  ...{ oidc_issuer: 'https://idp.example', authorize_scopes: 'openid' },
};

const newProvider = ({ plain: { UserPoolId } }: World, changes: object = {}): Record<string, any> => ({
  ...{ UserPoolId, ProviderName: fresh(), ProviderType: 'OIDC', ProviderDetails: details, ...changes },
});

/** A provider that the row may change. */
const provider =
  (changes: object = {}) =>
  async (world: World): Promise<Record<'UserPoolId' | 'ProviderName', string>> => {
    const input = newProvider(world);
    await world.done('CreateIdentityProvider', input);
    return { UserPoolId: input['UserPoolId'], ProviderName: input['ProviderName'], ...changes };
  };

const providerOut = {
  ...{ UserPoolId: some.poolId, ProviderName: some.text, ProviderType: 'OIDC' },
  ...{ CreationDate: some.time, LastModifiedDate: some.time },
};
const noProvider = ({ plain: { UserPoolId } }: World): object => ({ UserPoolId, ProviderName: 'Nobody' });

const newServer = ({ plain: { UserPoolId } }: World): Record<string, any> => ({
  ...{ UserPoolId, Identifier: `https://${fresh()}.example`, Name: 'api' },
  Scopes: [{ ScopeName: 'read', ScopeDescription: 'to read' }],
});
const server = async (world: World): Promise<object> => {
  const { ResourceServer } = await world.done('CreateResourceServer', newServer(world));
  return { UserPoolId: ResourceServer.UserPoolId, Identifier: ResourceServer.Identifier };
};
const serverOut = holding({ UserPoolId: some.poolId, Identifier: some.text, Name: 'api' });
const noServer = ({ plain: { UserPoolId } }: World): object => ({ UserPoolId, Identifier: 'none' });

/** The link of a new external identity to a new user. */
async function link(world: World, who?: UserRecord): Promise<Record<string, any>> {
  const { username } = who ?? (await world.user());
  const { UserPoolId, ProviderName } = await world.once('linked provider', () => provider()(world));
  return {
    UserPoolId,
    DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: username },
    SourceUser: { ProviderName, ...subject(randomUUID()) },
  };
}

function subject(value: string): object {
  return { ProviderAttributeName: 'Cognito_Subject', ProviderAttributeValue: value };
}

/** External providers, the scopes of other services, and the accounts that belong together. */
export const federationRows: readonly Row[] = [
  succeeds('CreateIdentityProvider', 'with the new provider', (world) => newProvider(world), {
    IdentityProvider: holding(providerOut),
  }),
  refuses('CreateIdentityProvider', 'DuplicateProvider', 'a name that is taken', async (world) =>
    newProvider(world, await provider()(world)),
  ),
  refuses('CreateIdentityProvider', 'InvalidParameter', 'missing details', (world) =>
    newProvider(world, { ProviderDetails: {} }),
  ),
  refuses('CreateIdentityProvider', 'LimitExceeded', 'the 301st provider', async (world) => {
    const { UserPoolId } = await world.place('full', {});
    for (let n = 0; n < 300; n += 1) {
      const id = `${UserPoolId}/P${n}`;
      world.store.identityProviders.put({ id, poolId: UserPoolId, name: `P${n}`, settings: {} } as never);
    }
    return newProvider(world, { UserPoolId });
  }),
  succeeds('DescribeIdentityProvider', 'with the provider', provider(), {
    IdentityProvider: holding(providerOut),
  }),
  refuses('DescribeIdentityProvider', 'ResourceNotFound', 'an unknown provider', noProvider),
  succeeds(
    ...(['UpdateIdentityProvider', 'with the changed provider'] as const),
    provider({ IdpIdentifiers: ['idp-example'] }),
    { IdentityProvider: holding({ ...providerOut, IdpIdentifiers: ['idp-example'] }) },
  ),
  refuses('UpdateIdentityProvider', 'ResourceNotFound', 'an unknown provider', noProvider),
  refuses(
    ...(['UpdateIdentityProvider', 'InvalidParameter', 'a mapping to an unknown attribute'] as const),
    provider({ AttributeMapping: { none: 'x' } }),
  ),
  succeeds('DeleteIdentityProvider', 'with nothing', provider()),
  refuses('DeleteIdentityProvider', 'ResourceNotFound', 'an unknown provider', noProvider),
  succeeds(
    ...(['ListIdentityProviders', 'with the providers'] as const),
    async (world) => {
      const { UserPoolId } = await provider()(world);
      return { UserPoolId };
    },
    { Providers: listing(holding({ ProviderType: 'OIDC' })) },
  ),
  succeeds(
    ...(['GetIdentityProviderByIdentifier', 'with the provider'] as const),
    async (world) => {
      const { UserPoolId } = world.plain;
      const IdpIdentifier = fresh();
      await world.done('CreateIdentityProvider', newProvider(world, { IdpIdentifiers: [IdpIdentifier] }));
      return { UserPoolId, IdpIdentifier };
    },
    { IdentityProvider: holding(providerOut) },
  ),
  refuses(
    ...(['GetIdentityProviderByIdentifier', 'ResourceNotFound', 'an unknown identifier'] as const),
    ({ plain: { UserPoolId } }) => ({ UserPoolId, IdpIdentifier: 'none' }),
  ),
  succeeds('AdminLinkProviderForUser', 'with nothing', (world) => link(world)),
  refuses('AdminLinkProviderForUser', 'UserNotFound', 'an unknown user', async (world) =>
    link(world, { username: 'none' } as UserRecord),
  ),
  refuses('AdminLinkProviderForUser', 'AliasExists', 'an identity of another user', async (world) => {
    const { SourceUser, ...input } = await link(world);
    await world.done('AdminLinkProviderForUser', { ...input, SourceUser });
    return { ...(await link(world)), SourceUser };
  }),
  refuses('AdminLinkProviderForUser', 'InvalidParameter', 'an identity that is linked', async (world) => {
    const input = await link(world);
    await world.done('AdminLinkProviderForUser', input);
    return input;
  }),
  refuses('AdminLinkProviderForUser', 'LimitExceeded', 'the sixth identity', async (world) => {
    const user = await world.user();
    for (let n = 0; n < 5; n += 1) await world.done('AdminLinkProviderForUser', await link(world, user));
    return link(world, user);
  }),
  succeeds('AdminDisableProviderForUser', 'with nothing', async (world) => {
    const { UserPoolId, SourceUser, DestinationUser } = await link(world);
    await world.done('AdminLinkProviderForUser', { UserPoolId, SourceUser, DestinationUser });
    return { UserPoolId, User: SourceUser };
  }),
  refuses('AdminDisableProviderForUser', 'UserNotFound', 'an identity of nobody', async (world) => {
    const { UserPoolId, SourceUser } = await link(world);
    return { UserPoolId, User: SourceUser };
  }),
  succeeds('CreateResourceServer', 'with the new server', newServer, { ResourceServer: serverOut }),
  refuses('CreateResourceServer', 'InvalidParameter', 'an identifier that is taken', async (world) => ({
    ...{ ...newServer(world), ...(await server(world)) },
  })),
  refuses('CreateResourceServer', 'LimitExceeded', 'the 26th server', async (world) => {
    const { UserPoolId } = await world.place('full', {});
    for (let n = 0; n < 25; n += 1) {
      world.store.resourceServers.put({ id: `${UserPoolId}/s${n}`, poolId: UserPoolId, settings: {} });
    }
    return { ...newServer(world), UserPoolId };
  }),
  succeeds('DescribeResourceServer', 'with the server', server, { ResourceServer: serverOut }),
  refuses('DescribeResourceServer', 'ResourceNotFound', 'an unknown server', noServer),
  succeeds(
    ...(['UpdateResourceServer', 'with the changed server'] as const),
    async (world) => ({ ...(await server(world)), Name: 'changed' }),
    { ResourceServer: holding({ Name: 'changed' }) },
  ),
  refuses('UpdateResourceServer', 'ResourceNotFound', 'an unknown server', (world) => ({
    ...{ ...noServer(world), Name: 'x' },
  })),
  succeeds('DeleteResourceServer', 'with nothing', server),
  refuses('DeleteResourceServer', 'ResourceNotFound', 'an unknown server', noServer),
  succeeds(
    ...(['ListResourceServers', 'with the servers'] as const),
    async (world) => {
      await server(world);
      return { UserPoolId: world.plain.UserPoolId, MaxResults: 50 };
    },
    { ResourceServers: listing(holding({ UserPoolId: some.poolId })) },
  ),
  ...domainRows(),
];

function domainRows(): readonly Row[] {
  const domain = async (world: World): Promise<Record<'UserPoolId' | 'Domain', string>> => {
    const input = { UserPoolId: (await world.place(fresh(), {})).UserPoolId, Domain: fresh().toLowerCase() };
    await world.done('CreateUserPoolDomain', input);
    return input;
  };
  const shared = (world: World): ReturnType<typeof domain> => world.once('domain', () => domain(world));
  const none = async (world: World): Promise<object> => ({ ...(await shared(world)), Domain: 'none' });
  const managed = { ManagedLoginVersion: 1 };
  return [
    succeeds(
      ...(['CreateUserPoolDomain', 'with the version of managed login'] as const),
      async (world) => ({
        UserPoolId: (await places.other(world)).UserPoolId,
        Domain: fresh().toLowerCase(),
      }),
      managed,
    ),
    refuses('CreateUserPoolDomain', 'InvalidParameter', 'a domain that is taken', shared),
    refuses('CreateUserPoolDomain', 'FeatureUnavailableInTier', 'what the plan lacks', async (world) => ({
      ...{ UserPoolId: (await places.lite(world)).UserPoolId, Domain: fresh().toLowerCase() },
      ManagedLoginVersion: 2,
    })),
    succeeds(
      ...(['DescribeUserPoolDomain', 'with the domain'] as const),
      async (world) => ({ Domain: (await shared(world)).Domain }),
      { DomainDescription: holding({ UserPoolId: some.poolId, Status: 'ACTIVE' }) },
    ),
    succeeds('DescribeUserPoolDomain', 'with nothing for an unknown one', () => ({ Domain: 'none' }), {
      DomainDescription: {},
    }),
    succeeds(
      ...(['UpdateUserPoolDomain', 'with the version of managed login'] as const),
      async (world) => ({ ...(await shared(world)), ManagedLoginVersion: 2 }),
      { ManagedLoginVersion: 2 },
    ),
    refuses('UpdateUserPoolDomain', 'InvalidParameter', 'an unknown domain', none),
    refuses('UpdateUserPoolDomain', 'FeatureUnavailableInTier', 'what the plan lacks', async (world) => {
      const input = { UserPoolId: (await places.lite(world)).UserPoolId, Domain: fresh().toLowerCase() };
      await world.done('CreateUserPoolDomain', input);
      return { ...input, ManagedLoginVersion: 2 };
    }),
    succeeds('DeleteUserPoolDomain', 'with nothing', domain),
    refuses('DeleteUserPoolDomain', 'InvalidParameter', 'an unknown domain', none),
  ];
}
