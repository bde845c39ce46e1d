import { compactVerify, errors, type CompactJWSHeaderParameters } from 'jose';
import { notAuthorized, passwordResetRequired, userNotConfirmed, userNotFound } from '../auth/refusals';
import type { PoolContext } from '../operation';
import type { GrantRecord, UserRecord } from '../store/records';
import type { TokenSubject } from './claims';
import { isRevoked } from './grants';
import { isIssuerOf } from './issuer';
import { verificationKey } from './keys';

/** The scope that opens the self-service operations. */
export const selfServiceScope = 'aws.cognito.signin.user.admin';

interface AccessPayload {
  readonly iss: string;
  readonly sub: string;
  readonly client_id: string;
  readonly event_id: string;
  readonly origin_jti?: string;
  readonly exp: number;
  readonly scope: string;
  readonly token_use: 'access';
}

/**
 * Acts for the owner of an access token. It must be one of ours, in force, not revoked, and made for self-service.
 *
 * @param act called in the same tick in which the user was read, so that what it decides and puts is one step
 * @param scope what the token must be good for
 * @throws PoolError NotAuthorizedException with the text for the reason; UserNotFoundException when the user was deleted;
 *   PasswordResetRequiredException, UserNotConfirmedException by the user's status; then whatever `act` throws
 */
export async function withAccess<T>(
  context: PoolContext,
  token: string | undefined,
  act: (subject: TokenSubject) => T | Promise<T>,
  scope = selfServiceScope,
): Promise<T> {
  const payload = await verifiedPayload(context, token ?? '');
  if (payload.exp <= context.clock.seconds()) throw notAuthorized('Access Token has expired');
  // Before the user is looked up: the token of a client on its own has none.
  if (!payload.scope.split(' ').includes(scope)) {
    throw notAuthorized('Access Token does not have required scopes');
  }
  const subject = subjectOf(context, payload);
  checkStatus(subject.user);
  return act(subject);
}

async function verifiedPayload(context: PoolContext, token: string): Promise<AccessPayload> {
  let poolId = '';
  const findKey = (header: CompactJWSHeaderParameters) => {
    const found = verificationKey(context, header.kid, 'access');
    if (!found) throw notAuthorized('Invalid Access Token');
    poolId = found.poolId;
    return found.key;
  };
  try {
    const { payload } = await compactVerify(token, findKey, { algorithms: ['RS256'] });
    const claims = JSON.parse(Buffer.from(payload).toString('utf8')) as Partial<AccessPayload>;
    if (claims.token_use !== 'access' || !isIssuerOf(context, poolId, claims.iss)) {
      throw notAuthorized('Invalid Access Token');
    }
    return claims as AccessPayload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      throw notAuthorized('Could not verify signature for Access Token');
    }
    throw notAuthorized('Invalid Access Token');
  }
}

/** Clients without revocation get tokens without `origin_jti`: those are found by their event, so that sign-out ends them too. */
function grantNamedBy(
  { store }: PoolContext,
  { sub, origin_jti, event_id }: AccessPayload,
): GrantRecord | undefined {
  if (origin_jti !== undefined) return store.grants.get(origin_jti);
  return store.grants.by('user', sub).find(({ eventId }) => eventId === event_id);
}

function subjectOf(context: PoolContext, payload: AccessPayload): TokenSubject {
  const { store } = context;
  const user = store.users.get(payload.sub);
  if (!user) throw userNotFound();
  const client = store.clients.get(payload.client_id);
  const pool = store.pools.get(user.poolId);
  const grant = grantNamedBy(context, payload);
  if (!client || !pool || !grant || isRevoked(grant, user))
    throw notAuthorized('Access Token has been revoked');
  return { pool, client, user, grant };
}

function checkStatus(user: UserRecord): void {
  if (user.status === 'RESET_REQUIRED') throw passwordResetRequired();
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed();
}
