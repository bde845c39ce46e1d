import { ListUsersCommand, ListUsersInGroupCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import type { AttributeSchema } from '../../cognito/attributes-schema';
import { AttributeRules } from '../../cognito/attributes-rules';
import { Cognito } from '../../cognito/cognito';
import { decodeCursor, encodeCursor } from '../../common/http/cursor';
import { Page } from '../../common/http/page';
import { refusingCursor } from '../../cognito/refusing-cursor';
import { type AdminUser, userFrom } from './admin-user.dto';
import { pageWithin, UPSTREAM_LIMIT, type UpstreamPage } from './pages-within';
import { cognitoFilter, matches, type UserQuery } from './user-search';

/**
 * Lists users. Cognito filters by one condition, and within a group by none: the rest is sorted out here, page by page. So a page
 * can be short or even empty while more follow, as Cognito's own can.
 */
@Injectable()
export class UserListService {
  constructor(
    private readonly cognito: Cognito,
    private readonly rules: AttributeRules,
  ) {}

  /**
   * @param within only users of this account; of all when left out
   * @throws AppError `invalid_cursor`, `group_not_found`
   */
  async list(query: UserQuery, within?: string): Promise<Page<AdminUser>> {
    const list = listName(query, within);
    const start = query.cursor === undefined ? undefined : decodeCursor(list, query.cursor);
    const schema = await this.rules.schema();
    const { users, next } = await (within === undefined
      ? this.anybody(query, start, schema)
      : this.within(query, within, start, schema));
    return new Page(users, next === undefined ? undefined : encodeCursor(list, next));
  }

  private async anybody(query: UserQuery, start: string | undefined, schema: AttributeSchema | undefined) {
    const { users, token } = await this.page(query, start, schema);
    return { users: users.filter((user) => matches(user, query)), next: token };
  }

  private within(
    query: UserQuery,
    within: string,
    start: string | undefined,
    schema: AttributeSchema | undefined,
  ) {
    const { limit = UPSTREAM_LIMIT } = query;
    const upstream = { ...query, limit: UPSTREAM_LIMIT };
    return pageWithin(
      start,
      limit,
      (token) => this.page(upstream, token, schema),
      (user) => user.accountId === within && matches(user, query),
    );
  }

  private page(
    query: UserQuery,
    token: string | undefined,
    schema: AttributeSchema | undefined,
  ): Promise<UpstreamPage> {
    const { group } = query;
    return refusingCursor(token, () =>
      group === undefined ? this.all(query, token, schema) : this.members({ ...query, group }, token, schema),
    );
  }

  private async all(
    query: UserQuery,
    token: string | undefined,
    schema: AttributeSchema | undefined,
  ): Promise<UpstreamPage> {
    const { Users, PaginationToken } = await this.cognito.send(
      new ListUsersCommand({
        UserPoolId: this.cognito.userPoolId,
        Filter: cognitoFilter(query),
        Limit: query.limit,
        PaginationToken: token,
      }),
    );
    return { users: (Users ?? []).map((user) => userFrom(user, schema)), token: PaginationToken };
  }

  private async members(
    { group, limit }: UserQuery & { readonly group: string },
    token: string | undefined,
    schema: AttributeSchema | undefined,
  ): Promise<UpstreamPage> {
    const { Users, NextToken } = await this.cognito.send(
      new ListUsersInGroupCommand({
        UserPoolId: this.cognito.userPoolId,
        GroupName: group,
        Limit: limit,
        NextToken: token,
      }),
    );
    return { users: (Users ?? []).map((user) => userFrom(user, schema)), token: NextToken };
  }
}

/** A cursor is good for the same conditions and the same account only; the size of the pages may change. */
function listName({ attribute, match, value, status, group }: UserQuery, within: string | undefined): string {
  const conditions = [attribute, match ?? 'exact', value, status, group].map((part) => part ?? null);
  return JSON.stringify(['users', ...conditions, ...(within === undefined ? [] : [within])]);
}
