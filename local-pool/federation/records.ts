import type {
  DomainDescriptionType,
  IdentityProviderType,
  ResourceServerType,
} from '@aws-sdk/client-cognito-identity-provider';

/** An external provider, pretended by the pool itself. */
export interface IdentityProviderRecord {
  /** `<poolId>/<name>` */
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly settings: Omit<
    IdentityProviderType,
    'UserPoolId' | 'ProviderName' | 'CreationDate' | 'LastModifiedDate'
  >;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A resource server with its scopes. */
export interface ResourceServerRecord {
  /** `<poolId>/<identifier>` */
  readonly id: string;
  readonly poolId: string;
  readonly settings: Omit<ResourceServerType, 'UserPoolId'>;
}

/** A domain of managed login. */
export interface DomainRecord {
  /** The domain: unique over all pools. */
  readonly id: string;
  readonly poolId: string;
  readonly settings: Omit<DomainDescriptionType, 'UserPoolId'>;
}
