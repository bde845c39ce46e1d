import { ConfirmSignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import type { Client } from '../../common/http/client-context';
import { AccountExistence } from '../account-existence';
import { AnswerTimes } from '../answer-times';
import { SignInService } from '../sign-in/sign-in.service';
import { SignUpSessions } from './sign-up-sessions';
import type { ConfirmSignUpRequest, ConfirmSignUpResponse } from './sign-up.dto';

/** The end of a sign-up. */
@Injectable()
export class ConfirmSignUpService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly times: AnswerTimes,
    private readonly sessions: SignUpSessions,
    private readonly signIn: SignInService,
  ) {}

  /**
   * Confirms an account by its code and, on wish, signs in at once.
   *
   * @param client where the request came from, for Cognito's threat protection
   * @throws AppError `code_mismatch`, `alias_exists`; `code_expired`, `too_many_attempts` and the state of the account when account
   *   existence is revealed
   */
  async confirm(request: ConfirmSignUpRequest, client: Client): Promise<ConfirmSignUpResponse> {
    const { username, code } = request;
    const session = request.signIn === true ? this.sessions.resume(username, request.session) : undefined;
    const step = () =>
      this.cognito.send(
        new ConfirmSignUpCommand({
          ClientId: this.cognito.clientId,
          SecretHash: this.cognito.secretHash(username),
          Username: username,
          ConfirmationCode: code,
          Session: session,
          ...userContextData(client),
        }),
      );
    const confirmed = await this.times.even(
      () => this.existence.asWrongCode(step()),
      () => true,
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
}
