import {
  CreateIdentityProviderCommand,
  CreateResourceServerCommand,
  UpdateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { webClient } from './hosted';
import { PoolUnderTest, refusal } from './support';

let pools: PoolUnderTest;
let poolId: string;

beforeAll(async () => {
  pools = await PoolUnderTest.start();
  poolId = await pools.createPool();
  await pools.sdk.send(
    new CreateResourceServerCommand({
      UserPoolId: poolId,
      Identifier: 'api',
      Name: 'API',
      Scopes: [{ ScopeName: 'read', ScopeDescription: 'Reads' }],
    }),
  );
  await pools.sdk.send(
    new CreateIdentityProviderCommand({
      UserPoolId: poolId,
      ProviderName: 'Corp',
      ProviderType: 'SAML',
      ProviderDetails: { MetadataURL: 'https://idp.example/metadata' },
    }),
  );
});
afterAll(() => pools.close());

const machine: Partial<CreateUserPoolClientCommandInput> = {
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['client_credentials'],
  AllowedOAuthScopes: ['api/read'],
};

it.each([
  [
    'every setting',
    {
      ...webClient,
      AllowedOAuthScopes: ['openid', 'api/read'],
      SupportedIdentityProviders: ['COGNITO', 'Corp'],
    },
  ],
  [
    'local addresses without TLS',
    {
      ...webClient,
      CallbackURLs: ['http://localhost:3000/cb', 'http://127.0.0.1/cb', 'http://[::1]:8080/cb'],
    },
  ],
  ["an app's own scheme", { ...webClient, CallbackURLs: ['com.example.app:/signed-in', 'myapp://example'] }],
  [
    'a default among the callbacks',
    {
      ...webClient,
      CallbackURLs: ['https://a.example/', 'https://b.example/'],
      DefaultRedirectURI: 'https://b.example/',
    },
  ],
  ['client credentials with a secret', { ...machine, GenerateSecret: true }],
  ['settings that are switched off', { AllowedOAuthFlows: ['code'], CallbackURLs: ['https://a.example/'] }],
] as const)('a client may have %s', async (_, input) => {
  const client = await pools.createClient(poolId, input as Partial<CreateUserPoolClientCommandInput>);
  const { GenerateSecret, ...settings } = input as Partial<CreateUserPoolClientCommandInput>;
  expect(client).toMatchObject(settings);
  expect(client.ClientSecret !== undefined).toBe(GenerateSecret === true);
});

const callbacks = (...CallbackURLs: string[]) => ({ ...webClient, CallbackURLs });
const invalid = 'InvalidParameterException';

it.each([
  [
    'an unknown scope',
    { ...webClient, AllowedOAuthScopes: ['openid', 'api/write'] },
    'ScopeDoesNotExistException',
    'Invalid scope requested: api/write',
  ],
  [
    'an unknown provider',
    { ...webClient, SupportedIdentityProviders: ['COGNITO', 'Google'] },
    invalid,
    'The provider Google does not exist for User Pool {pool}.',
  ],
  [
    'client credentials beside another flow',
    { ...machine, GenerateSecret: true, AllowedOAuthFlows: ['client_credentials', 'code'] },
    'InvalidOAuthFlowException',
    'client_credentials flow can not be selected along with code flow or implicit flow.',
  ],
  [
    'client credentials without a secret',
    machine,
    'InvalidOAuthFlowException',
    'client_credentials flow can not be selected if client does not have a client secret.',
  ],
  [
    'managed login without flows',
    { ...webClient, AllowedOAuthFlows: [] },
    invalid,
    'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
  ],
  [
    'managed login without scopes',
    { ...webClient, AllowedOAuthScopes: undefined },
    invalid,
    'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
  ],
  [
    'a callback without TLS',
    callbacks('http://app.example/'),
    invalid,
    'http://app.example/ cannot use the HTTP protocol.',
  ],
  [
    'a callback that only begins like a local one',
    callbacks('http://localhost.evil.example/'),
    invalid,
    'http://localhost.evil.example/ cannot use the HTTP protocol.',
  ],
  ['a relative callback', callbacks('/callback'), invalid, '/callback is not an absolute URL.'],
  [
    'a callback with a fragment',
    callbacks('https://app.example/#in'),
    invalid,
    'https://app.example/#in must not have a fragment.',
  ],
  [
    'a callback that is a script',
    callbacks('javascript:alert(1)'),
    invalid,
    'javascript:alert(1) is not a URL to be redirected to.',
  ],
  [
    'a sign-out address without TLS',
    { ...webClient, LogoutURLs: ['http://app.example/'] },
    invalid,
    'http://app.example/ cannot use the HTTP protocol.',
  ],
  [
    'a default that is no callback',
    { ...webClient, DefaultRedirectURI: 'https://other.example/' },
    invalid,
    'DefaultRedirectURI must be one of the CallbackURLs.',
  ],
] as const)('a client may not have %s, when it is made or changed', async (_, input, type, text) => {
  const settings = input as Partial<CreateUserPoolClientCommandInput>;
  const refused = [type, text.replace('{pool}', poolId)];
  expect(await refusal(pools.createClient(poolId, settings))).toEqual(refused);
  const { ClientId } = await pools.createClient(poolId, {
    GenerateSecret: settings.GenerateSecret ?? false,
  });
  const update = new UpdateUserPoolClientCommand({ UserPoolId: poolId, ClientId, ...settings });
  expect(await refusal(pools.sdk.send(update))).toEqual(refused);
});
