import { Module } from '@nestjs/common';
import { userServices } from './admin-services';
import { AdminAtScaleModule } from './at-scale.module';
import { AdminGroupsController } from './groups/groups.controller';
import { AdminImportsController } from './imports/imports.controller';
import { ImportsService } from './imports/imports.service';
import { controllersOfUser, servicesOfUser } from './of-user';
import { AdminUserPoolController } from './user-pool/user-pool.controller';
import { UserPoolService } from './user-pool/user-pool.service';
import { AdminUserAccountController } from './users/accounts.controller';
import { AdminMfaController } from './users/mfa.controller';
import { AdminMembershipsController } from './users/memberships.controller';
import { AdminUserStateController } from './users/user-state.controller';
import { AdminUsersController } from './users/users.controller';

/** Operations on other users, for people with a role. */
@Module({
  imports: [AdminAtScaleModule],
  controllers: [
    AdminUsersController,
    AdminUserStateController,
    AdminUserAccountController,
    AdminMfaController,
    ...controllersOfUser,
    AdminMembershipsController,
    AdminGroupsController,
    AdminUserPoolController,
    AdminImportsController,
  ],
  providers: [...userServices, ...servicesOfUser, ImportsService, UserPoolService],
})
export class AdminModule {}
