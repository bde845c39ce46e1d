import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { Public } from '../../common/access/access.decorators';
import { type Client, ClientContext } from '../../common/http/client-context';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { ForgotPasswordRequest, ForgotPasswordResponse, ResetPasswordRequest } from './password-recovery.dto';
import { PasswordRecoveryService } from './password-recovery.service';

/** A new password for those who cannot sign in. */
@Controller('v1/auth/password')
@Public()
export class PasswordRecoveryController {
  constructor(private readonly recovery: PasswordRecoveryService) {}

  /**
   * Ask for a code to reset a forgotten password.
   * @remarks The answer is the same whether or not there is an account that gets a code, unless the service is set up to reveal
   * accounts.
   */
  @Post('forgot')
  @HttpCode(HttpStatus.ACCEPTED)
  @Limit('send-code')
  @Fails(
    'user_not_found',
    'user_disabled',
    'password_cannot_be_reset',
    'too_many_attempts',
    'code_delivery_failed',
    'request_blocked',
    'operation_refused',
    'invalid_parameter',
  )
  @Audited('auth.forgot_password')
  forgot(
    @Body() request: ForgotPasswordRequest,
    @ClientContext() client: Client,
  ): Promise<ForgotPasswordResponse> {
    return this.recovery.forgot(request, client);
  }

  /**
   * Reset a forgotten password with the code.
   * @remarks All sign-ins end.
   */
  @Post('reset')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('check-code')
  @Fails(
    'code_mismatch',
    'code_expired',
    'password_policy',
    'password_reused',
    'user_not_found',
    'user_not_confirmed',
    'user_disabled',
    'too_many_attempts',
    'request_blocked',
    'operation_refused',
    'invalid_parameter',
    'password_cannot_be_reset',
  )
  @Audited('auth.reset_password')
  reset(@Body() request: ResetPasswordRequest, @ClientContext() client: Client): Promise<void> {
    return this.recovery.reset(request, client);
  }
}
