import { randomUUID } from 'node:crypto';
import type {
  CreateUserPoolDomainCommandInput,
  CreateUserPoolDomainCommandOutput,
  DeleteUserPoolDomainCommandInput,
  DescribeUserPoolDomainCommandInput,
  DescribeUserPoolDomainCommandOutput,
  DomainDescriptionType,
  UpdateUserPoolDomainCommandInput,
  UpdateUserPoolDomainCommandOutput,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { DomainRecord } from '../federation/records';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { requirePool } from '../pools/find-pool';
import { unavailable } from '../pools/settings';
import type { PoolRecord } from '../store/records';

/** The account in the pool's ARNs. */
const accountId = '123456789012';
/** Words that a prefix must not hold (guide "Using the Amazon Cognito domain"). */
const reserved = ['aws', 'amazon', 'cognito'];

type DomainInput = CreateUserPoolDomainCommandInput | UpdateUserPoolDomainCommandInput;

const createUserPoolDomain: Operation<CreateUserPoolDomainCommandInput, CreateUserPoolDomainCommandOutput> = (
  input,
  context,
) => {
  const pool = requirePool(context, input.UserPoolId);
  const id = input.Domain ?? '';
  const custom = input.CustomDomainConfig !== undefined;
  const word = custom ? undefined : reserved.find((name) => id.includes(name));
  if (word !== undefined) throw invalidParameter(`Domain cannot contain reserved word: ${word}`);
  if (!custom && id.includes('.')) throw invalidParameter('A domain with dots needs a CustomDomainConfig.');
  if (context.store.domains.get(id)) {
    throw invalidParameter('Domain already associated with another user pool.');
  }
  if (domainsOf(context, pool).some((domain) => isCustom(domain) === custom)) {
    throw invalidParameter('User pool already has a domain configured.');
  }
  const domain = { id, poolId: pool.id, settings: settingsOf(pool, input, distribution(custom)) };
  context.store.domains.put(domain);
  return outcome(domain);
};

/** Of an unknown domain there is an empty description, as on AWS. */
const describeUserPoolDomain: Operation<
  DescribeUserPoolDomainCommandInput,
  DescribeUserPoolDomainCommandOutput
> = (input, context) => {
  const domain = context.store.domains.get(input.Domain ?? '');
  return { DomainDescription: domain ? { UserPoolId: domain.poolId, ...domain.settings } : {} };
};

const updateUserPoolDomain: Operation<UpdateUserPoolDomainCommandInput, UpdateUserPoolDomainCommandOutput> = (
  input,
  context,
) => {
  const pool = requirePool(context, input.UserPoolId);
  const before = requireDomain(context, pool, input.Domain);
  if (input.CustomDomainConfig && !isCustom(before)) {
    throw invalidParameter('A prefix domain has no certificate.');
  }
  const { CloudFrontDistribution, CustomDomainConfig, ManagedLoginVersion } = before.settings;
  const settings = settingsOf(
    pool,
    { CustomDomainConfig, ManagedLoginVersion, ...input },
    CloudFrontDistribution,
  );
  const domain = { ...before, settings };
  context.store.domains.put(domain);
  return outcome(domain);
};

function deleteUserPoolDomain(input: DeleteUserPoolDomainCommandInput, context: PoolContext): object {
  const pool = requirePool(context, input.UserPoolId);
  context.store.domains.delete(requireDomain(context, pool, input.Domain).id);
  return {};
}

/** Domains of managed login. Here they are names only: every pool's pages are on the server's own address. */
export const domainOperations = {
  CreateUserPoolDomain: createUserPoolDomain,
  DescribeUserPoolDomain: describeUserPoolDomain,
  UpdateUserPoolDomain: updateUserPoolDomain,
  DeleteUserPoolDomain: deleteUserPoolDomain,
} satisfies OperationTable;

/** The pool's domains as DescribeUserPool shows them. */
export function domainsOut(
  context: PoolContext,
  pool: PoolRecord,
): Pick<UserPoolType, 'Domain' | 'CustomDomain'> {
  const domains = domainsOf(context, pool);
  const prefix = domains.find((domain) => !isCustom(domain));
  const custom = domains.find(isCustom);
  return {
    ...(prefix ? { Domain: prefix.id } : {}),
    ...(custom ? { CustomDomain: custom.id } : {}),
  };
}

/** @throws PoolError InvalidParameterException */
function requireDomain(context: PoolContext, pool: PoolRecord, name: string | undefined): DomainRecord {
  const domain = context.store.domains.get(name ?? '');
  if (domain?.poolId !== pool.id) throw invalidParameter('No such domain or user pool exists.');
  return domain;
}

function domainsOf(context: PoolContext, pool: PoolRecord): readonly DomainRecord[] {
  return context.store.domains.by('pool', pool.id);
}

function isCustom({ settings }: DomainRecord): boolean {
  return settings.CustomDomainConfig !== undefined;
}

/** @throws PoolError FeatureUnavailableInTierException, InvalidParameterException */
function settingsOf(
  pool: PoolRecord,
  input: Pick<DomainInput, 'CustomDomainConfig' | 'ManagedLoginVersion' | 'Routing'> & {
    readonly Domain?: string | undefined;
  },
  cloudFront: string | undefined,
): DomainDescriptionType {
  const version = input.ManagedLoginVersion ?? 1;
  if (version !== 1 && version !== 2) throw invalidParameter('ManagedLoginVersion must be 1 or 2.');
  if (version === 2 && pool.settings.UserPoolTier === 'LITE') throw unavailable('Managed login', 'LITE');
  return {
    AWSAccountId: accountId,
    Domain: input.Domain,
    ...(cloudFront === undefined ? {} : { CloudFrontDistribution: cloudFront }),
    Status: 'ACTIVE',
    ...(input.CustomDomainConfig ? { CustomDomainConfig: input.CustomDomainConfig } : {}),
    ManagedLoginVersion: version,
    ...(input.Routing ? { Routing: input.Routing } : {}),
  };
}

function distribution(custom: boolean): string | undefined {
  return custom ? `d${randomUUID().replaceAll('-', '').slice(0, 13)}.cloudfront.net` : undefined;
}

function outcome({ settings }: DomainRecord): Omit<CreateUserPoolDomainCommandOutput, '$metadata'> {
  return {
    ManagedLoginVersion: settings.ManagedLoginVersion,
    CloudFrontDomain: settings.CloudFrontDistribution,
    Routing: settings.Routing,
  };
}
