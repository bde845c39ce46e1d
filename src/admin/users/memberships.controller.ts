import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { CurrentUser, Freshness, Roles } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { CheckedUser, SameAccount } from '../../common/access/same-account.decorator';
import type { KnownUser } from '../../common/access/user-directory';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { Group } from '../groups/groups.dto';
import { MembershipParams, UserParams } from './users.dto';
import { MembershipsService } from './memberships.service';

/** Which groups a user is in. */
@Controller('v1/admin/users/:username/groups')
@Roles('admin', 'account-admin')
@SameAccount({ user: 'username' })
@Limit('admin')
export class AdminMembershipsController {
  constructor(private readonly memberships: MembershipsService) {}

  /** List the groups of a user. */
  @Get()
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found')
  list(@Param() { username }: UserParams): Promise<Group[]> {
    return this.memberships.list(username);
  }

  /**
   * Add a user to a group.
   * @remarks The role holds from the user's next sign-in or refresh on. Nobody gives a role that they do not hold, unless their own role
   * stands above it.
   */
  @Put(':group')
  @Freshness('live')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'group_not_found', 'limit_exceeded')
  @Audited('admin.add_to_group')
  add(
    @CurrentUser() { groups }: Caller,
    @Param() { username, group }: MembershipParams,
    @CheckedUser() checked: KnownUser | undefined,
  ): Promise<void> {
    return this.memberships.give(groups, checked?.username ?? username, group);
  }

  /**
   * Take a user out of a group.
   * @remarks The role ends at once: the user's access tokens stop working here, and refreshing gives one without it.
   */
  @Delete(':group')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'group_not_found', 'last_administrator')
  @Audited('admin.remove_from_group')
  remove(
    @CurrentUser() { groups }: Caller,
    @Param() { username, group }: MembershipParams,
    @CheckedUser() checked: KnownUser | undefined,
  ): Promise<void> {
    return this.memberships.take(groups, checked ?? username, group);
  }
}
