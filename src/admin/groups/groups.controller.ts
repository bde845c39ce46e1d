import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { Roles } from '../../common/access/access.decorators';
import { SameAccount, Within } from '../../common/access/same-account.decorator';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { PageQuery } from '../../cognito/page.dto';
import { AdminUser } from '../users/admin-user.dto';
import { UserListService } from '../users/user-list.service';
import { CreateGroupRequest, Group, GroupParams, UpdateGroupRequest } from './groups.dto';
import { GroupsService } from './groups.service';

/** The groups of the pool, which are the roles. */
@Controller('v1/admin/groups')
@Roles('admin')
@Limit('admin')
export class AdminGroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly users: UserListService,
  ) {}

  /** List groups. */
  @Get()
  @Roles('admin', 'support')
  @Fails('invalid_cursor')
  @Lists(Group)
  list(@Query() query: PageQuery): Promise<Page<Group>> {
    return this.groups.list(query);
  }

  /** Make a group. */
  @Post()
  @Fails('group_exists', 'limit_exceeded', 'invalid_parameter')
  @Audited('admin.create_group')
  create(@Body() request: CreateGroupRequest): Promise<Group> {
    return this.groups.create(request);
  }

  /** Read a group. */
  @Get(':group')
  @Roles('admin', 'support')
  @Fails('group_not_found')
  get(@Param() { group }: GroupParams): Promise<Group> {
    return this.groups.get(group);
  }

  /**
   * Change a group.
   * @remarks What is left out stays as it is.
   */
  @Patch(':group')
  @Fails('group_not_found', 'invalid_parameter')
  @Audited('admin.update_group')
  update(@Param() { group }: GroupParams, @Body() request: UpdateGroupRequest): Promise<Group> {
    return this.groups.update(group, request);
  }

  /**
   * Delete a group.
   * @remarks Its members stay. Their access tokens that still name the group end at once; refreshing gives new ones. The group `admin`
   * cannot be deleted: nobody could give roles any more.
   */
  @Delete(':group')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('group_not_found', 'last_administrator')
  @Audited('admin.delete_group')
  delete(@Param() { group }: GroupParams): Promise<void> {
    return this.groups.delete(group);
  }

  /** List the members of a group. */
  @Get(':group/users')
  @Roles('admin', 'support', 'account-admin')
  @SameAccount('handler')
  @Fails('group_not_found', 'invalid_cursor')
  @Lists(AdminUser)
  members(
    @Param() { group }: GroupParams,
    @Query() query: PageQuery,
    @Within() within: string | undefined,
  ): Promise<Page<AdminUser>> {
    return this.users.list({ group, limit: query.limit, cursor: query.cursor }, within);
  }
}
