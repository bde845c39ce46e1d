import type { GroupType } from '@aws-sdk/client-cognito-identity-provider';
import { IsInt, IsString, Length, Matches, Max, MaxLength, Min } from 'class-validator';
import { answered } from '../../cognito/answered';
import { MayBeLeftOut } from '../../cognito/input.validators';
import { IsName } from '../admin.validators';

const ROLE_ARN =
  /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?$/;

/** A group of users; groups are the roles. */
export class Group {
  /**
   * The name, which cannot be changed.
   * @example editors
   */
  name: string;
  /**
   * What the group is for.
   * @example People who correct what others wrote
   */
  description?: string;
  /**
   * Which group's IAM role is preferred: the lower, the stronger.
   * @example 10
   */
  precedence?: number;
  /**
   * IAM role that members may take on through an identity pool.
   * @example arn:aws:iam::123456789012:role/editors
   */
  roleArn?: string;
  /**
   * When the group was made.
   * @example 2026-01-31T09:30:00.000Z
   */
  createdAt: string;
  /**
   * When it was changed last.
   * @example 2026-02-01T10:00:00.000Z
   */
  updatedAt: string;
}

/** Which group a route is about. */
export class GroupParams {
  /**
   * The name of the group.
   * @example editors
   */
  @IsName()
  group: string;
}

/** What can be changed of a group. Members that are left out stay as they are. */
export class UpdateGroupRequest {
  /**
   * What the group is for; an empty text clears it.
   * @example People who correct what others wrote
   */
  @MayBeLeftOut()
  @IsString()
  @MaxLength(2048)
  description?: string;
  /**
   * Which group's IAM role is preferred: the lower, the stronger.
   * @example 10
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  precedence?: number;
  /** IAM role that members may take on through an identity pool, e.g. `arn:aws:iam::123456789012:role/editors`. */
  @MayBeLeftOut()
  @Length(20, 2048)
  @Matches(ROLE_ARN, { message: 'roleArn must be the ARN of a role' })
  roleArn?: string;
}

/** A new group. */
export class CreateGroupRequest extends UpdateGroupRequest {
  /**
   * The name, which cannot be changed later.
   * @example editors
   */
  @IsName()
  name: string;
}

/**
 * Reads a group.
 *
 * @throws AppError `upstream_invalid_response` when what every group has is missing
 */
export function groupFrom(group: GroupType): Group {
  const { Description, Precedence, RoleArn } = group;
  return {
    name: answered(group.GroupName),
    ...(Description === undefined || Description === '' ? {} : { description: Description }),
    ...(Precedence === undefined ? {} : { precedence: Precedence }),
    ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
    createdAt: answered(group.CreationDate).toISOString(),
    updatedAt: answered(group.LastModifiedDate).toISOString(),
  };
}
