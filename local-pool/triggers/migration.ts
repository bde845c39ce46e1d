import { randomUUID } from 'node:crypto';
import type { DeliveryMediumType, UserStatusType } from '@aws-sdk/client-cognito-identity-provider';
import { checkLock } from '../auth/lockout';
import { invite } from '../messages/invite';
import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import { checkUnique, claimAliases } from '../users/aliases';
import { checkAttributes, checkVerifiable, contactAttributes } from '../users/attributes';
import { findUser } from '../users/find-user';
import { newUser } from '../users/new-user';
import { nameNewUser } from '../users/user-name';
import { callTrigger, metadataOf, validationDataOf, type TriggerCall } from './call';
import { flagIn, mapIn, textIn, textsIn, unrecognizable, type ResponseValues } from './response';

/** Somebody unknown who may be known elsewhere. */
export interface MigrationRequest extends TriggerCall {
  readonly pool: PoolRecord;
  readonly client: ClientRecord;
  /** As it was typed. */
  readonly username: string;
  /** In clear; absent when somebody has forgotten it. */
  readonly password?: string | undefined;
}

/** Somebody as the function describes him. */
interface Migrant {
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: UserStatusType;
  readonly silent: boolean;
  readonly mediums: readonly DeliveryMediumType[] | undefined;
  readonly takesAliases: boolean;
  readonly smsMfa: boolean;
}

/**
 * Lets the trigger bring over a user whom the pool does not know. Does nothing for users whom it knows, by then at the latest, and for
 * those whom the function does not know either.
 *
 * @throws PoolError as `callTrigger`; NotAuthorizedException while the name is locked; UserNotFoundException when no user can be made
 *   of what the function says
 */
export async function migrateUser(context: PoolContext, asked: MigrationRequest): Promise<void> {
  const { pool, username, password } = asked;
  const arn = pool.settings.LambdaConfig?.UserMigration;
  if (arn === undefined || findUser(context, pool, username)) return;
  // A lock keeps guesses away from the former directory as well.
  if (password !== undefined) checkLock(context, pool, username);
  const response = await callTrigger(context, {
    pool,
    arn,
    trigger: 'UserMigration',
    source: `UserMigration_${password === undefined ? 'ForgotPassword' : 'Authentication'}`,
    userName: username,
    call: asked,
    request:
      password === undefined
        ? { password: null, ...metadataOf(asked) }
        : { password, ...validationDataOf(asked) },
    response: {
      userAttributes: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
    },
  });
  const migrant = migrantIn(response, password === undefined);
  // Another sign-in may have brought him over meanwhile.
  if (!migrant || findUser(context, pool, username)) return;
  const user = create(context, asked, migrant);
  if (migrant.silent || password === undefined) return;
  await invite(context, { pool, user, password, mediums: migrant.mediums, call: asked });
}

/** @returns undefined when the function knows nobody of the name */
function migrantIn(response: ResponseValues, forgotten: boolean): Migrant | undefined {
  const attributes = mapIn(response, 'userAttributes');
  const action = textIn(response, 'messageAction');
  const migrant = {
    status: statusIn(response) ?? (forgotten ? 'RESET_REQUIRED' : 'FORCE_CHANGE_PASSWORD'),
    silent: action === 'SUPPRESS',
    mediums: mediumsIn(response),
    takesAliases: flagIn(response, 'forceAliasCreation') ?? false,
    smsMfa: flagIn(response, 'enableSMSMFA') ?? false,
  };
  if (action !== undefined && action !== 'SUPPRESS' && action !== 'RESEND') throw unrecognizable();
  return attributes && Object.keys(attributes).length > 0 ? { attributes, ...migrant } : undefined;
}

/** Without one a password counts as temporary: the function vouches for nothing. */
function statusIn(response: ResponseValues): Migrant['status'] | undefined {
  const status = textIn(response, 'finalUserStatus');
  const allowed = ['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD'] as const;
  if (status === undefined) return undefined;
  return allowed.find((name) => name === status) ?? refuse();
}

function mediumsIn(response: ResponseValues): Migrant['mediums'] {
  const mediums = ['EMAIL', 'SMS'] as const;
  return textsIn(response, 'desiredDeliveryMediums')?.map(
    (text) => mediums.find((medium) => medium === text) ?? refuse(),
  );
}

function refuse(): never {
  throw unrecognizable();
}

/** The password is taken as it is: the policy is for new ones. */
function create(context: PoolContext, asked: MigrationRequest, migrant: Migrant): UserRecord {
  const { pool, password } = asked;
  const sub = randomUUID();
  const { username, attributes } = describe(context, asked, migrant, sub);
  const made = newUser(context, pool, { sub, username, attributes, status: migrant.status, password });
  const user: UserRecord = migrant.smsMfa
    ? { ...made, mfa: { enabled: ['SMS_MFA'], preferred: 'SMS_MFA' } }
    : made;
  context.store.users.put(user);
  return user;
}

/** `username` among the attributes names the user, for those who came with an alias. */
function describe(
  context: PoolContext,
  { pool, client, username: typed }: MigrationRequest,
  { attributes: given, takesAliases, smsMfa }: Migrant,
  sub: string,
): Pick<UserRecord, 'username' | 'attributes'> {
  const { username: name = typed, ...rest } = given;
  try {
    checkAttributes(pool, rest, true);
    const filled = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''));
    const { username, values } = nameNewUser(pool, name, filled, sub);
    if (findUser(context, pool, username))
      throw new PoolError('UsernameExistsException', 'User already exists');
    checkUnique(context, pool, values);
    checkVerifiable(filled, values);
    if (smsMfa) checkVerifiable({ phone_number_verified: 'true' }, values);
    claimAliases(context, pool, values, takesAliases);
    return { username, attributes: withVerifiedFlags(values) };
  } catch (error) {
    if (!(error instanceof PoolError)) throw error;
    throw new PoolError('UserNotFoundException', `Exception migrating user in app client ${client.id}`);
  }
}

function withVerifiedFlags(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const unverified = contactAttributes.filter((name) => values[name] !== undefined);
  return { ...Object.fromEntries(unverified.map((name) => [`${name}_verified`, 'false'])), ...values };
}
