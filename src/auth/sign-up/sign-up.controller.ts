import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { Public } from '../../common/access/access.decorators';
import { type Client, ClientContext } from '../../common/http/client-context';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { ConfirmSignUpService } from './confirm-sign-up.service';
import {
  ConfirmSignUpRequest,
  ConfirmSignUpResponse,
  ResendCodeRequest,
  ResendCodeResponse,
  SignUpRequest,
  SignUpResponse,
} from './sign-up.dto';
import { SignUpService } from './sign-up.service';

/** New accounts and their confirmation. */
@Controller('v1/auth/sign-up')
@Public()
export class SignUpController {
  constructor(
    private readonly signUpService: SignUpService,
    private readonly confirmation: ConfirmSignUpService,
  ) {}

  /**
   * Sign up.
   * @remarks Makes an account and sends a code; the account works once it is confirmed with the code. A name that is taken is
   * answered like a fresh one, and nothing is made, unless the service is set up to reveal accounts; where the name waits for its
   * code, another one is sent.
   */
  @Post()
  @Limit('sign-up', { also: { name: 'send-code', when: () => true } })
  @Fails(
    'password_policy',
    'invalid_attributes',
    'attribute_not_writable',
    'sign_up_disabled',
    'username_exists',
    'too_many_attempts',
    'code_delivery_failed',
    'request_blocked',
    'operation_refused',
    'invalid_parameter',
  )
  @Audited('auth.sign_up')
  signUp(@Body() request: SignUpRequest, @ClientContext() client: Client): Promise<SignUpResponse> {
    return this.signUpService.signUp(request, client);
  }

  /**
   * Confirm a sign-up with the code.
   * @remarks With `signIn` and the `session` of the sign-up the answer is a sign-in result, where the user pool allows that. A code that
   * has expired, and an account that waits for none, are `code_mismatch`, unless the service is set up to reveal accounts.
   */
  @Post('confirm')
  @HttpCode(HttpStatus.OK)
  @Limit('check-code')
  @Fails(
    'code_mismatch',
    'code_expired',
    'alias_exists',
    'user_already_confirmed',
    'user_not_found',
    'conflict',
    'too_many_attempts',
    'request_blocked',
    'operation_refused',
    'invalid_parameter',
    'user_disabled',
  )
  @Audited('auth.confirm_sign_up')
  confirm(
    @Body() request: ConfirmSignUpRequest,
    @ClientContext() client: Client,
  ): Promise<ConfirmSignUpResponse> {
    return this.confirmation.confirm(request, client);
  }

  /**
   * Send the code of a sign-up again.
   * @remarks The answer is the same whether or not an account waits for a code, unless the service is set up to reveal accounts.
   */
  @Post('resend')
  @HttpCode(HttpStatus.ACCEPTED)
  @Limit('send-code')
  @Fails(
    'user_not_found',
    'user_already_confirmed',
    'too_many_attempts',
    'code_delivery_failed',
    'request_blocked',
    'operation_refused',
    'invalid_parameter',
    'user_disabled',
  )
  @Audited('auth.resend_code')
  resend(@Body() request: ResendCodeRequest, @ClientContext() client: Client): Promise<ResendCodeResponse> {
    return this.signUpService.resend(request, client);
  }
}
