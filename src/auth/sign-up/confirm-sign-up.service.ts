import { AdminGetUserCommand, ConfirmSignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import type { Client } from '../../common/http/client-context';
import { AppError } from '../../common/errors/app-error';
import type { ErrorCode } from '../../common/errors/error-table';
import { AccountExistence } from '../account-existence';
import { SignInService } from '../sign-in/sign-in.service';
import { SignUpSessions } from './sign-up-sessions';
import type { ConfirmSignUpRequest, ConfirmSignUpResponse } from './sign-up.dto';

/** What Cognito says of a code that does not fit, or of an account that waits for none. */
const NOT_CONFIRMED: ReadonlySet<ErrorCode> = new Set([
  'code_mismatch',
  'code_expired',
  'user_not_found',
  'user_already_confirmed',
  'user_disabled',
  'conflict',
]);

/** The end of a sign-up. */
@Injectable()
export class ConfirmSignUpService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly sessions: SignUpSessions,
    private readonly signIn: SignInService,
  ) {}

  /**
   * Confirms an account by its code and, on wish, signs in at once.
   *
   * @param client where the request came from, for Cognito's threat protection
   * @throws AppError `code_mismatch` (also for an account that is unknown or confirmed already, unless account existence is revealed),
   *   `code_expired`, `alias_exists`, `too_many_attempts`
   */
  async confirm(request: ConfirmSignUpRequest, client: Client): Promise<ConfirmSignUpResponse> {
    const { username, code } = request;
    const session = request.signIn === true ? this.sessions.resume(username, request.session) : undefined;
    const confirmed = await this.hiding(
      username,
      this.cognito.send(
        new ConfirmSignUpCommand({
          ClientId: this.cognito.clientId,
          SecretHash: this.cognito.secretHash(username),
          Username: username,
          ConfirmationCode: code,
          Session: session,
          ...userContextData(client),
        }),
      ),
    );
    return request.signIn === true
      ? this.signInAfter(username, confirmed.Session, client)
      : { status: 'CONFIRMED' };
  }

  private async signInAfter(
    username: string,
    session: string | undefined,
    client: Client,
  ): Promise<ConfirmSignUpResponse> {
    // Without a session there is no proof to sign in with: the person does it with the password.
    if (session === undefined) return { status: 'CONFIRMED' };
    try {
      return await this.signIn.afterConfirmation(username, session, client);
    } catch {
      // The account is confirmed all the same, and an error would have the person send a code that is used up.
      return { status: 'CONFIRMED' };
    }
  }

  /**
   * Makes accounts that wait for no code fail like those whose code is wrong. Cognito says "expired" for an unknown user as well, so
   * that word is passed on only for an account that does wait. It is asked about whatever the failure, or the time would tell.
   */
  private async hiding<T>(username: string, step: Promise<T>): Promise<T> {
    try {
      return await step;
    } catch (error) {
      if (!this.existence.hidden || !(error instanceof AppError) || !NOT_CONFIRMED.has(error.code))
        throw error;
      const waits = await this.waitsForCode(username);
      throw waits && error.code === 'code_expired' ? error : new AppError('code_mismatch', { cause: error });
    }
  }

  private async waitsForCode(username: string): Promise<boolean> {
    try {
      const command = new AdminGetUserCommand({ UserPoolId: this.cognito.userPoolId, Username: username });
      return (await this.cognito.send(command)).UserStatus === 'UNCONFIRMED';
    } catch {
      // Unknown, or not to be found out: then the answer is the one that tells least.
      return false;
    }
  }
}
