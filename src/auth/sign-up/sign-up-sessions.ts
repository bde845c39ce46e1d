import { Injectable } from '@nestjs/common';
import { UserPool } from '../../cognito/user-pool';
import { AccountExistence } from '../account-existence';
import { SessionLifetime } from '../sign-in/session-lifetime';
import { SessionTokens } from '../sign-in/session-token';

/** The way from a sign-up to a sign-in without further proof: one session, for who also knows the code. */
@Injectable()
export class SignUpSessions {
  constructor(
    private readonly userPool: UserPool,
    private readonly existence: AccountExistence,
    private readonly lifetime: SessionLifetime,
    private readonly sessionTokens: SessionTokens,
  ) {}

  /**
   * The session that goes out with a sign-up.
   *
   * While accounts are hidden it goes out whether Cognito gave one or not, since Cognito gives none for a name that is taken.
   *
   * @param session Cognito's own
   * @returns undefined when the app client does not sign in this way
   */
  async begin(username: string, session: string | undefined): Promise<string | undefined> {
    const offered = this.existence.hidden ? await this.clientAllows() : session !== undefined;
    if (!offered) return undefined;
    return this.sessionTokens.seal(
      { purpose: 'sign-up', account: username, username, session },
      await this.lifetime.end(),
    );
  }

  /**
   * Cognito's session of a sign-up.
   *
   * @returns undefined when there is none, or none that can still be used: the code is good for a day, the session for minutes, and
   *   the account can be confirmed without it
   */
  resume(username: string, session: string | undefined): string | undefined {
    if (session === undefined) return undefined;
    try {
      const step = this.sessionTokens.open(session, 'sign-up');
      return step.username === username ? step.session : undefined;
    } catch {
      // Over, or not one of ours: see above.
      return undefined;
    }
  }

  private async clientAllows(): Promise<boolean> {
    try {
      const { client } = await this.userPool.describe();
      return client.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH') === true;
    } catch {
      // A sign-up needs no AWS credentials and must not fail for want of them: the person signs in with the password instead.
      return false;
    }
  }
}
