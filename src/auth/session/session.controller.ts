import { Body, Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { CurrentUser, Public, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { SignInResponse } from '../sign-in/sign-in.dto';
import { RefreshService } from './refresh.service';
import { RefreshRequest, SessionResponse } from './session.dto';
import { sessionOf } from './session';

/** A sign-in as it goes on. */
@Controller('v1/auth')
export class SessionController {
  constructor(private readonly refreshService: RefreshService) {}

  /**
   * Get new tokens by the refresh token.
   * @remarks Keep the refresh token of the answer: where refresh tokens rotate it is a new one, and whoever uses the old one
   * later ends the sign-in.
   */
  @Post('refresh')
  @Public()
  @HttpCode(HttpStatus.OK)
  @Limit('refresh')
  @Fails(
    'invalid_refresh_token',
    'refresh_token_reused',
    'user_not_found',
    'user_disabled',
    'request_blocked',
    'operation_refused',
    'invalid_parameter',
  )
  @Audited('auth.refresh')
  refresh(@Body() request: RefreshRequest): Promise<SignInResponse> {
    return this.refreshService.refresh(request);
  }

  /**
   * Read what your access token says.
   * @remarks From the token alone. Cognito is only asked once, if you have signed out in another place by its session and this
   * token might have been one of that session.
   */
  @Get('session')
  @SignedIn()
  @Limit('read')
  @Fails()
  read(@CurrentUser() caller: Caller): SessionResponse {
    return sessionOf(caller);
  }
}
