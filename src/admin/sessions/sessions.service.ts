import {
  AdminListUserSessionsCommand,
  AdminRevokeUserSessionCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { type KnownSession, knownSessionFrom } from '../../cognito/known-session.dto';
import type { CursorQuery } from '../../cognito/page.dto';
import { pageOf } from '../../cognito/paging';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import type { Page } from '../../common/http/page';
import { type UserOrName, UsersService } from '../users/users.service';

/** Where others are signed in. Needs session tracking in the user pool. Every method throws AppError `user_not_found`. */
@Injectable()
export class SessionsOfUserService {
  constructor(
    private readonly cognito: Cognito,
    private readonly users: UsersService,
    private readonly revocations: Revocations,
  ) {}

  /** @throws AppError `invalid_cursor` */
  async list(of: UserOrName, { cursor }: CursorQuery): Promise<Page<KnownSession>> {
    const { username, sub } = await this.users.identify(of);
    const read = async (token: string | undefined) => {
      const answer = await this.cognito.send(
        new AdminListUserSessionsCommand({ ...this.named(username), NextToken: token }),
      );
      return { items: answer.Sessions, token: answer.NextToken };
    };
    return pageOf(`sessions of ${sub}`, cursor, read, knownSessionFrom);
  }

  /**
   * Ends one sign-in. Which access tokens it had is only known to Cognito, who is asked when they come.
   *
   * @throws AppError `resource_not_found` for one that the user does not have
   */
  async revoke(of: UserOrName, id: string): Promise<void> {
    const { username, sub } = await this.users.identify(of);
    const revoked = this.cognito.send(
      new AdminRevokeUserSessionCommand({ ...this.named(username), SessionId: id }),
    );
    await endingTokens(revoked, () => this.revocations.doubtSignInsOf(sub));
  }

  private named(Username: string): { UserPoolId: string; Username: string } {
    return { UserPoolId: this.cognito.userPoolId, Username };
  }
}
