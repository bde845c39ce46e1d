import { randomUUID } from 'node:crypto';
import { userDisabled } from '../auth/refusals';
import type { Caller, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, FederatedIdentity, PoolRecord, UserRecord } from '../store/records';
import { inboundFederation } from '../triggers/inbound-federation';
import { postConfirmation } from '../triggers/post-confirmation';
import { preSignUp, type SignUpDecision } from '../triggers/pre-sign-up';
import { checkVerifiable } from '../users/attributes';
import { findUser } from '../users/find-user';
import { newUser } from '../users/new-user';
import { putAttributes } from '../users/put-attributes';
import { identityKey, subjectAttribute, withIdentities, type IdentityName } from './identities';
import {
  accountFrom,
  mappedAttributes,
  mappedValues,
  type ExternalAccount,
  type ProviderClaims,
} from './mapping';
import { providerType } from './providers';
import type { IdentityProviderRecord } from './records';

/** Somebody who comes back from a provider. */
export interface FederatedSignIn {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  readonly provider: IdentityProviderRecord;
  readonly claims: ProviderClaims;
  readonly caller: Caller;
}

/**
 * Signs in with what an external provider says: as the user the account is linked to or was made into, or as a new one. Mapped
 * attributes are written every time.
 *
 * @throws PoolError NotAuthorizedException (disabled, an attribute that is not the client's to write), InvalidParameterException
 *   (attributes), UsernameExistsException (a user of that name who has nothing to do with the account); as the triggers
 */
export async function federatedSignIn(context: PoolContext, signIn: FederatedSignIn): Promise<UserRecord> {
  const account = await accountOf(context, signIn);
  const known = userOf(context, signIn.pool, account);
  return known ? refresh(context, signIn, account, known) : create(context, signIn, account);
}

/** What the provider says, as the trigger for that wants it. */
async function accountOf(
  context: PoolContext,
  { pool, client, provider, claims }: FederatedSignIn,
): Promise<ExternalAccount> {
  const said = accountFrom(provider, claims);
  const { ProviderType = 'OIDC' } = provider.settings;
  const changed = await inboundFederation(context, {
    pool,
    call: { client },
    userName: userOf(context, pool, said)?.username ?? userNameOf(said),
    providerName: provider.name,
    providerType: ProviderType,
    attributes: ProviderType === 'SAML' ? { samlResponse: claims } : { idToken: claims, userInfo: claims },
  });
  // Whom it is about is not the trigger's to change.
  return changed ? { ...said, values: mappedValues(provider, changed) } : said;
}

/** The user that an account signs in as: by its subject, or by an attribute it was linked by. */
function userOf(
  context: PoolContext,
  pool: PoolRecord,
  { provider, subject, values }: ExternalAccount,
): UserRecord | undefined {
  const names: IdentityName[] = [
    { provider: provider.name, attribute: subjectAttribute, value: subject },
    ...Object.entries(values).map(([attribute, value]) => ({ provider: provider.name, attribute, value })),
  ];
  for (const name of names) {
    const [user] = context.store.users.by('identity', identityKey(pool.id, name));
    if (user) return user;
  }
  return undefined;
}

function refresh(
  context: PoolContext,
  { pool, client }: FederatedSignIn,
  account: ExternalAccount,
  before: UserRecord,
): UserRecord {
  if (!before.enabled) throw userDisabled();
  const attributes = mappedAttributes(pool, client, account, before);
  const user = putAttributes(context, before, { attributes, pendingAttributes: before.pendingAttributes });
  const known = withSubject(context, user, account);
  context.store.users.put(known);
  return known;
}

/** An account that was linked by another attribute is known by its subject from its first sign-in on. */
function withSubject(
  context: PoolContext,
  user: UserRecord,
  { provider, subject, values }: ExternalAccount,
): UserRecord {
  const identities = (user.identities ?? []).map((identity): FederatedIdentity => {
    const meant = identity.provider === provider.name && values[identity.attribute] === identity.value;
    return meant ? { ...identity, attribute: subjectAttribute, value: subject } : identity;
  });
  return withIdentities(user, identities, providerType(context, user.poolId));
}

async function create(
  context: PoolContext,
  { pool, client }: FederatedSignIn,
  account: ExternalAccount,
): Promise<UserRecord> {
  const { provider, subject } = account;
  const given = mappedAttributes(pool, client, account, undefined);
  const username = userNameOf(account);
  checkNew(context, pool, account, username);
  const call = { client };
  const source = 'PreSignUp_ExternalProvider';
  const decision = await preSignUp(context, { pool, source, username, attributes: given, call });
  // The trigger may have linked the account to somebody: as on AWS that counts from the next sign-in on.
  checkNew(context, pool, account, username);
  const made = newUser(context, pool, {
    sub: randomUUID(),
    username,
    attributes: withVerified(given, decision),
    status: 'EXTERNAL_PROVIDER',
    password: undefined,
  });
  const identity: FederatedIdentity = {
    provider: provider.name,
    attribute: subjectAttribute,
    value: subject,
    primary: true,
    createdAt: context.clock.now(),
  };
  const user = withIdentities(
    { ...made, groups: [groupOf(context, pool, provider)] },
    [identity],
    providerType(context, pool.id),
  );
  context.store.users.put(user);
  await postConfirmation(context, { pool, user }, 'PostConfirmation_ConfirmSignUp', call);
  return user;
}

/** @throws PoolError UsernameExistsException */
function checkNew(context: PoolContext, pool: PoolRecord, account: ExternalAccount, username: string): void {
  if (!userOf(context, pool, account) && !findUser(context, pool, username)) return;
  throw new PoolError('UsernameExistsException', `Already found an entry for username ${username}`);
}

/** No alias moves: that of a user who came from a provider does not sign in. */
function withVerified(
  attributes: UserRecord['attributes'],
  { verify }: SignUpDecision,
): UserRecord['attributes'] {
  const verified = Object.fromEntries(verify.map((name) => [`${name}_verified`, 'true']));
  checkVerifiable(verified, attributes);
  return { ...attributes, ...verified };
}

function userNameOf({ provider, subject }: ExternalAccount): string {
  return `${provider.name}_${subject}`;
}

/** The group of everybody who signs in with a provider; made for the first of them. */
function groupOf(context: PoolContext, pool: PoolRecord, provider: IdentityProviderRecord): string {
  const name = `${pool.id}_${provider.name}`;
  const { groups } = context.store;
  const id = `${pool.id}/${name}`;
  const now = context.clock.now();
  if (!groups.get(id)) {
    const description = `Autogenerated group for users who sign in using ${provider.name}`;
    groups.put({ id, poolId: pool.id, name, description, createdAt: now, updatedAt: now });
  }
  return name;
}
