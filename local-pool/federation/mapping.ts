import { invalidParameter, notAuthorized } from '../auth/refusals';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { checkAttributes, checkWritable, contactAttributes, missingRequired } from '../users/attributes';
import { isPoolsOwn } from '../users/schema';
import { subjectClaim } from './providers';
import type { IdentityProviderRecord } from './records';

/** What a provider says about somebody. */
export type ProviderClaims = Readonly<Record<string, string>>;

/** Somebody as a provider presents him. */
export interface ExternalAccount {
  readonly provider: IdentityProviderRecord;
  /** The provider's own id of the account. */
  readonly subject: string;
  /** Values of the pool's attributes by the provider's AttributeMapping, without blank ones. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads a provider's answer.
 *
 * @throws PoolError NotAuthorizedException when it does not say whom it is about
 */
export function accountFrom(provider: IdentityProviderRecord, claims: ProviderClaims): ExternalAccount {
  const { ProviderType = 'OIDC', AttributeMapping } = provider.settings;
  const claim = AttributeMapping?.['username'] ?? subjectClaim(ProviderType);
  const subject = claims[claim];
  if (!subject) throw notAuthorized(`The provider's answer has no ${claim}.`);
  return { provider, subject, values: mappedValues(provider, claims) };
}

/** Values of the pool's attributes out of a provider's claims; what is not mapped or blank is left out. */
export function mappedValues(
  { settings }: IdentityProviderRecord,
  claims: ProviderClaims,
): ExternalAccount['values'] {
  const values = Object.entries(settings.AttributeMapping ?? {}).flatMap(
    ([attribute, claim]): [string, string][] => {
      const value = attribute === 'username' ? undefined : claims[claim];
      return value ? [[attribute, value]] : [];
    },
  );
  return Object.fromEntries(values);
}

/**
 * The attributes of a user after signing in with a provider. A new e-mail address or phone number is unverified unless the
 * provider vouches for it by a mapped `*_verified`.
 *
 * @param before undefined for a new user
 * @throws PoolError InvalidParameterException (a value the schema refuses, an immutable attribute that changes, a required one that is
 *   missing), NotAuthorizedException for an attribute that is not the client's to write
 */
export function mappedAttributes(
  pool: PoolRecord,
  client: ClientRecord,
  { values }: Pick<ExternalAccount, 'values'>,
  before: UserRecord | undefined,
): Readonly<Record<string, string>> {
  const names = Object.keys(values);
  checkWritable(
    pool,
    client,
    names.filter((name) => !isPoolsOwn(name)),
  );
  // A mapped attribute is written at every sign-in, so an immutable one fails even with the value it has.
  checkAttributes(pool, values, before === undefined);
  const attributes: Record<string, string> = { ...before?.attributes, ...values };
  for (const name of contactAttributes) {
    const changed = attributes[name] !== undefined && attributes[name] !== before?.attributes[name];
    if (changed && values[`${name}_verified`] === undefined) attributes[`${name}_verified`] = 'false';
  }
  if (before === undefined) requireAll(pool, attributes);
  return attributes;
}

/** @throws PoolError InvalidParameterException in the words of managed login */
function requireAll(pool: PoolRecord, attributes: Readonly<Record<string, string>>): void {
  const missing = missingRequired(pool, attributes);
  if (missing.length > 0) throw invalidParameter(`attributes required: [${missing.join(', ')}]`);
}
