import { Controller, Get } from '@nestjs/common';
import { UserPool } from '../../cognito/user-pool';
import { Roles } from '../../common/access/access.decorators';
import { Fails } from '../../common/errors/fails.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { UserPoolResponse } from './user-pool.dto';
import { userPoolFrom } from './user-pool-view';

/** The user pool itself. */
@Controller('v1/admin/user-pool')
@Roles('admin', 'support')
@Limit('admin')
export class AdminUserPoolController {
  constructor(private readonly userPool: UserPool) {}

  /**
   * Read how the user pool is set up.
   * @remarks Schema, policies, and what users may read and write of themselves.
   */
  @Get()
  @Fails()
  async read(): Promise<UserPoolResponse> {
    return userPoolFrom(await this.userPool.describe());
  }
}
