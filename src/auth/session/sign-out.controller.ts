import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { CurrentUser, OptionalUser, Public, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { SignOutRequest } from './session.dto';
import { SignOutService } from './sign-out.service';

/** The end of sign-ins. */
@Controller('v1/auth/sign-out')
export class SignOutController {
  constructor(private readonly signOutService: SignOutService) {}

  /**
   * Sign out.
   * @remarks The refresh token is revoked, and the access tokens of its sign-in stop working here at once. An access token may
   * come along; one that has ended does no harm.
   */
  @Post()
  @Public({ bearer: 'optional' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('sign-out')
  @Fails('invalid_parameter', 'request_blocked', 'operation_refused')
  @Audited('auth.sign_out')
  signOut(@Body() { refreshToken }: SignOutRequest, @OptionalUser() caller?: Caller): Promise<void> {
    return this.signOutService.end(refreshToken, caller);
  }

  /**
   * Sign out everywhere.
   * @remarks All your sign-ins end. Your access tokens stop working here at once.
   */
  @Post('everywhere')
  @SignedIn()
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('sign-out')
  @Fails('insufficient_scope', 'password_reset_required', 'request_blocked')
  @Audited('auth.sign_out_everywhere')
  signOutEverywhere(@CurrentUser() caller: Caller): Promise<void> {
    return this.signOutService.endAll(caller);
  }
}
