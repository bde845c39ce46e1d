import { Controller, Get, Module, Param } from '@nestjs/common';
import { Roles, SignedIn } from '../../src/common/access/access.decorators';
import { AccountId, CheckedUser, SameAccount } from '../../src/common/access/same-account.decorator';
import type { KnownUser } from '../../src/common/access/user-directory';
import { Fails } from '../../src/common/errors/fails.decorator';
import { Limit } from '../../src/common/rate-limits/limit.decorator';

@Controller('v1')
@Limit('read')
class ProjectsController {
  /** List the projects of the caller's own account. */
  @Get('projects')
  @SignedIn()
  @Fails('forbidden')
  own(@AccountId() accountId: string): { accountId: string } {
    return { accountId };
  }

  /** List the projects of an account, which must be the caller's. */
  @Get('accounts/:accountId/projects')
  @SignedIn()
  @SameAccount()
  @Fails('forbidden', 'resource_not_found')
  ofAccount(@Param('accountId') accountId: string): { accountId: string } {
    return { accountId };
  }

  /** List the projects of a colleague; administrators of the platform reach everybody. */
  @Get('people/:username/projects')
  @Roles('admin', 'account-admin')
  @SameAccount({ user: 'username' })
  @Fails('user_not_found')
  ofPerson(
    @Param('username') username: string,
    @CheckedUser() checked: KnownUser | undefined,
  ): { username: string } {
    return { username: checked?.username ?? username };
  }
}

@Module({ controllers: [ProjectsController] })
export class ProjectsModule {}
