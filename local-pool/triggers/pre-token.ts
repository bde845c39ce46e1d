import type { PoolContext } from '../operation';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { groupConfiguration, type GroupConfiguration } from '../tokens/claims';
import { callTrigger, eventAttributes, metadataOf, type TriggerCall } from './call';
import { noOverrides, overridesV1, overridesV2, type TokenOverrides } from './token-overrides';

/** Why tokens are issued: the end of the trigger's source. */
export type TokenSource =
  | 'Authentication'
  | 'HostedAuth'
  | 'NewPasswordChallenge'
  | 'AuthenticateDevice'
  | 'RefreshTokens'
  | 'ClientCredentials';

/** Tokens that are about to be made. */
export interface TokenRequest extends TriggerCall {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  /** Absent for a client that acts for itself. */
  readonly user?: UserRecord;
  readonly source: TokenSource;
  /** Of the access token. */
  readonly scopes: readonly string[];
}

type Version = '1' | '2' | '3';

const versions = { V1_0: '1', V2_0: '2', V3_0: '3' } as const;
const noGroups: GroupConfiguration = { groups: [], roles: [] };

/**
 * Asks the pre-token trigger what tokens shall say. Only its third version is asked about clients that act for themselves.
 *
 * @throws PoolError as `callTrigger`; no tokens then
 */
export async function customizeTokens(context: PoolContext, asked: TokenRequest): Promise<TokenOverrides> {
  const { pool, client, user, source, scopes } = asked;
  const trigger = preTokenTrigger(pool);
  if (!trigger || (!user && trigger.version !== '3')) return noOverrides;
  const { arn, version } = trigger;
  const { groups, roles, preferredRole = null } = user ? groupConfiguration(context, user) : noGroups;
  const response = await callTrigger(context, {
    pool,
    arn,
    trigger: 'PreTokenGeneration',
    source: `TokenGeneration_${source}`,
    version,
    userName: user?.username ?? client.id,
    call: asked,
    request: {
      userAttributes: user ? eventAttributes(user) : {},
      groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: roles, preferredRole },
      ...(version === '1' ? {} : { scopes }),
      ...metadataOf(asked),
    },
    response: version === '1' ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  });
  return version === '1' ? overridesV1(response) : overridesV2(response);
}

function preTokenTrigger({ settings }: PoolRecord): { arn: string; version: Version } | undefined {
  const { PreTokenGenerationConfig: config, PreTokenGeneration: arn } = settings.LambdaConfig ?? {};
  if (config?.LambdaArn !== undefined) {
    return { arn: config.LambdaArn, version: versions[config.LambdaVersion ?? 'V1_0'] };
  }
  return arn === undefined ? undefined : { arn, version: '1' };
}
