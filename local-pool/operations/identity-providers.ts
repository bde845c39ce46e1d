import type {
  CreateIdentityProviderCommandInput,
  CreateIdentityProviderCommandOutput,
  DeleteIdentityProviderCommandInput,
  DescribeIdentityProviderCommandInput,
  DescribeIdentityProviderCommandOutput,
  GetIdentityProviderByIdentifierCommandInput,
  GetIdentityProviderByIdentifierCommandOutput,
  IdentityProviderType,
  ListIdentityProvidersCommandInput,
  ListIdentityProvidersCommandOutput,
  UpdateIdentityProviderCommandInput,
  UpdateIdentityProviderCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import {
  isSocial,
  localProvider,
  providerByIdentifier,
  providerDetails,
  requireProvider,
  subjectClaim,
} from '../federation/providers';
import type { IdentityProviderRecord } from '../federation/records';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { PoolRecord } from '../store/records';
import { takePage } from './cursor';

/** Quota of the service. */
const maxProviders = 300;

const createIdentityProvider: Operation<
  CreateIdentityProviderCommandInput,
  CreateIdentityProviderCommandOutput
> = (input, context) => {
  const pool = requirePool(context, input.UserPoolId);
  const name = input.ProviderName ?? '';
  const type = input.ProviderType ?? 'OIDC';
  checkName(name, type);
  const { identityProviders } = context.store;
  const id = `${pool.id}/${name}`;
  if (identityProviders.get(id)) {
    throw new PoolError(
      'DuplicateProviderException',
      `A provider ${name} already exists for User Pool ${pool.id}.`,
    );
  }
  if (identityProviders.count('pool', pool.id) >= maxProviders) {
    throw new PoolError(
      'LimitExceededException',
      `A user pool can have at most ${maxProviders} identity providers.`,
    );
  }
  checkMapping(pool, input.AttributeMapping);
  checkIdentifiers(context, pool, name, input.IdpIdentifiers);
  const now = context.clock.now();
  const provider: IdentityProviderRecord = {
    id,
    poolId: pool.id,
    name,
    settings: {
      ProviderType: type,
      ProviderDetails: providerDetails(type, input.ProviderDetails ?? {}),
      AttributeMapping: { username: subjectClaim(type), ...input.AttributeMapping },
      IdpIdentifiers: input.IdpIdentifiers ?? [],
    },
    createdAt: now,
    updatedAt: now,
  };
  identityProviders.put(provider);
  return { IdentityProvider: providerOut(provider) };
};

const describeIdentityProvider: Operation<
  DescribeIdentityProviderCommandInput,
  DescribeIdentityProviderCommandOutput
> = (input, context) => {
  const pool = requirePool(context, input.UserPoolId);
  return { IdentityProvider: providerOut(requireProvider(context, pool, input.ProviderName)) };
};

/** What is left out stays as it is (unconfirmed for AWS); what is given takes the place of the whole map or list. */
const updateIdentityProvider: Operation<
  UpdateIdentityProviderCommandInput,
  UpdateIdentityProviderCommandOutput
> = (input, context) => {
  const pool = requirePool(context, input.UserPoolId);
  const before = requireProvider(context, pool, input.ProviderName);
  checkMapping(pool, input.AttributeMapping);
  checkIdentifiers(context, pool, before.name, input.IdpIdentifiers);
  const type = before.settings.ProviderType ?? 'OIDC';
  const { ProviderDetails, AttributeMapping, IdpIdentifiers } = input;
  const provider: IdentityProviderRecord = {
    ...before,
    settings: {
      ...before.settings,
      ...(ProviderDetails ? { ProviderDetails: providerDetails(type, ProviderDetails) } : {}),
      ...(AttributeMapping
        ? { AttributeMapping: { username: subjectClaim(type), ...AttributeMapping } }
        : {}),
      ...(IdpIdentifiers ? { IdpIdentifiers } : {}),
    },
    updatedAt: context.clock.now(),
  };
  context.store.identityProviders.put(provider);
  return { IdentityProvider: providerOut(provider) };
};

/** Users who came from it stay, and cannot sign in any more. */
function deleteIdentityProvider(input: DeleteIdentityProviderCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  context.store.identityProviders.delete(requireProvider(context, pool, input.ProviderName).id);
  return {};
}

const listIdentityProviders: Operation<
  ListIdentityProvidersCommandInput,
  ListIdentityProvidersCommandOutput
> = (input, context) => {
  const pool = requirePool(context, input.UserPoolId);
  const request = {
    list: `ListIdentityProviders ${pool.id}`,
    token: input.NextToken,
    limit: input.MaxResults,
  };
  const { items, next } = takePage(
    context,
    request,
    (provider: IdentityProviderRecord) => provider.id,
    (after, count) => context.store.identityProviders.page('pool', pool.id, after, count),
  );
  return {
    Providers: items.map(({ name, settings, createdAt, updatedAt }) => ({
      ProviderName: name,
      ProviderType: settings.ProviderType,
      LastModifiedDate: new Date(updatedAt),
      CreationDate: new Date(createdAt),
    })),
    NextToken: next,
  };
};

const getIdentityProviderByIdentifier: Operation<
  GetIdentityProviderByIdentifierCommandInput,
  GetIdentityProviderByIdentifierCommandOutput
> = (input, context) => {
  const pool = requirePool(context, input.UserPoolId);
  const identifier = input.IdpIdentifier ?? '';
  const provider = providerByIdentifier(context, pool.id, identifier);
  if (!provider) {
    throw new PoolError(
      'ResourceNotFoundException',
      `Identity provider with the identifier ${identifier} does not exist.`,
    );
  }
  return { IdentityProvider: providerOut(provider) };
};

/** External identity providers, which the pool pretends to be. */
export const identityProviderOperations = {
  CreateIdentityProvider: createIdentityProvider,
  DescribeIdentityProvider: describeIdentityProvider,
  UpdateIdentityProvider: updateIdentityProvider,
  DeleteIdentityProvider: deleteIdentityProvider,
  ListIdentityProviders: listIdentityProviders,
  GetIdentityProviderByIdentifier: getIdentityProviderByIdentifier,
} satisfies OperationTable;

/** @throws PoolError InvalidParameterException for a name that belongs to another kind of provider */
function checkName(name: string, type: string): void {
  const taken = isSocial(name) || name.toUpperCase() === localProvider;
  if (isSocial(type) ? name === type : !taken) return;
  throw invalidParameter(`The provider name ${name} cannot be used for a provider of type ${type}.`);
}

/** @throws PoolError InvalidParameterException for an attribute that the pool does not have */
function checkMapping(pool: PoolRecord, mapping: Readonly<Record<string, string>> | undefined): void {
  const known = new Set(['username', ...pool.schema.map(({ Name }) => Name)]);
  const unknown = Object.keys(mapping ?? {}).find((name) => !known.has(name) || name === 'sub');
  if (unknown !== undefined) {
    throw invalidParameter(`Attribute mapping names ${unknown}, which is not an attribute of the user pool.`);
  }
}

/** @throws PoolError InvalidParameterException for an identifier of another provider */
function checkIdentifiers(
  context: PoolContext,
  pool: PoolRecord,
  name: string,
  identifiers: readonly string[] | undefined,
): void {
  for (const identifier of identifiers ?? []) {
    const owner = providerByIdentifier(context, pool.id, identifier);
    if (owner && owner.name !== name) {
      throw invalidParameter(`The identifier ${identifier} is already used by the provider ${owner.name}.`);
    }
  }
}

function providerOut({
  poolId,
  name,
  settings,
  createdAt,
  updatedAt,
}: IdentityProviderRecord): IdentityProviderType {
  return {
    UserPoolId: poolId,
    ProviderName: name,
    ...settings,
    LastModifiedDate: new Date(updatedAt),
    CreationDate: new Date(createdAt),
  };
}
