import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { OperationTable, PoolContext } from '../operation';
import { poolNamedBy } from '../pools/arn';
import type { PoolRecord } from '../store/records';

/** Most tags of a resource. */
const mostTags = 50;

/** Adds tags; one of a name that is there gets the new value. */
function tagResource(input: TagResourceCommandInput, context: PoolContext): object {
  const pool = poolNamedBy(context, input.ResourceArn);
  const tags = { ...pool.settings.UserPoolTags, ...input.Tags };
  if (Object.keys(tags).length > mostTags)
    throw invalidParameter(`A user pool cannot have more than ${mostTags} tags.`);
  return keepTags(context, pool, tags);
}

/** A name that is not there is no mistake. */
function untagResource(input: UntagResourceCommandInput, context: PoolContext): object {
  const pool = poolNamedBy(context, input.ResourceArn);
  const gone = new Set(input.TagKeys);
  const left = Object.entries(pool.settings.UserPoolTags ?? {}).filter(([name]) => !gone.has(name));
  return keepTags(context, pool, Object.fromEntries(left));
}

function listTagsForResource(
  input: ListTagsForResourceCommandInput,
  context: PoolContext,
): Omit<ListTagsForResourceCommandOutput, '$metadata'> {
  return { Tags: { ...poolNamedBy(context, input.ResourceArn).settings.UserPoolTags } };
}

/** Tags of pools. */
export const tagOperations = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
} satisfies OperationTable;

function keepTags(context: PoolContext, pool: PoolRecord, UserPoolTags: Record<string, string>): object {
  context.store.pools.put({ ...pool, settings: { ...pool.settings, UserPoolTags } });
  return {};
}
