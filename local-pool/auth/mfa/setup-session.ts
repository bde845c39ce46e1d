import type { PoolContext } from '../../operation';
import type { SessionRecord } from '../../store/records';
import { digestOf } from '../../tokens/refresh-token';
import {
  checkInForce,
  dropSession,
  invalidSession,
  openSession,
  useSession,
  type SessionHolder,
} from '../sessions';
import type { Progress } from '../sign-in';
import { secondFactorDue } from './step';

/** What the Session of MFA_SETUP remembers of an authenticator app. */
export interface SetUpState {
  /** Base32. */
  readonly secret?: string;
  readonly wrongCodes?: number;
  /** The app has shown a right code: the Session answers MFA_SETUP. */
  readonly verified?: true;
}

/** An MFA_SETUP under way. */
export interface SetUp {
  readonly holder: SessionHolder;
  readonly session: SessionRecord;
  readonly state: SetUpState;
}

/** Wrong codes that one Session takes (observed: about three). */
const wrongCodes = 3;

/**
 * The set-up that a Session belongs to. It is named by that alone: the two operations of an authenticator app know no client.
 *
 * @throws PoolError NotAuthorizedException for a Session that is not good for this, and when the user needs no set-up any more: a
 *   password alone must not replace what he has got meanwhile
 */
export function requireSetUp(context: PoolContext, session: string): SetUp {
  const { store } = context;
  const record = store.sessions.get(digestOf(session));
  if (record?.challenge !== 'MFA_SETUP') throw invalidSession();
  checkInForce(context, record);
  const pool = store.pools.get(record.poolId);
  const client = store.clients.get(record.clientId);
  const user = store.users.get(record.sub ?? '');
  if (!pool || !client || !user?.enabled) throw invalidSession();
  const progress = record.progress as unknown as Progress;
  const holder: SessionHolder = { api: record.api, pool, client, user, known: true, progress };
  if (secondFactorDue(context, holder) !== 'MFA_SETUP') throw invalidSession();
  return { holder, session: record, state: record.state };
}

/** @returns the next Session of the set-up; the one before is used up */
export function continueSetUp(context: PoolContext, setUp: SetUp, state: SetUpState): string {
  useSession(context, setUp.session);
  return openSession(context, setUp.holder, 'MFA_SETUP', { ...state });
}

/** Notes a wrong code. The Session can be used for a few of them. */
export function countWrongCode(context: PoolContext, { session, state }: SetUp): void {
  const count = (state.wrongCodes ?? 0) + 1;
  if (count >= wrongCodes) dropSession(context, session);
  else context.store.sessions.put({ ...session, state: { ...state, wrongCodes: count } });
}
