import { Module } from '@nestjs/common';
import { USER_DIRECTORY } from '../common/access/user-directory';
import { Accounts } from '../cognito/accounts';
import { Administrators } from '../cognito/administrators';
import { BULK_DOOR, Cognito } from '../cognito/cognito';
import { CognitoUserDirectory } from '../cognito/cognito-user-directory';
import { userServices } from './admin-services';
import { AdminBulkController } from './bulk/bulk.controller';
import { BulkService } from './bulk/bulk.service';
import { DoneAlready } from './bulk/done-already';
import { LineService } from './bulk/line.service';
import { Operations } from './bulk/operations';
import { AdminExportController } from './export/export.controller';
import { ExportService } from './export/export.service';
import { Members } from './export/members';
import { Standing } from './standing';
import { AdminUserAccountController } from './users/accounts.controller';
import { AdminMembershipsController } from './users/memberships.controller';
import { AdminMfaController } from './users/mfa.controller';
import { AdminUserStateController } from './users/user-state.controller';
import { AdminUsersController } from './users/users.controller';

/**
 * Work on many users. The services are those of the single routes, a second time: what they send goes by the door of bulk runs, which takes
 * what people leave of Cognito's quotas.
 */
@Module({
  controllers: [AdminBulkController, AdminExportController],
  providers: [
    { provide: Cognito, useExisting: BULK_DOOR },
    { provide: USER_DIRECTORY, useClass: CognitoUserDirectory },
    Accounts,
    Administrators,
    ...userServices,
    // As what lines are handed to; they have no routes here.
    AdminUsersController,
    AdminUserStateController,
    AdminUserAccountController,
    AdminMfaController,
    AdminMembershipsController,
    Standing,
    Operations,
    DoneAlready,
    LineService,
    BulkService,
    Members,
    ExportService,
  ],
})
export class AdminAtScaleModule {}
