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

  /** Sign out. The refresh token is revoked, and access tokens of this sign-in stop working here at once. */
  @Post()
  @Public({ bearer: 'optional' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('sign-out')
  @Fails('invalid_parameter', 'request_blocked')
  @Audited('auth.sign_out')
  signOut(@Body() { refreshToken }: SignOutRequest, @OptionalUser() caller?: Caller): Promise<void> {
    return this.signOutService.end(refreshToken, caller);
  }

  /** Sign out everywhere: all your sign-ins end. */
  @Post('everywhere')
  @SignedIn()
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('sign-out')
  @Fails('insufficient_scope')
  @Audited('auth.sign_out_everywhere')
  signOutEverywhere(@CurrentUser() caller: Caller): Promise<void> {
    return this.signOutService.endAll(caller);
  }
}
