import type { FederatedIdentity, UserRecord } from '../store/records';

/** The attribute name that stands for a provider's own id of an account: `sub`, `id`, `user_id` or NameID. */
export const subjectAttribute = 'Cognito_Subject';

/** What an external identity is found by. */
export type IdentityName = Pick<FederatedIdentity, 'provider' | 'attribute' | 'value'>;

/** One entry of the attribute and claim `identities`; everything is a string but the issuer, which is always null. */
interface IdentityOut {
  readonly userId: string;
  readonly providerName: string;
  readonly providerType: string;
  readonly issuer: null;
  readonly primary: 'true' | 'false';
  readonly dateCreated: string;
}

/** A key of the users' index `identity`. Neither part before the value can hold a line break. */
export function identityKey(poolId: string, { provider, attribute, value }: IdentityName): string {
  return [poolId, provider, attribute, value].join('\n');
}

/** Every key of the index `identity` that leads to this user. */
export function identityKeysOf(user: UserRecord): readonly string[] {
  return (user.identities ?? []).map((identity) => identityKey(user.poolId, identity));
}

/** True for a user who was made by signing in with an external provider, as opposed to one it was linked to. */
export function isFederatedProfile({ identities }: Pick<UserRecord, 'identities'>): boolean {
  return identities?.some(({ primary }) => primary) ?? false;
}

/**
 * The user with other external identities; the attribute `identities` says the same.
 *
 * @param typeOf a provider's type by its name
 */
export function withIdentities(
  user: UserRecord,
  identities: readonly FederatedIdentity[],
  typeOf: (provider: string) => string,
): UserRecord {
  const attributes = Object.fromEntries(
    Object.entries(user.attributes).filter(([name]) => name !== 'identities'),
  );
  if (identities.length === 0) return { ...user, attributes, identities };
  const out = identities.map((identity) => identityOut(identity, typeOf(identity.provider)));
  return { ...user, attributes: { ...attributes, identities: JSON.stringify(out) }, identities };
}

function identityOut(
  { provider, value, primary, createdAt }: FederatedIdentity,
  providerType: string,
): IdentityOut {
  return {
    userId: value,
    providerName: provider,
    providerType,
    issuer: null,
    primary: primary ? 'true' : 'false',
    dateCreated: String(createdAt),
  };
}
