import type { Type } from '@nestjs/common';
import { GroupsService } from './groups/groups.service';
import { UserAccountService } from './users/accounts.service';
import { InvitationService } from './users/invitation.service';
import { MembershipsService } from './users/memberships.service';
import { AdminMfaService } from './users/mfa.service';
import { UserListService } from './users/user-list.service';
import { UserStateService } from './users/user-state.service';
import { UsersService } from './users/users.service';

/** What the routes about users are made of: for people, and with another door to Cognito for work at scale. */
export const userServices: Type[] = [
  UsersService,
  UserListService,
  UserStateService,
  UserAccountService,
  AdminMfaService,
  InvitationService,
  MembershipsService,
  GroupsService,
];
