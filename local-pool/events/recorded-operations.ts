import { randomUUID } from 'node:crypto';
import type { EventFilterType, EventType } from '@aws-sdk/client-cognito-identity-provider';
import type { Operation, OperationTable, PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { withAccess } from '../tokens/access-token';
import { findUser } from '../users/find-user';
import { refuseCompromised } from './compromised-passwords';
import { noteEvent } from './note-event';
import { seenFrom, type ContextInput } from './seen-from';
import { threatProtection } from './threat-protection';

/** Members of the inputs below. */
interface Input extends ContextInput {
  readonly ClientId?: string;
  readonly Username?: string;
  readonly AccessToken?: string;
  readonly Password?: string;
  readonly ProposedPassword?: string;
}

/** What a call is in the history of its user. Sign-ins are recorded by the engine (sign-in-events.ts). */
interface Recorded {
  readonly type: EventType;
  /** The kind of event in which a new password is looked at. */
  readonly filter?: EventFilterType;
}

const recorded: Readonly<Record<string, Recorded>> = {
  SignUp: { type: 'SignUp', filter: 'SIGN_UP' },
  ResendConfirmationCode: { type: 'ResendCode' },
  ForgotPassword: { type: 'ForgotPassword' },
  ConfirmForgotPassword: { type: 'PasswordChange', filter: 'PASSWORD_CHANGE' },
  ChangePassword: { type: 'PasswordChange', filter: 'PASSWORD_CHANGE' },
};

/** Refusals that are worth an entry: somebody has tried what he may not. */
const failures: ReadonlySet<string> = new Set([
  'NotAuthorizedException',
  'CodeMismatchException',
  'ExpiredCodeException',
  'LimitExceededException',
  'TooManyFailedAttemptsException',
]);

/** The operations; those above refuse passwords that have leaked and write into the history of their user. */
export function withAuthEvents(operations: OperationTable): OperationTable {
  const wrapped = Object.entries(operations).map(([name, operation]) => {
    const how = recorded[name];
    return [name, how ? recording(operation as Operation<Input, object>, how) : operation] as const;
  });
  return Object.fromEntries(wrapped);
}

function recording(operation: Operation<Input, object>, how: Recorded): Operation<Input, object> {
  return async (input, context, caller) => {
    const where = await whereabouts(context, input);
    if (!where || threatProtection(where.pool) === 'OFF') return operation(input, context, caller);
    const { pool, client } = where;
    const note = (response: 'Pass' | 'Fail'): void => {
      const user = where.user ?? findUser(context, pool, input.Username ?? '');
      if (!user) return;
      noteEvent(
        context,
        { id: randomUUID(), type: how.type, user, caller: seenFrom(caller, client, input) },
        { response },
      );
    };
    if (how.filter) refuseCompromised(where, how.filter, input.ProposedPassword ?? input.Password);
    try {
      const output = await operation(input, context, caller);
      note('Pass');
      return output;
    } catch (error) {
      // Somebody who wants a name that is taken is not its owner.
      if (error instanceof PoolError && failures.has(error.type) && how.type !== 'SignUp') note('Fail');
      throw error;
    }
  };
}

/** Pool and client of a call, and who it is about if the token says so; undefined where the operation is going to refuse. */
async function whereabouts(
  context: PoolContext,
  { ClientId, AccessToken }: Input,
): Promise<{ pool: PoolRecord; client: ClientRecord; user?: UserRecord } | undefined> {
  if (AccessToken !== undefined) {
    return withAccess(context, AccessToken, (subject) => subject).catch(() => undefined);
  }
  const client = context.store.clients.get(ClientId ?? '');
  const pool = context.store.pools.get(client?.poolId ?? '');
  return client && pool ? { pool, client } : undefined;
}
