import type { PoolContext } from '../operation';
import type { PoolRecord } from '../store/records';
import { claimAlias } from '../users/aliases';
import { checkVerifiable, contactAttributes, type ContactAttribute } from '../users/attributes';
import { callTrigger, metadataOf, type TriggerCall } from './call';
import { flagIn } from './response';

/** Somebody who is going to be a user. */
export interface SignUpRequest {
  readonly pool: PoolRecord;
  readonly source: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider';
  readonly username: string;
  /** As they were given. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly validationData?: Readonly<Record<string, string>> | undefined;
  readonly call: TriggerCall;
}

/** What the trigger decides about a new user. */
export interface SignUpDecision {
  readonly confirm: boolean;
  /** Attributes that count as verified. */
  readonly verify: readonly ContactAttribute[];
}

/**
 * Asks the trigger whether somebody may become a user. Where administrators make users, its decision goes for nothing.
 *
 * @throws PoolError as `callTrigger`; the user must not be made then
 */
export async function preSignUp(
  context: PoolContext,
  { pool, source, username, attributes, validationData, call }: SignUpRequest,
): Promise<SignUpDecision> {
  const arn = pool.settings.LambdaConfig?.PreSignUp;
  if (arn === undefined) return { confirm: false, verify: [] };
  const response = await callTrigger(context, {
    pool,
    arn,
    trigger: 'PreSignUp',
    source,
    userName: username,
    call,
    request: {
      userAttributes: attributes,
      validationData: validationData && Object.keys(validationData).length > 0 ? validationData : null,
      ...metadataOf(call),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  const verified = {
    email: flagIn(response, 'autoVerifyEmail') ?? false,
    phone_number: flagIn(response, 'autoVerifyPhone') ?? false,
  };
  return {
    confirm: flagIn(response, 'autoConfirmUser') ?? false,
    verify: contactAttributes.filter((name) => verified[name]),
  };
}

/**
 * The attributes of a new user with those verified that the trigger vouches for. Such a value becomes this user's alias, whoever had
 * it before.
 *
 * @throws PoolError InvalidParameterException for an attribute that the user does not have
 */
export function withVerified(
  context: PoolContext,
  pool: PoolRecord,
  attributes: Readonly<Record<string, string>>,
  { verify }: SignUpDecision,
): Readonly<Record<string, string>> {
  const verified = Object.fromEntries(verify.map((name) => [`${name}_verified`, 'true']));
  checkVerifiable(verified, attributes);
  for (const name of verify) claimAlias(context, pool, name, attributes[name] ?? '', true);
  return { ...attributes, ...verified };
}
