import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  GetGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { type Identity, knownUser } from '../../cognito/accounts';
import { Administrators } from '../../cognito/administrators';
import { Cognito } from '../../cognito/cognito';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { ADMINISTRATORS, grantsAll, mayGrant } from '../../common/access/roles';
import { AppError } from '../../common/errors/app-error';
import { type Group, groupFrom } from '../groups/groups.dto';

/** Most groups of a page; a user has at most 100 groups. */
const PAGE = 60;

/** Which groups a user is in. Groups are the roles. */
@Injectable()
export class MembershipsService {
  constructor(
    private readonly cognito: Cognito,
    private readonly revocations: Revocations,
    private readonly administrators: Administrators,
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
   * Refuses to let somebody give or take what they may not: roles beyond theirs, and groups with an IAM role that they are not in, which
   * opens AWS instead of routes.
   *
   * @param held groups of the caller
   * @throws AppError `forbidden`, `group_not_found`
   */
  async refuseBeyond(held: readonly string[], group: string): Promise<void> {
    if (grantsAll(held)) return;
    if (!mayGrant(held, group)) throw beyond();
    if (held.includes(group)) return;
    const { Group } = await this.cognito.send(
      new GetGroupCommand({ UserPoolId: this.cognito.userPoolId, GroupName: group }),
    );
    if (Group?.RoleArn !== undefined) throw beyond();
  }

  /**
   * Adds a user to a group on somebody's behalf; a member stays one. Tokens tell of it after the next refresh.
   *
   * @param held groups of the caller
   * @throws AppError `forbidden`, `user_not_found`, `group_not_found`, `limit_exceeded`
   */
  async give(held: readonly string[], username: string, group: string): Promise<void> {
    await this.refuseBeyond(held, group);
    await this.add(username, group);
  }

  /**
   * The same for whoever may do so.
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
   * Takes a user out of a group on somebody's behalf. Access tokens that still name the group end at once; refreshing gives one without it.
   *
   * @param held groups of the caller
   * @throws AppError `forbidden`, `user_not_found`, `group_not_found`, `last_administrator`
   */
  async take(held: readonly string[], of: Identity | string, group: string): Promise<void> {
    await this.refuseBeyond(held, group);
    const user = await this.identify(of);
    const { username, sub } = user;
    const remove = (): Promise<void> => {
      const removed = this.cognito.send(
        new AdminRemoveUserFromGroupCommand({
          UserPoolId: this.cognito.userPoolId,
          Username: username,
          GroupName: group,
        }),
      );
      return endingTokens(removed, () => this.revocations.revokeUser(sub));
    };
    if (group !== ADMINISTRATORS) return remove();
    await this.administrators.remove({ user, remove, restore: () => this.add(username, group) });
  }

  private async identify(user: Identity | string): Promise<Identity> {
    if (typeof user !== 'string') return user;
    const { userPoolId: UserPoolId } = this.cognito;
    return knownUser(await this.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: user })));
  }
}

function beyond(): AppError {
  return new AppError('forbidden', { detail: 'Nobody gives or takes a role that they do not hold.' });
}
