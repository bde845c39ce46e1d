import { createHash } from 'node:crypto';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { holding, some } from '../shown';
import type { World } from '../world';

/** Somebody whose sign-in was written down, and the event. */
async function event(world: World): Promise<Record<'UserPoolId' | 'Username' | 'EventId', string>> {
  const place = await places.protected(world);
  const { user } = await world.signedIn({}, place);
  const named = { UserPoolId: place.UserPoolId, Username: user.username };
  const { AuthEvents } = await world.done('AdminListUserAuthEvents', named);
  return { ...named, EventId: AuthEvents[0].EventId };
}

const feedback = { FeedbackValue: 'Valid' };
/** What the notification of an event would hold. */
const FeedbackToken = 'a-token';

async function withToken(world: World): Promise<object> {
  const input = await event(world);
  const record = world.store.events.get(input.EventId)!;
  const feedbackDigest = createHash('sha256').update(FeedbackToken).digest('hex');
  world.store.events.put({ ...record, feedbackDigest });
  return { ...input, ...feedback, FeedbackToken };
}

const unprotected =
  (more: object = {}): Row['arrange'] =>
  async (world) => ({ ...(await world.named()), ...more });
const unknown = async (world: World): Promise<object> => ({
  ...{ UserPoolId: (await places.protected(world)).UserPoolId, Username: 'none' },
});
const pool = async (world: World): Promise<object> => ({
  UserPoolId: (await places.protected(world)).UserPoolId,
});
const plain = ({ plain: { UserPoolId } }: World): { UserPoolId: string } => ({ UserPoolId });
const off = 'Threat protection is not enabled for this user pool.';
const nobody = 'User does not exist.';
const compromised = { CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } } };

/** The tags of a new pool's ARN. */
async function resource(world: World): Promise<{ ResourceArn: string }> {
  const { UserPool } = await world.done('DescribeUserPool', await pool(world));
  return { ResourceArn: UserPool.Arn };
}
const ResourceArn = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_none00000';
const logs = {
  LogConfigurations: [
    {
      ...{ LogLevel: 'ERROR', EventSource: 'userNotification' },
      CloudWatchLogsConfiguration: { LogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:x' },
    },
  ],
};
const history = {
  LogConfigurations: [{ ...logs.LogConfigurations[0], LogLevel: 'INFO', EventSource: 'userAuthEvents' }],
};

/** Threat protection and its events, tags and logs. */
export const protectionRows: readonly Row[] = [
  succeeds(
    ...(['AdminListUserAuthEvents', 'with the events'] as const),
    async (world) => {
      const { UserPoolId, Username } = await event(world);
      return { UserPoolId, Username };
    },
    {
      AuthEvents: [
        holding({ EventId: some.text, EventType: 'SignIn', EventResponse: 'Pass', CreationDate: some.time }),
      ],
    },
  ),
  refuses('AdminListUserAuthEvents', 'UserPoolAddOnNotEnabled', 'a pool without it', unprotected(), off),
  refuses('AdminListUserAuthEvents', 'UserNotFound', 'an unknown user', unknown, nobody),
  succeeds('AdminUpdateAuthEventFeedback', 'with nothing', async (world) => ({
    ...{ ...(await event(world)), ...feedback },
  })),
  refuses('AdminUpdateAuthEventFeedback', 'ResourceNotFound', 'an unknown event', async (world) => ({
    ...{ ...(await event(world)), ...feedback, EventId: 'none' },
  })),
  refuses('AdminUpdateAuthEventFeedback', 'UserNotFound', 'an unknown user', async (world) => ({
    ...{ ...(await unknown(world)), ...feedback, EventId: 'none' },
  })),
  refuses(
    ...(['AdminUpdateAuthEventFeedback', 'UserPoolAddOnNotEnabled', 'a pool without it'] as const),
    unprotected({ ...feedback, EventId: 'none' }),
    off,
  ),
  succeeds('UpdateAuthEventFeedback', 'with nothing', withToken),
  refuses('UpdateAuthEventFeedback', 'NotAuthorized', 'a token of no message', async (world) => ({
    ...{ ...(await withToken(world)), FeedbackToken: 'none' },
  })),
  refuses('UpdateAuthEventFeedback', 'UserNotFound', 'an unknown user', async (world) => ({
    ...{ ...(await unknown(world)), ...feedback, FeedbackToken, EventId: 'none' },
  })),
  refuses(
    ...(['UpdateAuthEventFeedback', 'UserPoolAddOnNotEnabled', 'a pool without it'] as const),
    unprotected({ ...feedback, FeedbackToken, EventId: 'none' }),
    off,
  ),
  succeeds(
    ...(['SetRiskConfiguration', 'with the settings'] as const),
    async (world) => ({ ...(await pool(world)), ...compromised }),
    { RiskConfiguration: holding({ UserPoolId: some.poolId, ...compromised }) },
  ),
  refuses('SetRiskConfiguration', 'UserPoolAddOnNotEnabled', 'a pool without it', plain, off),
  succeeds('DescribeRiskConfiguration', 'with the settings', pool, {
    RiskConfiguration: holding({ UserPoolId: some.poolId }),
  }),
  refuses('DescribeRiskConfiguration', 'UserPoolAddOnNotEnabled', 'a pool without it', plain, off),
  succeeds('TagResource', 'with nothing', async (world) => ({
    ...(await resource(world)),
    Tags: { a: 'b' },
  })),
  refuses('TagResource', 'ResourceNotFound', 'an unknown pool', () => ({ ResourceArn, Tags: { a: 'b' } })),
  succeeds('UntagResource', 'with nothing', async (world) => ({
    ...(await resource(world)),
    TagKeys: ['x'],
  })),
  refuses('UntagResource', 'ResourceNotFound', 'an unknown pool', () => ({ ResourceArn, TagKeys: ['x'] })),
  succeeds(
    ...(['ListTagsForResource', 'with the tags'] as const),
    async (world) => {
      const input = await resource(world);
      await world.done('TagResource', { ...input, Tags: { kept: 'yes' } });
      return input;
    },
    { Tags: holding({ kept: 'yes' }) },
  ),
  refuses('ListTagsForResource', 'ResourceNotFound', 'an unknown pool', () => ({ ResourceArn })),
  succeeds(
    ...(['SetLogDeliveryConfiguration', 'with the settings'] as const),
    (world) => ({ ...plain(world), ...logs }),
    { LogDeliveryConfiguration: { UserPoolId: some.poolId, ...logs } },
  ),
  refuses('SetLogDeliveryConfiguration', 'FeatureUnavailableInTier', 'what the plan lacks', (world) => ({
    ...{ ...plain(world), ...history },
  })),
  refuses('SetLogDeliveryConfiguration', 'InvalidParameter', 'one source twice', (world) => ({
    ...plain(world),
    LogConfigurations: [...logs.LogConfigurations, ...logs.LogConfigurations],
  })),
  succeeds(
    ...(['GetLogDeliveryConfiguration', 'with the settings'] as const),
    async (world) => ({ UserPoolId: (await places.other(world)).UserPoolId }),
    { LogDeliveryConfiguration: { UserPoolId: some.poolId, LogConfigurations: [] } },
  ),
];
