import { Body, Controller, Delete, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { Freshness, Roles } from '../../common/access/access.decorators';
import { SameAccount } from '../../common/access/same-account.decorator';
import { Fails } from '../../common/errors/fails.decorator';
import { Audited } from '../../common/observability/audited.decorator';
import { Limit } from '../../common/rate-limits/limit.decorator';
import { UserParams } from '../users/users.dto';
import {
  LinkProviderRequest,
  ProviderIdentity,
  UnlinkProviderQuery,
  UserProviderParams,
} from './providers.dto';
import { ProvidersService } from './providers.service';

/** External identities that sign in as a user. */
@Controller('v1/admin/users/:username/providers')
@Roles('admin', 'account-admin')
@SameAccount({ user: 'username' })
@Limit('admin')
export class AdminProvidersController {
  constructor(private readonly providers: ProvidersService) {}

  /**
   * Link an external identity to a user.
   * @remarks Whoever signs in with it is this user from then on. It must not have signed in before; a user has five at most.
   */
  @Post()
  @Freshness('live')
  @Fails('user_not_found', 'conflict', 'limit_exceeded', 'invalid_parameter')
  @Audited('admin.link_provider')
  link(@Param() { username }: UserParams, @Body() request: LinkProviderRequest): Promise<ProviderIdentity> {
    return this.providers.link(username, request);
  }

  /**
   * Unlink an external identity from a user.
   * @remarks All their sessions end. Refused for the only way in which the user can sign in.
   */
  @Delete(':provider')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Fails('user_not_found', 'resource_not_found', 'conflict', 'invalid_parameter')
  @Audited('admin.unlink_provider')
  unlink(
    @Param() { username, provider }: UserProviderParams,
    @Query() query: UnlinkProviderQuery,
  ): Promise<void> {
    return this.providers.unlink(username, provider, query);
  }
}
