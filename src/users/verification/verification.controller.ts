import { Body, Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { CurrentUser, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { AttributeCodeResponse, VerifiableAttributeParams, VerifyAttributeRequest } from './verification.dto';
import { VerificationService } from './verification.service';

/** Verification of the signed-in user's e-mail address and phone number. */
@Controller('v1/users/me/attributes/:name')
@SignedIn()
export class VerificationController {
  constructor(private readonly verification: VerificationService) {}

  /** Send a code to your e-mail address or phone number. */
  @Post('code')
  @HttpCode(HttpStatus.ACCEPTED)
  @Limit('send-code')
  @Fails(
    'invalid_parameter',
    'too_many_attempts',
    'code_delivery_failed',
    'operation_refused',
    'insufficient_scope',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.send_attribute_code')
  sendCode(
    @CurrentUser() caller: Caller,
    @Param() { name }: VerifiableAttributeParams,
  ): Promise<AttributeCodeResponse> {
    return this.verification.sendCode(caller, name);
  }

  /** Verify your e-mail address or phone number with the code. */
  @Post('verify')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('check-code')
  @Fails(
    'code_mismatch',
    'code_expired',
    'alias_exists',
    'too_many_attempts',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.verify_attribute')
  verify(
    @CurrentUser() caller: Caller,
    @Param() { name }: VerifiableAttributeParams,
    @Body() { code }: VerifyAttributeRequest,
  ): Promise<void> {
    return this.verification.verify(caller, name, code);
  }
}
