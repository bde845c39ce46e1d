import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { MfaMethods } from '../../cognito/mfa-methods.dto';
import { UpdateMfaRequest } from '../../cognito/mfa-preferences.dto';
import { Freshness, Roles } from '../../common/access/access.decorators';
import { CheckedUser, SameAccount } from '../../common/access/same-account.decorator';
import type { KnownUser } from '../../common/access/user-directory';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { AdminMfaService } from './mfa.service';
import { UserParams } from './users.dto';

/** Help for users who have lost a second factor. */
@Controller('v1/admin/users/:username/mfa')
@Roles('admin', 'support', 'account-admin')
@SameAccount({ user: 'username' })
@Limit('admin')
export class AdminMfaController {
  constructor(private readonly mfa: AdminMfaService) {}

  /**
   * Switch a user's second factors on or off.
   * @remarks Answers what is on then. A method can be switched on that the user has set up; a code goes to a verified address only.
   */
  @Put()
  @Freshness('live')
  @Fails('user_not_found', 'mfa_not_available', 'conflict', 'invalid_parameter')
  @Audited('admin.update_mfa')
  update(
    @Param() { username }: UserParams,
    @CheckedUser() checked: KnownUser | undefined,
    @Body() request: UpdateMfaRequest,
  ): Promise<MfaMethods> {
    return this.mfa.update(checked ?? username, request);
  }

  /**
   * Remove a user's authenticator app.
   * @remarks For somebody who has lost it. The next sign-in asks for no code of it; where the user pool wants a second factor of everybody,
   * it leads to setting one up.
   */
  @Delete('totp')
  @Freshness('live')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'conflict', 'invalid_parameter')
  @Audited('admin.remove_totp')
  removeTotp(@Param() { username }: UserParams): Promise<void> {
    return this.mfa.removeTotp(username);
  }
}
