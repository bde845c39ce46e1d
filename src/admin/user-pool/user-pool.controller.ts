import { Body, Controller, Get, Post } from '@nestjs/common';
import { UserPool } from '../../cognito/user-pool';
import { Freshness, Roles } from '../../common/access/access.decorators';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { AddAttributesRequest } from './new-attributes.dto';
import { SchemaAttribute, UserPoolResponse } from './user-pool.dto';
import { UserPoolService } from './user-pool.service';
import { userPoolFrom } from './user-pool-view';

/** The user pool itself. */
@Controller('v1/admin/user-pool')
@Roles('admin', 'support')
@Limit('admin')
export class AdminUserPoolController {
  constructor(
    private readonly userPool: UserPool,
    private readonly changes: UserPoolService,
  ) {}

  /**
   * Read how the user pool is set up.
   * @remarks Schema, policies, and what users may read and write of themselves.
   */
  @Get()
  @Fails()
  async read(): Promise<UserPoolResponse> {
    return userPoolFrom(await this.userPool.describe());
  }

  /**
   * Add custom attributes to the user pool.
   * @remarks This cannot be undone: Cognito neither removes nor renames nor changes an attribute, and a pool has at most 50. All of them are
   * added, or none. Administrators can write them at once; users may read and write of themselves what the app client's lists name, which
   * stay as they are.
   */
  @Post('attributes')
  @Roles('admin')
  @Freshness('live')
  @Fails('conflict', 'limit_exceeded', 'invalid_parameter')
  @Audited('admin.add_attributes')
  add(@Body() { attributes }: AddAttributesRequest): Promise<SchemaAttribute[]> {
    return this.changes.addAttributes(attributes);
  }
}
