import { Module } from '@nestjs/common';
import { AdminGroupsController } from './groups/groups.controller';
import { GroupsService } from './groups/groups.service';
import { controllersOfUser, servicesOfUser } from './of-user';
import { AdminUserPoolController } from './user-pool/user-pool.controller';
import { UserPoolService } from './user-pool/user-pool.service';
import { AdminUserAccountController } from './users/accounts.controller';
import { UserAccountService } from './users/accounts.service';
import { InvitationService } from './users/invitation.service';
import { AdminMfaController } from './users/mfa.controller';
import { AdminMfaService } from './users/mfa.service';
import { AdminMembershipsController } from './users/memberships.controller';
import { MembershipsService } from './users/memberships.service';
import { UserListService } from './users/user-list.service';
import { AdminUserStateController } from './users/user-state.controller';
import { UserStateService } from './users/user-state.service';
import { AdminUsersController } from './users/users.controller';
import { UsersService } from './users/users.service';

/** Operations on other users, for people with a role. */
@Module({
  controllers: [
    AdminUsersController,
    AdminUserStateController,
    AdminUserAccountController,
    AdminMfaController,
    ...controllersOfUser,
    AdminMembershipsController,
    AdminGroupsController,
    AdminUserPoolController,
  ],
  providers: [
    UsersService,
    UserListService,
    UserStateService,
    UserAccountService,
    AdminMfaService,
    ...servicesOfUser,
    InvitationService,
    MembershipsService,
    GroupsService,
    UserPoolService,
  ],
})
export class AdminModule {}
