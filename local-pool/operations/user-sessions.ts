import type {
  AdminListUserSessionsCommandInput,
  AdminListUserSessionsCommandOutput,
  AdminRevokeUserSessionCommandInput,
  AdminRevokeUserSessionCommandOutput,
  ListUserSessionsCommandInput,
  ListUserSessionsCommandOutput,
  RevokeUserSessionCommandInput,
  RevokeUserSessionCommandOutput,
  SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { GrantRecord, PoolRecord, UserRecord } from '../store/records';
import { withAccess } from '../tokens/access-token';
import { activeGrants, revokeGrant } from '../tokens/grants';
import { isTracked, type TrackedGrant } from '../user-sessions/token-session';
import { checkTracking } from '../user-sessions/refusals';
import { requirePoolUser } from '../users/find-user';
import { fromArray, takePage } from './cursor';

/** Documented: the most that one page holds. */
const pageSize = 125;

type SessionPage = Omit<ListUserSessionsCommandOutput, '$metadata'>;

const listUserSessions: Operation<ListUserSessionsCommandInput, ListUserSessionsCommandOutput> = (
  input,
  context,
) =>
  withAccess(context, input.AccessToken, ({ pool, user, grant }) =>
    sessionPage(context, pool, user, input.NextToken, grant),
  );

const revokeUserSession: Operation<RevokeUserSessionCommandInput, RevokeUserSessionCommandOutput> = (
  input,
  context,
) =>
  withAccess(context, input.AccessToken, ({ pool, user, grant }) => {
    const session = requireSession(context, pool, user, input.SessionId);
    if (session.id === grant.id) throw invalidParameter('The current session cannot be revoked.');
    revokeGrant(context, session);
    return {};
  });

const adminListUserSessions: Operation<
  AdminListUserSessionsCommandInput,
  AdminListUserSessionsCommandOutput
> = (input, context) => {
  const { pool, user } = requirePoolUser(context, input);
  return sessionPage(context, pool, user, input.NextToken);
};

const adminRevokeUserSession: Operation<
  AdminRevokeUserSessionCommandInput,
  AdminRevokeUserSessionCommandOutput
> = (input, context) => {
  const { pool, user } = requirePoolUser(context, input);
  revokeGrant(context, requireSession(context, pool, user, input.SessionId));
  return {};
};

/** A user's sign-ins, one by one. None is linked to another here: managed login's cookie is no session of its own. */
export const userSessionOperations = {
  ListUserSessions: listUserSessions,
  RevokeUserSession: revokeUserSession,
  AdminListUserSessions: adminListUserSessions,
  AdminRevokeUserSession: adminRevokeUserSession,
} satisfies OperationTable;

/** @param current the grant of the token that asks */
function sessionPage(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  token: string | undefined,
  current?: GrantRecord,
): SessionPage {
  const request = { list: `UserSessions ${user.sub}`, token, limit: pageSize };
  const sessions = sessionsOf(context, pool, user);
  const { items, next } = takePage(context, request, order, fromArray(sessions, order));
  return { Sessions: items.map((grant) => description(grant, grant.id === current?.id)), NextToken: next };
}

/** @throws PoolError OperationNotEnabledException, ResourceNotFoundException also for somebody else's */
function requireSession(
  context: PoolContext,
  pool: PoolRecord,
  user: UserRecord,
  id: string | undefined,
): GrantRecord {
  const found = sessionsOf(context, pool, user).find(({ session }) => session.id === id);
  if (!found) throw new PoolError('ResourceNotFoundException', 'Session not found.');
  return found;
}

function sessionsOf(context: PoolContext, pool: PoolRecord, user: UserRecord): readonly TrackedGrant[] {
  checkTracking(pool);
  return activeGrants(context, user).filter(isTracked);
}

function order({ createdAt, id }: GrantRecord): string {
  return `${String(createdAt).padStart(16, '0')}/${id}`;
}

function description(
  { session, clientId, createdAt }: TrackedGrant,
  IsCurrentSession: boolean,
): SessionDescriptionType {
  return {
    SessionId: session.id,
    SessionType: 'TOKEN',
    ClientId: clientId,
    CreateDate: new Date(createdAt),
    LastActiveDate: new Date(session.lastActiveAt),
    DeviceType: session.device,
    LastIPAddress: session.address,
    LastLocation: { Country: 'unknown' },
    IsCurrentSession,
  };
}
