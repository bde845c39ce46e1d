import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { holding, some } from '../shown';
import type { World } from '../world';

const newClient = ({ plain: { UserPoolId } }: World, settings: object = {}): object => ({
  ...{ UserPoolId, ClientName: 'row', ...settings },
});
/** A client that the row may change. */
async function spare(world: World, settings: object = {}): Promise<{ UserPoolId: string; ClientId: string }> {
  const { UserPoolClient } = await world.done('CreateUserPoolClient', newClient(world, settings));
  return { UserPoolId: world.plain.UserPoolId, ClientId: UserPoolClient.ClientId };
}
const confidential = (world: World): Promise<{ UserPoolId: string; ClientId: string }> =>
  spare(world, { GenerateSecret: true });

async function secretsOf(world: World, client: object): Promise<{ ClientSecretId: string }[]> {
  return (await world.done('ListUserPoolClientSecrets', client))['ClientSecrets'];
}

const described = {
  ...{ UserPoolId: some.poolId, ClientId: some.clientId, ClientName: 'row', RefreshTokenValidity: 30 },
  ...{ CreationDate: some.time, LastModifiedDate: some.time, EnableTokenRevocation: true },
};
const secretId = expect.stringMatching(/^[0-9a-z]{26}--\d+$/u) as string;
const oauth = (changes: object): object => ({
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid'],
  CallbackURLs: ['https://app.example/'],
  ...changes,
});
const badFlow = oauth({ AllowedOAuthFlows: ['client_credentials'] });
const badScope = oauth({ AllowedOAuthScopes: ['none/none'] });
const badTier = { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] };

async function ofLite(world: World): Promise<{ UserPoolId: string; ClientId: string }> {
  const { UserPoolId, ClientId } = await places.lite(world);
  return { UserPoolId, ClientId };
}

/** App clients and their secrets. */
export const clientRows: readonly Row[] = [
  succeeds('CreateUserPoolClient', 'with the new client', newClient, { UserPoolClient: holding(described) }),
  succeeds(
    ...(['CreateUserPoolClient', 'with a secret when asked for'] as const),
    (world) => newClient(world, { GenerateSecret: true }),
    { UserPoolClient: holding({ ClientSecret: expect.stringMatching(/^\w{24,64}$/u) as string }) },
  ),
  refuses('CreateUserPoolClient', 'InvalidParameter', 'a life beyond the limits', (world) =>
    newClient(world, { AccessTokenValidity: 25 }),
  ),
  refuses('CreateUserPoolClient', 'InvalidOAuthFlow', 'client credentials without a secret', (world) =>
    newClient(world, badFlow),
  ),
  refuses('CreateUserPoolClient', 'ScopeDoesNotExist', 'a scope of no resource server', (world) =>
    newClient(world, badScope),
  ),
  refuses('CreateUserPoolClient', 'FeatureUnavailableInTier', 'what the plan lacks', async (world) =>
    newClient(world, { ...badTier, UserPoolId: (await ofLite(world)).UserPoolId }),
  ),
  succeeds('DescribeUserPoolClient', 'with the client', spare, { UserPoolClient: holding(described) }),
  succeeds(
    ...(['UpdateUserPoolClient', 'with the changed client'] as const),
    async (world) => ({ ...(await spare(world)), ClientName: 'changed' }),
    { UserPoolClient: holding({ ...described, ClientName: 'changed' }) },
  ),
  refuses(
    'UpdateUserPoolClient',
    'InvalidOAuthFlow',
    'client credentials without a secret',
    async (world) => ({
      ...(await spare(world)),
      ...badFlow,
    }),
  ),
  refuses('UpdateUserPoolClient', 'ScopeDoesNotExist', 'a scope of no resource server', async (world) => ({
    ...(await spare(world)),
    ...badScope,
  })),
  refuses('UpdateUserPoolClient', 'FeatureUnavailableInTier', 'what the plan lacks', async (world) => ({
    ...(await ofLite(world)),
    ...badTier,
  })),
  succeeds('DeleteUserPoolClient', 'with nothing', spare),
  refuses('DeleteUserPoolClient', 'ResourceNotFound', 'a client that was deleted', async (world) => {
    const client = await spare(world);
    await world.done('DeleteUserPoolClient', client);
    return client;
  }),
  succeeds(
    ...(['ListUserPoolClients', 'with a page and a cursor'] as const),
    ({ plain: { UserPoolId } }) => ({ UserPoolId, MaxResults: 1 }),
    {
      UserPoolClients: [{ ClientId: some.clientId, UserPoolId: some.poolId, ClientName: some.text }],
      NextToken: some.text,
    },
  ),
  succeeds('AddUserPoolClientSecret', 'with the new secret', confidential, {
    ClientSecretDescriptor: {
      ...{ ClientSecretId: secretId, ClientSecretValue: some.text, ClientSecretCreateDate: some.time },
    },
  }),
  refuses('AddUserPoolClientSecret', 'InvalidParameter', 'a public client', (world) => spare(world)),
  refuses('AddUserPoolClientSecret', 'LimitExceeded', 'a third secret', async (world) => {
    const client = await confidential(world);
    await world.done('AddUserPoolClientSecret', client);
    return client;
  }),
  succeeds('ListUserPoolClientSecrets', 'with the ids of the secrets', confidential, {
    ClientSecrets: [{ ClientSecretId: secretId, ClientSecretCreateDate: some.time }],
  }),
  succeeds('DeleteUserPoolClientSecret', 'with nothing', async (world) => {
    const client = await confidential(world);
    await world.done('AddUserPoolClientSecret', client);
    return { ...client, ClientSecretId: (await secretsOf(world, client))[0]!.ClientSecretId };
  }),
  refuses('DeleteUserPoolClientSecret', 'InvalidParameter', 'the last secret', async (world) => {
    const client = await confidential(world);
    return { ...client, ClientSecretId: (await secretsOf(world, client))[0]!.ClientSecretId };
  }),
  refuses('DeleteUserPoolClientSecret', 'ResourceNotFound', 'an unknown secret', async (world) => {
    const client = await confidential(world);
    return { ...client, ClientSecretId: `${client.ClientId}--0` };
  }),
];
