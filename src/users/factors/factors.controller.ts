import { Controller, Get } from '@nestjs/common';
import { CurrentUser, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { FactorsResponse } from './factors.dto';
import { FactorsService } from './factors.service';

/** How the signed-in user can sign in. */
@Controller('v1/users/me/factors')
@SignedIn()
export class FactorsController {
  constructor(private readonly factors: FactorsService) {}

  /** Read your own sign-in factors and MFA methods. */
  @Get()
  @Limit('read')
  @Fails('insufficient_scope', 'password_reset_required', 'request_blocked')
  read(@CurrentUser() caller: Caller): Promise<FactorsResponse> {
    return this.factors.read(caller);
  }
}
