import type { IdentityProviderTypeType } from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, PoolRecord } from '../store/records';
import type { IdentityProviderRecord } from './records';

/** The name under which clients list the pool's own users. */
export const localProvider = 'COGNITO';

type Details = Readonly<Record<string, string>>;

/** What a kind of provider needs to be told, and what Cognito adds to it (SDK, CreateIdentityProviderRequest.ProviderDetails). */
interface ProviderKind {
  /** Each entry lists alternatives, of which one must be given. */
  readonly required: readonly (readonly string[])[];
  readonly added: Details;
  /** The claim that holds the provider's id of an account. */
  readonly subject: string;
}

const oauthClient = [['client_id'], ['client_secret'], ['authorize_scopes']];

const kinds: Readonly<Record<IdentityProviderTypeType, ProviderKind>> = {
  Google: {
    required: oauthClient,
    subject: 'sub',
    added: {
      attributes_url: 'https://people.googleapis.com/v1/people/me?personFields=',
      attributes_url_add_attributes: 'true',
      authorize_url: 'https://accounts.google.com/o/oauth2/v2/auth',
      oidc_issuer: 'https://accounts.google.com',
      token_request_method: 'POST',
      token_url: 'https://www.googleapis.com/oauth2/v4/token',
    },
  },
  Facebook: {
    required: oauthClient,
    subject: 'id',
    added: {
      attributes_url: 'https://graph.facebook.com/v17.0/me?fields=',
      attributes_url_add_attributes: 'true',
      authorize_url: 'https://www.facebook.com/v17.0/dialog/oauth',
      token_request_method: 'GET',
      token_url: 'https://graph.facebook.com/v17.0/oauth/access_token',
    },
  },
  LoginWithAmazon: {
    required: oauthClient,
    subject: 'user_id',
    added: {
      attributes_url: 'https://api.amazon.com/user/profile',
      attributes_url_add_attributes: 'false',
      authorize_url: 'https://www.amazon.com/ap/oa',
      token_request_method: 'POST',
      token_url: 'https://api.amazon.com/auth/o2/token',
    },
  },
  SignInWithApple: {
    required: [['client_id'], ['team_id'], ['key_id'], ['private_key'], ['authorize_scopes']],
    subject: 'sub',
    added: {
      attributes_url_add_attributes: 'false',
      authorize_url: 'https://appleid.apple.com/auth/authorize',
      oidc_issuer: 'https://appleid.apple.com',
      token_request_method: 'POST',
      token_url: 'https://appleid.apple.com/auth/token',
    },
  },
  OIDC: {
    required: [['client_id'], ['attributes_request_method'], ['oidc_issuer'], ['authorize_scopes']],
    subject: 'sub',
    added: { attributes_url_add_attributes: 'false' },
  },
  SAML: { required: [['MetadataURL', 'MetadataFile']], subject: 'NameID', added: {} },
};

/** True for the providers whose name is their type: a pool has one of each at most. */
export function isSocial(type: string): boolean {
  return type in kinds && type !== 'OIDC' && type !== 'SAML';
}

/** The claim that holds the provider's id of an account. */
export function subjectClaim(type: IdentityProviderTypeType): string {
  return kinds[type].subject;
}

/**
 * Details as they are kept and described: what was given with what Cognito adds by itself. Apple's key is never shown again.
 *
 * @throws PoolError InvalidParameterException when something this kind of provider needs is missing
 */
export function providerDetails(type: IdentityProviderTypeType, given: Details): Details {
  const { required, added } = kinds[type];
  const missing = required.find((names) => !names.some((name) => given[name]));
  if (missing) {
    throw invalidParameter(
      `The provider details must have ${missing.join(' or ')} for a provider of type ${type}.`,
    );
  }
  const { private_key: secret, ...shown } = given;
  return { ...added, ...(secret === undefined ? given : shown) };
}

/** @throws PoolError ResourceNotFoundException */
export function requireProvider(
  context: PoolContext,
  pool: PoolRecord,
  name: string | undefined,
): IdentityProviderRecord {
  const provider = context.store.identityProviders.get(`${pool.id}/${name ?? ''}`);
  if (provider) return provider;
  throw new PoolError('ResourceNotFoundException', `Identity provider ${name ?? ''} does not exist.`);
}

/** A provider by one of its identifiers. */
export function providerByIdentifier(
  context: PoolContext,
  poolId: string,
  identifier: string,
): IdentityProviderRecord | undefined {
  return context.store.identityProviders
    .by('pool', poolId)
    .find(({ settings }) => settings.IdpIdentifiers?.includes(identifier));
}

/** A provider's type by its name, for the attribute `identities`; the name itself when the provider is gone. */
export function providerType(context: PoolContext, poolId: string): (provider: string) => string {
  return (provider) =>
    context.store.identityProviders.get(`${poolId}/${provider}`)?.settings.ProviderType ?? provider;
}

/** The external providers that a client offers, those that still exist, in the client's order. */
export function providersOf(context: PoolContext, client: ClientRecord): readonly IdentityProviderRecord[] {
  return (client.settings.SupportedIdentityProviders ?? [])
    .map((name) => context.store.identityProviders.get(`${client.poolId}/${name}`))
    .filter((provider) => provider !== undefined);
}

/** Whether a client offers the pool's own users. One that lists nothing does. */
export function offersLocalUsers({ settings }: ClientRecord): boolean {
  return settings.SupportedIdentityProviders?.includes(localProvider) ?? true;
}
