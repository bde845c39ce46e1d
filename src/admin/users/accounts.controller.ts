import { Body, Controller, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { Freshness, Roles } from '../../common/access/access.decorators';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { UserAccountService } from './accounts.service';
import { AssignAccountRequest, UserParams } from './users.dto';

/** To which account (tenant) users belong. */
@Controller('v1/admin/users/:username/account')
@Roles('admin')
@Limit('admin')
export class AdminUserAccountController {
  constructor(private readonly accounts: UserAccountService) {}

  /**
   * Put a user into an account, or into none.
   * @remarks The only way to change it; `null` takes it away. The user's access tokens stop working here at once, since they name the old
   * account; refreshing gives new ones. Groups stay: somebody who administrates the old account administrates the new one.
   */
  @Put()
  @Freshness('live')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails(
    'user_not_found',
    'invalid_attributes',
    'attribute_not_writable',
    'invalid_parameter',
    'operation_refused',
  )
  @Audited('admin.assign_account')
  assign(@Param() { username }: UserParams, @Body() { accountId }: AssignAccountRequest): Promise<void> {
    return this.accounts.assign(username, accountId);
  }
}
