import {
  AdminLinkProviderForUserCommand,
  CreateIdentityProviderCommand,
  type CreateIdentityProviderCommandInput,
  type CreateUserPoolClientCommandInput,
  type CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPoolOptions } from '../start';
import type { UserRecord } from '../store/records';
import { Hosted, webClient, type Parameters } from './hosted';

/** A pool with providers of every kind and a client that offers them. */
export class Federation {
  private constructor(
    readonly hosted: Hosted,
    readonly poolId: string,
    readonly clientId: string,
  ) {}

  static async start(
    pool: Partial<CreateUserPoolCommandInput> = {},
    mapping: Record<string, string> = { email: 'email', name: 'name' },
    options: Partial<LocalPoolOptions> = {},
  ): Promise<Federation> {
    const hosted = await Hosted.start(pool, options);
    const { poolId } = hosted;
    const google = { client_id: 'id', client_secret: 'secret', authorize_scopes: 'openid' };
    await createProvider(
      hosted,
      { ProviderName: 'Google', ProviderType: 'Google', ProviderDetails: google },
      mapping,
    );
    await createProvider(
      hosted,
      { ProviderName: 'Facebook', ProviderType: 'Facebook', ProviderDetails: google },
      mapping,
    );
    await createProvider(hosted, { ProviderName: 'Corp', IdpIdentifiers: ['corp.example'] }, mapping);
    const saml = { MetadataURL: 'https://idp.example/metadata' };
    const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';
    await createProvider(
      hosted,
      { ProviderName: 'Adfs', ProviderType: 'SAML', ProviderDetails: saml },
      { email: `${claims}emailaddress`, name: `${claims}name` },
    );
    const client = await hosted.pools.createClient(poolId, {
      ...webClient,
      SupportedIdentityProviders: ['COGNITO', 'Google', 'Facebook', 'Corp', 'Adfs'],
      WriteAttributes: ['email', 'name', 'phone_number', 'custom:dept', 'custom:fixed'].filter((name) =>
        hosted.pools.pool(poolId).schema.some(({ Name }) => Name === name),
      ),
    });
    return new Federation(hosted, poolId, client.ClientId);
  }

  /** A client with other settings than the one that offers everything. */
  async client(changes: Partial<CreateUserPoolClientCommandInput>): Promise<string> {
    const { ClientId } = await this.hosted.pools.createClient(this.poolId, { ...webClient, ...changes });
    return ClientId;
  }

  /** Signs in with a provider by its page. @returns where the browser was sent */
  async signIn(identity_provider: string, account: Parameters, changes: Parameters = {}): Promise<URL> {
    const browser = this.hosted.browser();
    await browser.open(
      this.hosted.authorizePath({ client_id: this.clientId, identity_provider, ...changes }),
    );
    const answer = await browser.submit(account);
    if (answer.location === '')
      throw new Error(`${answer.status} ${browser.heading()}: ${browser.message()}`);
    return new URL(answer.location);
  }

  /** Signs in and exchanges the code. */
  async tokens(
    provider: string,
    account: Parameters,
  ): Promise<Record<'id_token' | 'access_token' | 'refresh_token', string>> {
    const location = await this.signIn(provider, account);
    const code = location.searchParams.get('code') ?? '';
    const { body } = await this.hosted.redeem(code, { client_id: this.clientId });
    return body as Record<'id_token' | 'access_token' | 'refresh_token', string>;
  }

  user(username: string): UserRecord {
    const { users } = this.hosted.pools.context.store;
    const user = [...users.by('pool', this.poolId)].find((candidate) => candidate.username === username);
    if (!user) throw new Error(`There is no user ${username}`);
    return user;
  }

  link(destination: readonly [string, string], source: readonly [string, string, string]): Promise<object> {
    return this.hosted.pools.sdk.send(
      new AdminLinkProviderForUserCommand({
        UserPoolId: this.poolId,
        DestinationUser: { ProviderName: destination[0], ProviderAttributeValue: destination[1] },
        SourceUser: {
          ProviderName: source[0],
          ProviderAttributeName: source[1],
          ProviderAttributeValue: source[2],
        },
      }),
    );
  }
}

async function createProvider(
  hosted: Hosted,
  changes: Partial<CreateIdentityProviderCommandInput>,
  AttributeMapping: Record<string, string>,
): Promise<void> {
  await hosted.pools.sdk.send(
    new CreateIdentityProviderCommand({
      UserPoolId: hosted.poolId,
      ProviderName: 'Corp',
      ProviderType: 'OIDC',
      ProviderDetails: {
        client_id: 'id',
        attributes_request_method: 'GET',
        oidc_issuer: 'https://idp.example',
        authorize_scopes: 'openid',
      },
      AttributeMapping,
      ...changes,
    }),
  );
}
