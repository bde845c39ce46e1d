import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Patch } from '@nestjs/common';
import { CurrentUser, Freshness, SignedIn } from '../../common/access/access.decorators';
import type { Caller } from '../../common/access/caller';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { NEW_ADDRESS } from './new-address';
import { ProfileResponse, UpdateProfileRequest, UpdateProfileResponse } from './profile.dto';
import { ProfileService } from './profile.service';

/** The signed-in user's own account. */
@Controller('v1/users/me')
@SignedIn()
export class ProfileController {
  constructor(private readonly profile: ProfileService) {}

  /** Read your own account. */
  @Get()
  @Limit('read')
  @Fails('insufficient_scope', 'password_reset_required', 'request_blocked')
  read(@CurrentUser() caller: Caller): Promise<ProfileResponse> {
    return this.profile.read(caller);
  }

  /**
   * Change your own attributes.
   * @remarks `null` deletes one. A new e-mail address or phone number is sent a code where the user pool verifies it;
   * `deliveries` tells where it went.
   */
  @Patch()
  @Limit('write', { also: NEW_ADDRESS })
  @Fails(
    'attribute_not_writable',
    'invalid_attributes',
    'alias_exists',
    'code_delivery_failed',
    'operation_refused',
    'insufficient_scope',
    'invalid_parameter',
    'password_reset_required',
    'request_blocked',
  )
  @Audited('user.update_profile')
  update(
    @CurrentUser() caller: Caller,
    @Body() { attributes }: UpdateProfileRequest,
  ): Promise<UpdateProfileResponse> {
    return this.profile.update(caller, attributes);
  }

  /**
   * Delete your own account for good.
   * @remarks You must have signed in within the last five minutes; refreshing the tokens does not count. The last administrator cannot
   * leave.
   */
  @Delete()
  @Freshness({ maxAge: '5m' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @Limit('write')
  @Fails('insufficient_scope', 'password_reset_required', 'request_blocked', 'last_administrator')
  @Audited('user.delete')
  delete(@CurrentUser() caller: Caller): Promise<void> {
    return this.profile.delete(caller);
  }
}
