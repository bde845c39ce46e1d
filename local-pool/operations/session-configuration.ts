import type {
  GetUserPoolClientSessionConfigurationCommandInput,
  GetUserPoolClientSessionConfigurationCommandOutput,
  GetUserPoolSessionConfigurationCommandInput,
  GetUserPoolSessionConfigurationCommandOutput,
  SetUserPoolClientSessionConfigurationCommandInput,
  SetUserPoolClientSessionConfigurationCommandOutput,
  SetUserPoolSessionConfigurationCommandInput,
  SetUserPoolSessionConfigurationCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { requireClient, requirePool } from '../pools/find-pool';
import { unavailable } from '../pools/settings';
import type { ClientRecord, PoolRecord } from '../store/records';
import { checkTracking } from '../user-sessions/refusals';
import { trackingOf } from '../user-sessions/token-session';

/** How long a client takes a sign-in by managed login for its own, in minutes. */
const defaultSsoMinutes = 60;

type PoolOutput = Omit<SetUserPoolSessionConfigurationCommandOutput, '$metadata'>;
type ClientOutput = Omit<SetUserPoolClientSessionConfigurationCommandOutput, '$metadata'>;

const getOfPool: Operation<
  GetUserPoolSessionConfigurationCommandInput,
  GetUserPoolSessionConfigurationCommandOutput
> = (input, context) => poolOut(requirePool(context, input.UserPoolId));

const setOfPool: Operation<
  SetUserPoolSessionConfigurationCommandInput,
  SetUserPoolSessionConfigurationCommandOutput
> = (input, context) => {
  const before = requirePool(context, input.UserPoolId);
  checkPlan(before);
  const enabled = input.UserSessionTracking === 'ENABLED';
  const maxPerUser = input.TokenSession?.MaxPerUser ?? trackingOf(before).maxPerUser;
  const pool = { ...before, sessions: { enabled, maxPerUser }, updatedAt: context.clock.now() };
  context.store.pools.put(pool);
  return poolOut(pool);
};

const getOfClient: Operation<
  GetUserPoolClientSessionConfigurationCommandInput,
  GetUserPoolClientSessionConfigurationCommandOutput
> = (input, context) => clientOut(clientOf(context, input).client);

const setOfClient: Operation<
  SetUserPoolClientSessionConfigurationCommandInput,
  SetUserPoolClientSessionConfigurationCommandOutput
> = (input, context) => {
  const { pool, client: before } = clientOf(context, input);
  checkPlan(pool);
  checkTracking(pool);
  const ssoMinutes = input.SSOSession?.MaxValidityMinutes ?? defaultSsoMinutes;
  const client = { ...before, ssoMinutes, updatedAt: context.clock.now() };
  context.store.clients.put(client);
  return clientOut(client);
};

/** Session tracking of a pool and its clients. */
export const sessionConfigurationOperations = {
  GetUserPoolSessionConfiguration: getOfPool,
  SetUserPoolSessionConfiguration: setOfPool,
  GetUserPoolClientSessionConfiguration: getOfClient,
  SetUserPoolClientSessionConfiguration: setOfClient,
} satisfies OperationTable;

function checkPlan({ settings: { UserPoolTier } }: PoolRecord): void {
  if (UserPoolTier === 'LITE') throw unavailable('Session tracking', UserPoolTier);
}

/** @throws PoolError ResourceNotFoundException */
function clientOf(
  context: PoolContext,
  input: { readonly UserPoolId: string | undefined; readonly ClientId: string | undefined },
): { readonly pool: PoolRecord; readonly client: ClientRecord } {
  const pool = requirePool(context, input.UserPoolId);
  return { pool, client: requireClient(context, input.ClientId, pool.id) };
}

function poolOut(pool: PoolRecord): PoolOutput {
  const { enabled, maxPerUser } = trackingOf(pool);
  return {
    UserPoolId: pool.id,
    UserSessionTracking: enabled ? 'ENABLED' : 'DISABLED',
    TokenSession: { MaxPerUser: maxPerUser },
  };
}

function clientOut({ id, poolId, ssoMinutes }: ClientRecord): ClientOutput {
  return {
    UserPoolId: poolId,
    ClientId: id,
    SSOSession: { MaxValidityMinutes: ssoMinutes ?? defaultSsoMinutes },
  };
}
