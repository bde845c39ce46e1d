import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query } from '@nestjs/common';
import { KnownSession } from '../../cognito/known-session.dto';
import { CursorQuery } from '../../cognito/page.dto';
import { Roles } from '../../common/access/access.decorators';
import { CheckedUser, SameAccount } from '../../common/access/same-account.decorator';
import type { KnownUser } from '../../common/access/user-directory';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { UserParams } from '../users/users.dto';
import { UserSessionParams } from './sessions.dto';
import { SessionsOfUserService } from './sessions.service';

/** Where a user is signed in. */
@Controller('v1/admin/users/:username/sessions')
@Roles('admin', 'account-admin')
@SameAccount({ user: 'username' })
@Limit('admin')
export class AdminSessionsController {
  constructor(private readonly sessions: SessionsOfUserService) {}

  /**
   * List where a user is signed in.
   * @remarks Needs session tracking in the user pool.
   */
  @Get()
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found', 'invalid_cursor', 'invalid_parameter')
  @Lists(KnownSession)
  list(
    @Param() { username }: UserParams,
    @CheckedUser() checked: KnownUser | undefined,
    @Query() query: CursorQuery,
  ): Promise<Page<KnownSession>> {
    return this.sessions.list(checked ?? username, query);
  }

  /**
   * End one session of a user.
   * @remarks Its tokens stop working at once; the user's other sessions go on.
   */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'resource_not_found', 'invalid_parameter')
  @Audited('admin.revoke_session')
  revoke(
    @Param() { username, id }: UserSessionParams,
    @CheckedUser() checked: KnownUser | undefined,
  ): Promise<void> {
    return this.sessions.revoke(checked ?? username, id);
  }
}
