import type { PoolContext } from '../operation';
import { PoolError } from '../pool-error';
import { requirePool } from '../pools/find-pool';
import type { ClientRecord, PoolRecord, UserRecord } from '../store/records';
import type { TriggerEvent, TriggerName } from './event';
import { invalidResponse, isObject, unrecognizable, type ResponseValues } from './response';

/** On whose behalf a trigger runs. */
export interface TriggerCall {
  /** Absent in calls of administrators that name none. */
  readonly client?: Pick<ClientRecord, 'id'> | undefined;
  /** ClientMetadata of the very request. */
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** One call of one trigger. */
export interface TriggerRequest {
  readonly pool: PoolRecord;
  /** The function's ARN in LambdaConfig. */
  readonly arn: string;
  readonly trigger: TriggerName;
  readonly source: string;
  readonly version?: '1' | '2' | '3';
  readonly userName: string;
  readonly call: Pick<TriggerCall, 'client'>;
  readonly request: Record<string, unknown>;
  /** The fields of the answer before the function fills them in. */
  readonly response?: Record<string, unknown>;
}

/** The sender of a call is not told apart: AWS names few of them, and this where it names none. */
const awsSdkVersion = 'aws-sdk-unknown-unknown';
const noClient = 'CLIENT_ID_NOT_APPLICABLE';

/** The event that a function is called with. */
export function eventOf(asked: TriggerRequest): TriggerEvent {
  const { pool, source, version = '1', userName, call, request, response = {} } = asked;
  return {
    version,
    triggerSource: source,
    region: pool.region,
    userPoolId: pool.id,
    userName,
    callerContext: { awsSdkVersion, clientId: call.client?.id ?? noClient },
    request,
    response,
  };
}

/**
 * Calls a trigger and waits for its answer. The state may be another one afterwards.
 *
 * @returns `response` of the event as it came back
 * @throws PoolError UserLambdaValidationException with what the function has thrown, UnexpectedLambdaException when it could not be
 *   called or did not answer in time, InvalidLambdaResponseException for an answer that is not the whole event,
 *   ResourceNotFoundException for a pool that was deleted meanwhile
 */
export async function callTrigger(context: PoolContext, asked: TriggerRequest): Promise<ResponseValues> {
  const { trigger, arn } = asked;
  const outcome = await context.lambdas.invoke(arn, eventOf(asked));
  switch (outcome.kind) {
    case 'answered':
      requirePool(context, asked.pool.id);
      return responseIn(outcome.payload);
    case 'threw':
      throw new PoolError(
        'UserLambdaValidationException',
        `${trigger} failed with error ${outcome.message}.`,
      );
    case 'failed':
      throw new PoolError(
        'UnexpectedLambdaException',
        `${trigger} invocation failed due to error ${outcome.error}.`,
      );
  }
}

const texts = ['version', 'triggerSource', 'region', 'userPoolId', 'userName'];
const objects = ['callerContext', 'request', 'response'];

/** Functions that give back an event without one of its members are refused on AWS. */
function responseIn(payload: string): ResponseValues {
  const event = parsed(payload);
  // What a function without an answer gives, too.
  if (event === undefined || event === null) {
    throw invalidResponse('Invalid lambda function output : Invalid JSON');
  }
  const whole =
    isObject(event) &&
    texts.every((name) => typeof event[name] === 'string') &&
    objects.every((name) => isObject(event[name]));
  if (!whole) throw unrecognizable();
  return event['response'] as ResponseValues;
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    return undefined;
  }
}

/** A user's attributes as events show them: strings, `sub` and the status among them. */
export function eventAttributes({ sub, status, attributes }: UserRecord): Record<string, string> {
  return { sub, 'cognito:user_status': status, ...attributes };
}

/** `clientMetadata` of an event: left out where the request had none. */
export function metadataOf({ clientMetadata }: TriggerCall): Record<string, unknown> {
  return withEntries('clientMetadata', clientMetadata);
}

/** `validationData` of an event, left out like `clientMetadata`. */
export function validationDataOf({ clientMetadata }: TriggerCall): Record<string, unknown> {
  return withEntries('validationData', clientMetadata);
}

function withEntries(
  name: string,
  entries: Readonly<Record<string, string>> | undefined,
): Record<string, unknown> {
  return entries && Object.keys(entries).length > 0 ? { [name]: entries } : {};
}
