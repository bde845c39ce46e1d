import type {
  AdminDisableProviderForUserCommandInput,
  AdminLinkProviderForUserCommandInput,
  ProviderUserIdentifierType,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter, missingParameter, userNotFound } from '../auth/refusals';
import {
  identityKey,
  isFederatedProfile,
  subjectAttribute,
  withIdentities,
  type IdentityName,
} from '../federation/identities';
import { isSocial, localProvider, providerType, requireProvider } from '../federation/providers';
import type { OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { PoolRecord, UserRecord } from '../store/records';
import { findUser } from '../users/find-user';

/** Quota of the service, the account a federated user was made from included. */
const maxIdentities = 5;

function adminLinkProviderForUser(input: AdminLinkProviderForUserCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  const name = sourceOf(context, pool, input.SourceUser);
  const destination = destinationOf(context, pool, input.DestinationUser);
  checkFree(context, pool, name, destination);
  const identities = destination.identities ?? [];
  if (identities.length >= maxIdentities) {
    throw new PoolError(
      'LimitExceededException',
      `A user can have at most ${maxIdentities} linked identities.`,
    );
  }
  const now = context.clock.now();
  const linked = [...identities, { ...name, primary: false, createdAt: now }];
  context.store.users.put({
    ...withIdentities(destination, linked, providerType(context, pool.id)),
    updatedAt: now,
  });
  return {};
}

/** Takes a linked identity from its user; for one of the pool's own users, the password. */
function adminDisableProviderForUser(
  input: AdminDisableProviderForUserCommandInput,
  context: PoolContext,
): object {
  const pool = requirePool(context, input.UserPoolId);
  if (isLocal(input.User)) {
    disablePassword(context, pool, input.User);
    return {};
  }
  const name = sourceOf(context, pool, input.User);
  const [user] = context.store.users.by('identity', identityKey(pool.id, name));
  if (!user) throw userNotFound();
  const key = identityKey(pool.id, name);
  const identities = (user.identities ?? []).filter((identity) => identityKey(pool.id, identity) !== key);
  context.store.users.put({
    ...withIdentities(user, identities, providerType(context, pool.id)),
    updatedAt: context.clock.now(),
  });
  return {};
}

/** Links between users and external identities. */
export const providerLinkOperations = {
  AdminLinkProviderForUser: adminLinkProviderForUser,
  AdminDisableProviderForUser: adminDisableProviderForUser,
} satisfies OperationTable;

function isLocal(identifier: ProviderUserIdentifierType | undefined): boolean {
  return identifier?.ProviderName?.toUpperCase() === localProvider;
}

/**
 * An external identity as a caller names it.
 *
 * @throws PoolError InvalidParameterException, ResourceNotFoundException for a provider that the pool does not have
 */
function sourceOf(
  context: PoolContext,
  pool: PoolRecord,
  identifier: ProviderUserIdentifierType | undefined,
): IdentityName {
  const { ProviderName, ProviderAttributeName: attribute, ProviderAttributeValue: value } = identifier ?? {};
  if (!ProviderName) throw missingParameter('ProviderName');
  if (!attribute) throw missingParameter('ProviderAttributeName');
  if (!value) throw missingParameter('ProviderAttributeValue');
  if (isLocal(identifier)) throw invalidParameter('The source user must belong to an external provider.');
  const { name, settings } = requireProvider(context, pool, ProviderName);
  if (attribute === subjectAttribute) return { provider: name, attribute, value };
  if (isSocial(settings.ProviderType ?? '')) {
    throw invalidParameter(`ProviderAttributeName must be ${subjectAttribute} for ${name}.`);
  }
  if (attribute === 'username' || settings.AttributeMapping?.[attribute] === undefined) {
    throw invalidParameter(`ProviderAttributeName ${attribute} is not a mapped attribute of ${name}.`);
  }
  return { provider: name, attribute, value };
}

/** @throws PoolError UserNotFoundException */
function destinationOf(
  context: PoolContext,
  pool: PoolRecord,
  identifier: ProviderUserIdentifierType | undefined,
): UserRecord {
  const { ProviderName, ProviderAttributeValue: value } = identifier ?? {};
  if (!ProviderName) throw missingParameter('ProviderName');
  if (!value) throw missingParameter('ProviderAttributeValue');
  const name = { provider: ProviderName, attribute: subjectAttribute, value };
  const user = isLocal(identifier)
    ? findUser(context, pool, value)
    : context.store.users.by('identity', identityKey(pool.id, name))[0];
  if (!user) throw userNotFound();
  return user;
}

/** @throws PoolError InvalidParameterException, AliasExistsException when the identity signs in as somebody already */
function checkFree(
  context: PoolContext,
  pool: PoolRecord,
  name: IdentityName,
  destination: UserRecord,
): void {
  const [owner] = context.store.users.by('identity', identityKey(pool.id, name));
  if (!owner) return;
  if (owner.sub === destination.sub)
    throw invalidParameter('SourceUser is already linked to DestinationUser');
  if (isFederatedProfile(owner)) {
    throw invalidParameter('Merging is not currently supported, please create a link first.');
  }
  throw new PoolError('AliasExistsException', 'SourceUser is already linked to another user.');
}

/** Only an external identity, if there is one, signs in as this user from now on; an administrator can set a new password. */
function disablePassword(
  context: PoolContext,
  pool: PoolRecord,
  identifier: ProviderUserIdentifierType | undefined,
): void {
  if (identifier?.ProviderAttributeName !== subjectAttribute) {
    throw invalidParameter(`ProviderAttributeName must be ${subjectAttribute} for ${localProvider}.`);
  }
  const { password, temporaryPasswordSetAt, ...user } = destinationOf(context, pool, identifier);
  if (password === undefined && temporaryPasswordSetAt === undefined) return;
  context.store.users.put({ ...user, status: 'EXTERNAL_PROVIDER', updatedAt: context.clock.now() });
}
