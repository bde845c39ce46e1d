import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { Public } from '../../common/access/access.decorators';
import { type Client, ClientContext } from '../../common/http/client-context';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { MESSAGES } from './messages';
import { SignInRequest, SignInResponse } from './sign-in.dto';
import { SignInService } from './sign-in.service';

/** The start of every sign-in. */
@Controller('v1/auth/sign-in')
@Public()
export class SignInController {
  constructor(private readonly signInService: SignInService) {}

  /**
   * Sign in.
   * @remarks The result is either the tokens, or a challenge to answer with `POST /v1/auth/challenge`. An unknown user, a wrong
   * password and a disabled account are answered alike, unless the service is set up to reveal accounts.
   */
  @Post()
  @HttpCode(HttpStatus.OK)
  @Limit('sign-in', { also: MESSAGES })
  @Fails(
    'invalid_credentials',
    'user_not_confirmed',
    'user_not_found',
    'user_disabled',
    'password_reset_required',
    'temporary_password_expired',
    'too_many_attempts',
    'challenge_unsupported',
    'request_blocked',
    'sign_in_refused',
    'operation_refused',
    'invalid_parameter',
  )
  @Audited('auth.sign_in')
  signIn(@Body() request: SignInRequest, @ClientContext() client: Client): Promise<SignInResponse> {
    return this.signInService.signIn(request, client);
  }
}
