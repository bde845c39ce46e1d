import { Body, Controller, Get, HttpCode, HttpStatus, Param, Put, Query } from '@nestjs/common';
import { PageQuery } from '../../cognito/page.dto';
import { Roles } from '../../common/access/access.decorators';
import { CheckedUser, SameAccount } from '../../common/access/same-account.decorator';
import type { KnownUser } from '../../common/access/user-directory';
import { Fails } from '../../common/errors/fails.decorator';
import { Lists } from '../../common/http/lists.decorator';
import type { Page } from '../../common/http/page';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { UserParams } from '../users/users.dto';
import { AuthEvent, EventFeedbackRequest, EventParams } from './events.dto';
import { EventsService } from './events.service';

/** The sign-in history of a user. */
@Controller('v1/admin/users/:username/events')
@Roles('admin', 'account-admin')
@SameAccount({ user: 'username' })
@Limit('admin')
export class AdminEventsController {
  constructor(private readonly events: EventsService) {}

  /**
   * List what a user has done to get in, with the risk.
   * @remarks The newest first. Needs threat protection in the user pool (plan Plus), which keeps the history for two years.
   */
  @Get()
  @Roles('admin', 'support', 'account-admin')
  @Fails('user_not_found', 'feature_not_enabled', 'invalid_cursor', 'invalid_parameter')
  @Lists(AuthEvent)
  list(
    @Param() { username }: UserParams,
    @CheckedUser() checked: KnownUser | undefined,
    @Query() query: PageQuery,
  ): Promise<Page<AuthEvent>> {
    return this.events.list(checked ?? username, query);
  }

  /**
   * Say whether it was the user.
   * @remarks Cognito learns from it: what looks like a valid event is less of a risk from then on. What is said last counts.
   */
  @Put(':eventId/feedback')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'feature_not_enabled', 'resource_not_found', 'invalid_parameter')
  @Audited('admin.update_event_feedback')
  updateFeedback(
    @Param() { username, eventId }: EventParams,
    @CheckedUser() checked: KnownUser | undefined,
    @Body() { value }: EventFeedbackRequest,
  ): Promise<void> {
    return this.events.updateFeedback(checked ?? username, eventId, value);
  }
}
