import {
  ListUserSessionsCommand,
  RevokeUserSessionCommand,
  type SessionDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { knownSessionFrom } from '../../cognito/known-session.dto';
import type { CursorQuery } from '../../cognito/page.dto';
import { pageOf } from '../../cognito/paging';
import type { Caller } from '../../common/access/caller';
import { Revocations } from '../../common/access/revocations';
import { AppError } from '../../common/errors/app-error';
import type { Page } from '../../common/http/page';
import type { UserSession } from './sessions.dto';

/** Where the signed-in user is signed in. Needs session tracking in the user pool. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly cognito: Cognito,
    private readonly revocations: Revocations,
  ) {}

  /** @throws AppError `invalid_cursor` */
  list({ sub, accessToken }: Caller, { cursor }: CursorQuery): Promise<Page<UserSession>> {
    const read = async (token: string | undefined) => {
      const answer = await this.cognito.send(
        new ListUserSessionsCommand({ AccessToken: accessToken, NextToken: token }),
      );
      return { items: answer.Sessions, token: answer.NextToken };
    };
    return pageOf(`sessions ${sub}`, cursor, read, sessionFrom);
  }

  /**
   * Ends another sign-in of the caller. Which access tokens it had is only known to Cognito, who is asked when they come.
   *
   * @throws AppError `resource_not_found`, `invalid_parameter` for the session of this very token
   */
  async revoke(caller: Caller, id: string): Promise<void> {
    await this.cognito.send(new RevokeUserSessionCommand({ AccessToken: caller.accessToken, SessionId: id }));
    await this.revocations.doubtUser(caller);
  }

  /**
   * Ends all other sign-ins of the caller at Cognito, as far as it tells which there are. Never fails: their tokens have been ended here, and
   * refreshing one ends it at Cognito as well.
   */
  async revokeOthers({ accessToken }: Caller): Promise<void> {
    try {
      const { Sessions = [] } = await this.cognito.send(
        new ListUserSessionsCommand({ AccessToken: accessToken }),
      );
      const others = Sessions.filter(({ IsCurrentSession }) => IsCurrentSession !== true);
      for (const { SessionId } of others)
        await this.cognito.send(new RevokeUserSessionCommand({ AccessToken: accessToken, SessionId }));
    } catch (error) {
      // The user pool does not track sessions, or Cognito does not answer.
      if (!(error instanceof AppError)) throw error;
    }
  }
}

/** A session, and whether it is the one that asks. */
function sessionFrom(session: SessionDescriptionType): UserSession {
  return Object.assign(knownSessionFrom(session), { current: session.IsCurrentSession === true });
}
