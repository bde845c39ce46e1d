import { Body, Controller, HttpCode, HttpStatus, Post, Put } from '@nestjs/common';
import { AppEnrolment } from '../../cognito/app-enrolment.dto';
import { MfaMethods } from '../../cognito/mfa-methods.dto';
import { UpdateMfaRequest } from '../../cognito/mfa-preferences.dto';
import { CurrentUser, Freshness, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { VerifyTotpRequest } from './mfa.dto';
import { MfaService } from './mfa.service';

/** The signed-in user's own second factors. */
@Controller('v1/users/me/mfa')
@SignedIn()
export class MfaController {
  constructor(private readonly mfa: MfaService) {}

  /**
   * Switch your own second factors on or off.
   * @remarks Answers what is on now. An authenticator app has to be verified first, an address to be verified.
   */
  @Put()
  @Freshness({ maxAge: '15m' })
  @Limit('write')
  @Fails(
    'mfa_not_available',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.update_mfa')
  update(@CurrentUser() caller: Caller, @Body() request: UpdateMfaRequest): Promise<MfaMethods> {
    return this.mfa.update(caller, request);
  }

  /**
   * Begin to set up an authenticator app.
   * @remarks The app in use goes on working until the new one is verified.
   */
  @Post('totp')
  @Freshness({ maxAge: '15m' })
  @HttpCode(HttpStatus.OK)
  @Limit('check-code')
  @Fails(
    'mfa_not_available',
    'conflict',
    'insufficient_scope',
    'password_reset_required',
    'request_blocked',
    'invalid_parameter',
  )
  @Audited('user.begin_totp')
  beginTotp(@CurrentUser() caller: Caller): Promise<AppEnrolment> {
    return this.mfa.beginTotp(caller);
  }

  /**
   * Verify the authenticator app by its first code, and switch it on.
   * @remarks Answers the second factors that are on now. Where this fails after the code was taken (a status of 5xx), the app is
   * verified and still off: `PUT /v1/users/me/mfa` switches it on.
   */
  @Post('totp/verify')
  @HttpCode(HttpStatus.OK)
  @Limit('check-code')
  @Fails(
    'code_mismatch',
    'mfa_not_available',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.verify_totp')
  verifyTotp(@CurrentUser() caller: Caller, @Body() request: VerifyTotpRequest): Promise<MfaMethods> {
    return this.mfa.verifyTotp(caller, request);
  }
}
