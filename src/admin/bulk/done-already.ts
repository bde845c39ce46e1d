import { Injectable } from '@nestjs/common';
import { accountIn } from '../../cognito/accounts';
import { AppError } from '../../common/errors/app-error';
import type { ErrorCode } from '../../common/errors/error-table';
import type { AdminUser } from '../users/admin-user.dto';
import { MembershipsService } from '../users/memberships.service';
import type { InviteUserRequest } from '../users/users.dto';
import { UsersService } from '../users/users.service';

/** Milliseconds by which Cognito's clock may be behind ours. */
const CLOCKS = 5000;

/**
 * Tells from the user pool what an earlier attempt at a run has done. There is no journal: one of ours would be lost with the process, and
 * could not say what Cognito did of a call that was under way.
 */
@Injectable()
export class DoneAlready {
  constructor(
    private readonly users: UsersService,
    private readonly memberships: MembershipsService,
  ) {}

  /** For what can only be refused in this way by being done, or by being no use. */
  ifAnswered(failure: unknown, code: ErrorCode): Promise<object | undefined> {
    return Promise.resolve(failure instanceof AppError && failure.code === code ? {} : undefined);
  }

  /**
   * Whether a user has come to this status since then: such a user need not be sent another message.
   *
   * @throws AppError `user_not_found`
   */
  async cameTo(status: string, username: string, since: number): Promise<boolean> {
    const { UserStatus, UserLastModifiedDate } = await this.users.find(username);
    return UserStatus === status && isSince(UserLastModifiedDate, since);
  }

  /**
   * The user that an invitation has made since then, with the groups that are still missing. Another one of that name, who is older or
   * has other attributes, is not theirs.
   */
  async invited(failure: unknown, request: InviteUserRequest, since: number): Promise<AdminUser | undefined> {
    if (!(failure instanceof AppError) || failure.code !== 'username_exists') return undefined;
    const user = await this.users.get(request.username);
    if (!isSince(new Date(user.createdAt), since) || !isAsAsked(user, request)) return undefined;
    const { groups = [] } = request;
    // That the inviter may give them has been looked at before the invitation was refused.
    for (const group of groups.filter((name) => user.groups?.includes(name) !== true))
      await this.memberships.add(user.username, group);
    const all = [...new Set([...(user.groups ?? []), ...groups])];
    return Object.assign(user, { groups: all });
  }
}

function isSince(date: Date | undefined, since: number): boolean {
  return date !== undefined && date.getTime() >= since - CLOCKS;
}

function isAsAsked({ attributes }: AdminUser, request: InviteUserRequest): boolean {
  const asked = Object.entries(request.attributes ?? {});
  const { accountId } = request;
  return (
    asked.every(([name, value]) => String(attributes[name] ?? '') === String(value)) &&
    (accountId === undefined || accountIn(attributes) === accountId)
  );
}
