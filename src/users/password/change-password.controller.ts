import { Body, Controller, HttpCode, HttpStatus, Put } from '@nestjs/common';
import { CurrentUser, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { ChangePasswordRequest } from './password.dto';
import { PasswordService } from './password.service';

/** The signed-in user's own password. */
@Controller('v1/users/me/password')
@SignedIn()
export class ChangePasswordController {
  constructor(private readonly password: PasswordService) {}

  /**
   * Change your own password.
   * @remarks This sign-in goes on; all others end. Five changes an hour at most. Who signs in at another provider only has no password
   * to change.
   */
  @Put()
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('check-code')
  @Fails(
    'incorrect_password',
    'password_policy',
    'password_reused',
    'password_cannot_be_reset',
    'too_many_attempts',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.change_password')
  change(@CurrentUser() caller: Caller, @Body() request: ChangePasswordRequest): Promise<void> {
    return this.password.change(caller, request);
  }
}
