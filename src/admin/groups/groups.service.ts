import {
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { Cognito } from '../../cognito/cognito';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { ADMINISTRATORS } from '../../common/access/roles';
import { AppError } from '../../common/errors/app-error';
import { decodeCursor, encodeCursor } from '../../common/http/cursor';
import { Page } from '../../common/http/page';
import type { PageQuery } from '../../cognito/page.dto';
import { refusingCursor } from '../../cognito/refusing-cursor';
import { type CreateGroupRequest, type Group, groupFrom, type UpdateGroupRequest } from './groups.dto';

const LIST = 'groups';

/** Groups of the user pool. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly cognito: Cognito,
    private readonly revocations: Revocations,
  ) {}

  /** @throws AppError `invalid_cursor` */
  async list({ limit, cursor }: PageQuery): Promise<Page<Group>> {
    const token = cursor === undefined ? undefined : decodeCursor(LIST, cursor);
    const { Groups, NextToken } = await refusingCursor(token, () =>
      this.cognito.send(
        new ListGroupsCommand({ UserPoolId: this.cognito.userPoolId, Limit: limit, NextToken: token }),
      ),
    );
    const next = NextToken === undefined ? undefined : encodeCursor(LIST, NextToken);
    return new Page((Groups ?? []).map(groupFrom), next);
  }

  /** @throws AppError `group_exists`, `limit_exceeded` */
  async create({ name, description, precedence, roleArn }: CreateGroupRequest): Promise<Group> {
    const { Group } = await this.cognito.send(
      new CreateGroupCommand({
        ...this.named(name),
        Description: description,
        Precedence: precedence,
        RoleArn: roleArn,
      }),
    );
    return groupFrom(answered(Group));
  }

  /** @throws AppError `group_not_found` */
  async get(name: string): Promise<Group> {
    const { Group } = await this.cognito.send(new GetGroupCommand(this.named(name)));
    return groupFrom(answered(Group));
  }

  /**
   * Changes what is given. The rest is read and sent along, because AWS does not say what becomes of members that are left out.
   *
   * @throws AppError `group_not_found`
   */
  async update(name: string, changes: UpdateGroupRequest): Promise<Group> {
    const present = await this.get(name);
    const { Group } = await this.cognito.send(
      new UpdateGroupCommand({
        ...this.named(name),
        Description: changes.description ?? present.description,
        Precedence: changes.precedence ?? present.precedence,
        RoleArn: changes.roleArn ?? present.roleArn,
      }),
    );
    return groupFrom(answered(Group));
  }

  /**
   * Deletes a group; its members stay. Access tokens that still name the group end at once; refreshing gives one without it.
   *
   * @throws AppError `group_not_found`, `last_administrator` for the group of those who give all roles
   */
  async delete(name: string): Promise<void> {
    if (name === ADMINISTRATORS) throw new AppError('last_administrator');
    const deleted = this.cognito.send(new DeleteGroupCommand(this.named(name)));
    await endingTokens(deleted, () => this.revocations.revokeGroup(name));
  }

  private named(GroupName: string): { UserPoolId: string; GroupName: string } {
    return { UserPoolId: this.cognito.userPoolId, GroupName };
  }
}
