import { ListUsersCommand, ListUsersInGroupCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { decodeCursor, encodeCursor } from '../../common/http/cursor';
import { Page } from '../../common/http/page';
import { refusingCursor } from '../../cognito/refusing-cursor';
import { type AdminUser, userFrom } from './admin-user.dto';
import { cognitoFilter, matches, type UserQuery } from './user-search';

/** A page as Cognito gives it. */
interface UpstreamPage {
  readonly users: AdminUser[];
  readonly token: string | undefined;
}

/**
 * Lists users. Cognito filters by one condition, and within a group by none: the rest is sorted out here, page by page. So a page
 * can be short or even empty while more follow, as Cognito's own can.
 */
@Injectable()
export class UserListService {
  constructor(private readonly cognito: Cognito) {}

  /** @throws AppError `invalid_cursor`, `group_not_found` */
  async list(query: UserQuery): Promise<Page<AdminUser>> {
    const list = listName(query);
    const token = query.cursor === undefined ? undefined : decodeCursor(list, query.cursor);
    const page = await refusingCursor(token, () => this.page(query, token));
    const next = page.token === undefined ? undefined : encodeCursor(list, page.token);
    return new Page(
      page.users.filter((user) => matches(user, query)),
      next,
    );
  }

  private page(query: UserQuery, token: string | undefined): Promise<UpstreamPage> {
    return query.group === undefined ? this.all(query, token) : this.members(query.group, query.limit, token);
  }

  private async all(query: UserQuery, token: string | undefined): Promise<UpstreamPage> {
    const { Users, PaginationToken } = await this.cognito.send(
      new ListUsersCommand({
        UserPoolId: this.cognito.userPoolId,
        Filter: cognitoFilter(query),
        Limit: query.limit,
        PaginationToken: token,
      }),
    );
    return { users: (Users ?? []).map(userFrom), token: PaginationToken };
  }

  private async members(
    GroupName: string,
    Limit: number | undefined,
    token: string | undefined,
  ): Promise<UpstreamPage> {
    const { Users, NextToken } = await this.cognito.send(
      new ListUsersInGroupCommand({
        UserPoolId: this.cognito.userPoolId,
        GroupName,
        Limit,
        NextToken: token,
      }),
    );
    return { users: (Users ?? []).map(userFrom), token: NextToken };
  }
}

/** A cursor is good for the same conditions only; the size of the pages may change. */
function listName({ attribute, match, value, status, group }: UserQuery): string {
  return JSON.stringify([
    'users',
    attribute ?? null,
    match ?? 'exact',
    value ?? null,
    status ?? null,
    group ?? null,
  ]);
}
