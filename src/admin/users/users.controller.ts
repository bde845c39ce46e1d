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
import { CurrentUser, Freshness, Roles } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { CheckedUser, SameAccount, Within } from '../../common/access/same-account.decorator';
import type { KnownUser } from '../../common/access/user-directory';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { AdminUser } from './admin-user.dto';
import { InvitationService } from './invitation.service';
import { UserListService } from './user-list.service';
import { InviteUserRequest, ListUsersQuery, UpdateUserRequest, UserParams } from './users.dto';
import { UsersService } from './users.service';

/** The users of the pool. */
@Controller('v1/admin/users')
@Roles('admin', 'account-admin')
@SameAccount({ user: 'username' })
@Limit('admin')
export class AdminUsersController {
  constructor(
    private readonly users: UsersService,
    private readonly lists: UserListService,
    private readonly invitations: InvitationService,
  ) {}

  /**
   * List users, or search for them.
   * @remarks All conditions that are given must hold. A page can be short, or even empty, although more follow: go on while
   * there is a `meta.nextCursor`.
   */
  @Get()
  @Roles('admin', 'support', 'account-admin')
  @SameAccount('handler')
  @Fails('invalid_cursor', 'invalid_parameter', 'group_not_found')
  @Lists(AdminUser)
  list(@Query() query: ListUsersQuery, @Within() within: string | undefined): Promise<Page<AdminUser>> {
    return this.lists.list(query, within);
  }

  /**
   * Invite a user.
   * @remarks Makes the account, adds it to its groups and sends a temporary password, which is changed at the first sign-in.
   */
  @Post()
  @SameAccount('handler')
  @Fails(
    'username_exists',
    'alias_exists',
    'group_not_found',
    'invalid_attributes',
    'invalid_parameter',
    'attribute_not_writable',
    'password_policy',
    'code_delivery_failed',
    'too_many_attempts',
    'conflict',
    'operation_refused',
  )
  @Audited('admin.invite_user')
  invite(
    @CurrentUser() { groups }: Caller,
    @Within() within: string | undefined,
    @Body() request: InviteUserRequest,
  ): Promise<AdminUser> {
    return this.invitations.invite(request, { groups, within });
  }

  /** Read a user. */
  @Get(':username')
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found')
  get(@Param() { username }: UserParams, @Within() within: string | undefined): Promise<AdminUser> {
    return this.users.get(username, within);
  }

  /**
   * Change a user's attributes.
   * @remarks `null` deletes one; what is left out stays as it is.
   */
  @Patch(':username')
  @Freshness('live')
  @Fails(
    'user_not_found',
    'attribute_not_writable',
    'invalid_attributes',
    'invalid_parameter',
    'alias_exists',
    'operation_refused',
  )
  @Audited('admin.update_user')
  update(
    @Param() { username }: UserParams,
    @CheckedUser() checked: KnownUser | undefined,
    @Body() { attributes }: UpdateUserRequest,
  ): Promise<AdminUser> {
    return this.users.update(checked ?? username, attributes);
  }

  /**
   * Delete a user for good.
   * @remarks Their access tokens stop working here at once.
   */
  @Delete(':username')
  @Freshness('live')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'last_administrator')
  @Audited('admin.delete_user')
  delete(@Param() { username }: UserParams, @CheckedUser() checked: KnownUser | undefined): Promise<void> {
    return this.users.delete(checked ?? username);
  }
}
