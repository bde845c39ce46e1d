import { Injectable } from '@nestjs/common';
import type { AdminUser } from '../users/admin-user.dto';
import { GroupsService } from '../groups/groups.service';
import { MembershipsService } from '../users/memberships.service';
import { UserListService } from '../users/user-list.service';

/** How many users' groups are remembered, some hundred bytes each: beyond that each user is asked for. */
export const remembered = { most: 50_000 };
/** Questions about single users under way at once. */
const UNDER_WAY = 20;

/** Gives users their groups. */
export type GroupsOf = (users: readonly AdminUser[]) => Promise<AdminUser[]>;

/**
 * In which groups users are, for all users of a pool.
 *
 * Cognito tells it by user, 50 users a second, or by group, 30 pages of 60 members a second: with fewer than 36 groups for each user the
 * second is faster, and most users are in none. So groups are read first, and what they say is kept for the export, as far as it fits.
 */
@Injectable()
export class Members {
  constructor(
    private readonly groups: GroupsService,
    private readonly users: UserListService,
    private readonly memberships: MembershipsService,
  ) {}

  /** @param goOn called before each page; what it fails with ends the reading */
  async read(goOn: () => Promise<void>): Promise<GroupsOf> {
    const known = new Known();
    for await (const group of this.allGroups(goOn))
      for await (const usernames of this.membersOf(group, goOn))
        if (!known.add(group, usernames)) return (users) => this.each(users, goOn);
    return (users) =>
      Promise.resolve(users.map((user) => Object.assign(user, { groups: known.of(user.username) })));
  }

  private async *allGroups(goOn: () => Promise<void>): AsyncGenerator<string> {
    let cursor: string | undefined;
    do {
      await goOn();
      const page = await this.groups.list(cursor === undefined ? {} : { cursor });
      for (const { name } of page.items) yield name;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  private async *membersOf(group: string, goOn: () => Promise<void>): AsyncGenerator<readonly string[]> {
    let cursor: string | undefined;
    do {
      await goOn();
      const page = await this.users.list({ group, cursor, limit: undefined });
      yield page.items.map(({ username }) => username);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  private async each(users: readonly AdminUser[], goOn: () => Promise<void>): Promise<AdminUser[]> {
    const withGroups: AdminUser[] = [];
    for (let from = 0; from < users.length; from += UNDER_WAY) {
      await goOn();
      const some = users.slice(from, from + UNDER_WAY);
      withGroups.push(...(await Promise.all(some.map((user) => this.ask(user)))));
    }
    return withGroups;
  }

  private async ask(user: AdminUser): Promise<AdminUser> {
    const groups = await this.memberships.list(user.username);
    return Object.assign(user, { groups: groups.map(({ name }) => name) });
  }
}

/** The groups of users, with one list for all who are in the same ones. */
class Known {
  private readonly byUser = new Map<string, readonly string[]>();
  private readonly lists = new Map<string, readonly string[]>();

  /** @returns whether there was room */
  add(group: string, usernames: readonly string[]): boolean {
    for (const username of usernames) {
      if (this.byUser.size >= remembered.most && !this.byUser.has(username)) return false;
      this.byUser.set(username, this.shared([...(this.byUser.get(username) ?? []), group]));
    }
    return true;
  }

  of(username: string): string[] {
    return [...(this.byUser.get(username) ?? [])];
  }

  private shared(list: readonly string[]): readonly string[] {
    const key = JSON.stringify(list);
    const known = this.lists.get(key) ?? list;
    this.lists.set(key, known);
    return known;
  }
}
