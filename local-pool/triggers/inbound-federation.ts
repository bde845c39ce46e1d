import type { PoolContext } from '../operation';
import type { PoolRecord } from '../store/records';
import { callTrigger, type TriggerCall } from './call';
import { mapIn } from './response';

/** What an external provider has said, before any of it is mapped. */
export interface FederatedAnswer {
  readonly pool: PoolRecord;
  readonly call: TriggerCall;
  /** `<provider>_<subject>`, or the user it is linked to. */
  readonly userName: string;
  readonly providerName: string;
  readonly providerType: string;
  /** SAML providers give `samlResponse`, all others the rest. */
  readonly attributes: Readonly<
    Partial<
      Record<'tokenResponse' | 'idToken' | 'userInfo' | 'samlResponse', Readonly<Record<string, string>>>
    >
  >;
}

/**
 * Lets the trigger change what a provider says about somebody.
 *
 * @returns the provider's attributes to go on with, and no others; undefined to go on with all of them as they are
 * @throws PoolError as `callTrigger`
 */
export async function inboundFederation(
  context: PoolContext,
  { pool, call, userName, providerName, providerType, attributes }: FederatedAnswer,
): Promise<Readonly<Record<string, string>> | undefined> {
  const arn = pool.settings.LambdaConfig?.InboundFederation?.LambdaArn;
  if (arn === undefined) return undefined;
  const response = await callTrigger(context, {
    pool,
    arn,
    trigger: 'InboundFederation',
    source: 'InboundFederation_ExternalProvider',
    userName,
    call,
    request: { providerName, providerType, attributes },
    response: { userAttributesToMap: {} },
  });
  const mapped = mapIn(response, 'userAttributesToMap');
  return mapped && Object.keys(mapped).length > 0 ? mapped : undefined;
}
