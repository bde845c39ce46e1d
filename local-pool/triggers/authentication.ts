import type { PoolContext } from '../operation';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { callTrigger, eventAttributes, metadataOf, validationDataOf, type TriggerCall } from './call';

/** Somebody on his way in, as triggers are told about him. */
export interface TriggerSubject extends TriggerCall {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  readonly user: UserRecord;
  /** False for a name without a user, where that is hidden. */
  readonly known: boolean;
}

/** The members of a request that say who it is about. Somebody unknown has no attributes. */
export function aboutUser({ client, user, known }: TriggerSubject): Record<string, unknown> {
  // AWS fills it in where existence errors are hidden.
  const hidden = client.settings.PreventUserExistenceErrors === 'ENABLED';
  return {
    userAttributes: known ? eventAttributes(user) : {},
    ...(hidden ? { userNotFound: !known } : {}),
  };
}

/**
 * Asks the trigger whether somebody may try to sign in; before anything about him is checked.
 *
 * @throws PoolError as `callTrigger`
 */
export async function preAuthentication(context: PoolContext, subject: TriggerSubject): Promise<void> {
  const { pool, user } = subject;
  const arn = pool.settings.LambdaConfig?.PreAuthentication;
  if (arn === undefined) return;
  await callTrigger(context, {
    pool,
    arn,
    trigger: 'PreAuthentication',
    source: 'PreAuthentication_Authentication',
    userName: user.username,
    call: subject,
    request: { ...aboutUser(subject), ...validationDataOf(subject) },
  });
}

/**
 * Tells the trigger that somebody has proved who he is, just before he gets tokens.
 *
 * @param newDeviceUsed whether he came with a device that is not known yet, in pools that remember them
 * @throws PoolError as `callTrigger`; no tokens then
 */
export async function postAuthentication(
  context: PoolContext,
  subject: Pick<TriggerSubject, 'pool' | 'user' | 'client' | 'clientMetadata'>,
  newDeviceUsed: boolean,
): Promise<void> {
  const { pool, user } = subject;
  const arn = pool.settings.LambdaConfig?.PostAuthentication;
  if (arn === undefined) return;
  await callTrigger(context, {
    pool,
    arn,
    trigger: 'PostAuthentication',
    source: 'PostAuthentication_Authentication',
    userName: user.username,
    call: subject,
    request: { userAttributes: eventAttributes(user), newDeviceUsed, ...metadataOf(subject) },
  });
}
