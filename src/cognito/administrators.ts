import {
  AdminAddUserToGroupCommand,
  AdminRemoveUserFromGroupCommand,
  ListUsersInGroupCommand,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Inject, Injectable } from '@nestjs/common';
import { ADMINISTRATORS } from '../common/access/roles';
import { USER_DIRECTORY, type UserDirectory } from '../common/access/user-directory';
import { AppError } from '../common/errors/app-error';
import type { Identity } from './accounts';
import { attributesFrom } from './attributes';
import { Cognito } from './cognito';

const PAGE = 60;
/** Who has not signed in yet may never do so: the invitation may be lost. */
const NEVER_SIGNED_IN: ReadonlySet<string | undefined> = new Set(['UNCONFIRMED', 'FORCE_CHANGE_PASSWORD']);

/** Something by which the pool may lose an administrator. */
export interface Removal {
  /** Who is removed. */
  readonly user: Identity;
  /** Does it. */
  readonly remove: () => Promise<void>;
  /** Makes it undone. */
  readonly restore: () => Promise<void>;
}

/** Who could administrate if one of them were not there. */
interface Remaining {
  readonly others: boolean;
  /** Whether it is the one in question who can; known only where there are no others. */
  readonly them: boolean;
}

/**
 * Keeps the user pool from losing its last administrator: without one nobody could make another, but with rights in AWS. Whoever could
 * sign in counts: enabled, and not still waiting for the first sign-in.
 *
 * One removal of an administrator at a time on this instance. Two at once on two instances are seen afterwards: each looks again when it
 * is done, and takes itself back when nobody is left.
 */
@Injectable()
export class Administrators {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly cognito: Cognito,
    @Inject(USER_DIRECTORY) private readonly directory: UserDirectory,
  ) {}

  /**
   * Does something that an administrator may not survive as such, to whomever.
   *
   * @throws AppError `last_administrator`, `user_not_found`, and what `remove` throws
   */
  async remove(removal: Removal): Promise<void> {
    const groups = await this.directory.groupsOf(removal.user.username);
    await (groups.includes(ADMINISTRATORS) ? this.inTurn(removal) : removal.remove());
  }

  /**
   * Takes the role from somebody who is to be deleted: that cannot be undone, and this can. Others are left alone.
   *
   * @returns whether they had it; somebody who is gone has not
   * @throws AppError `last_administrator`
   */
  async depose(user: Identity): Promise<boolean> {
    if (!(await this.hasRole(user))) return false;
    const membership = {
      UserPoolId: this.cognito.userPoolId,
      Username: user.username,
      GroupName: ADMINISTRATORS,
    };
    await this.inTurn({
      user,
      remove: async () => {
        await this.cognito.send(new AdminRemoveUserFromGroupCommand(membership));
      },
      restore: async () => {
        await this.cognito.send(new AdminAddUserToGroupCommand(membership));
      },
    });
    return true;
  }

  private async hasRole({ username }: Identity): Promise<boolean> {
    try {
      return (await this.directory.groupsOf(username)).includes(ADMINISTRATORS);
    } catch (error) {
      // What is to be done with them says so itself.
      if (error instanceof AppError && error.code === 'user_not_found') return false;
      throw error;
    }
  }

  private inTurn(removal: Removal): Promise<void> {
    const done = this.last.then(() => this.removeAlone(removal));
    this.last = done.catch(() => undefined);
    return done;
  }

  private async removeAlone({ user: { sub }, remove, restore }: Removal): Promise<void> {
    const { others, them } = await this.remaining(sub);
    if (them) throw new AppError('last_administrator');
    await remove();
    // Nobody to lose before, so nothing is lost.
    if (!others || (await this.remaining(sub)).others) return;
    await restore();
    throw new AppError('last_administrator');
  }

  private async remaining(sub: string): Promise<Remaining> {
    let them = false;
    let NextToken: string | undefined;
    do {
      const page = await this.page(NextToken);
      const able = page.users.filter(canSignIn);
      if (able.some(({ Attributes }) => attributesFrom(Attributes).sub !== sub))
        return { others: true, them: false };
      them ||= able.length > 0;
      NextToken = page.next;
    } while (NextToken !== undefined);
    return { others: false, them };
  }

  private async page(
    NextToken: string | undefined,
  ): Promise<{ users: UserType[]; next: string | undefined }> {
    const { Users, NextToken: next } = await this.cognito.send(
      new ListUsersInGroupCommand({
        UserPoolId: this.cognito.userPoolId,
        GroupName: ADMINISTRATORS,
        Limit: PAGE,
        NextToken,
      }),
    );
    return { users: Users ?? [], next };
  }
}

function canSignIn({ Enabled, UserStatus }: UserType): boolean {
  return Enabled !== false && !NEVER_SIGNED_IN.has(UserStatus);
}
