import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { attributesFrom } from '../../cognito/attributes';
import { Cognito } from '../../cognito/cognito';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { type Group, groupFrom } from '../groups/groups.dto';

/** Most groups of a page; a user has at most 100 groups. */
const PAGE = 60;

/** Which groups a user is in. Groups are the roles. */
@Injectable()
export class MembershipsService {
  constructor(
    private readonly cognito: Cognito,
    private readonly revocations: Revocations,
  ) {}

  /**
   * All groups of a user.
   *
   * @throws AppError `user_not_found`
   */
  async list(username: string): Promise<Group[]> {
    const groups: Group[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.cognito.send(
        new AdminListGroupsForUserCommand({
          UserPoolId: this.cognito.userPoolId,
          Username: username,
          Limit: PAGE,
          NextToken,
        }),
      );
      groups.push(...(page.Groups ?? []).map(groupFrom));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return groups;
  }

  /**
   * Adds a user to a group; a member stays one. Tokens tell of it after the next refresh.
   *
   * @throws AppError `user_not_found`, `group_not_found`, `limit_exceeded`
   */
  async add(username: string, group: string): Promise<void> {
    await this.cognito.send(
      new AdminAddUserToGroupCommand({
        UserPoolId: this.cognito.userPoolId,
        Username: username,
        GroupName: group,
      }),
    );
  }

  /**
   * Takes a user out of a group. Access tokens that still name the group end at once; refreshing gives one without it.
   *
   * @throws AppError `user_not_found`, `group_not_found`
   */
  async remove(username: string, group: string): Promise<void> {
    const UserPoolId = this.cognito.userPoolId;
    const { Username, UserAttributes } = await this.cognito.send(
      new AdminGetUserCommand({ UserPoolId, Username: username }),
    );
    const sub = answered(attributesFrom(UserAttributes).sub);
    const removed = this.cognito.send(
      new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName: group }),
    );
    await endingTokens(removed, () => this.revocations.revokeUser(sub));
  }
}
