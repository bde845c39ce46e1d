import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query } from '@nestjs/common';
import { CursorQuery } from '../../cognito/page.dto';
import { CurrentUser, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { SessionParams, UserSession } from './sessions.dto';
import { SessionsService } from './sessions.service';

/** Where the signed-in user is signed in. */
@Controller('v1/users/me/sessions')
@SignedIn()
export class UserSessionsController {
  constructor(private readonly sessions: SessionsService) {}

  /**
   * List where you are signed in.
   * @remarks Needs session tracking in the user pool.
   */
  @Get()
  @Limit('read')
  @Fails('invalid_cursor', 'insufficient_scope', 'password_reset_required', 'request_blocked')
  @Lists(UserSession)
  list(@CurrentUser() caller: Caller, @Query() query: CursorQuery): Promise<Page<UserSession>> {
    return this.sessions.list(caller, query);
  }

  /**
   * Sign out in another place.
   * @remarks Not the session of this request: that is `POST /v1/auth/sign-out`. Its tokens stop working
   * at once.
   */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('write')
  @Fails(
    'resource_not_found',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.revoke_session')
  revoke(@CurrentUser() caller: Caller, @Param() { id }: SessionParams): Promise<void> {
    return this.sessions.revoke(caller, id);
  }
}
