import {
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Inject, Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { attributesFrom } from '../../cognito/attributes';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import { endingTokens } from '../../common/access/ending-tokens';
import { Revocations } from '../../common/access/revocations';
import { AppError } from '../../common/errors/app-error';
import type { Client } from '../../common/http/client-context';
import { type Log, LOG } from '../../common/observability/log';
import { AccountExistence } from '../account-existence';
import { AnswerTimes } from '../answer-times';
import type {
  ForgotPasswordRequest,
  ForgotPasswordResponse,
  ResetPasswordRequest,
} from './password-recovery.dto';

/** A code that was good is in the hands of the owner. */
const proves = (): boolean => true;

/** A new password for those who cannot sign in. */
@Injectable()
export class PasswordRecoveryService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly times: AnswerTimes,
    private readonly revocations: Revocations,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Sends a code. Whoever has no account, or one that gets no code, is answered alike unless account existence is revealed.
   *
   * @param client where the request came from, for Cognito's threat protection
   * @throws AppError `too_many_attempts`, `code_delivery_failed`, `user_not_found`, `password_cannot_be_reset`, `user_disabled`
   */
  async forgot(request: ForgotPasswordRequest, client: Client): Promise<ForgotPasswordResponse> {
    const step = () =>
      this.cognito.send(
        new ForgotPasswordCommand({
          ClientId: this.cognito.clientId,
          SecretHash: this.cognito.secretHash(request.username),
          Username: request.username,
          ...userContextData(client),
        }),
      );
    const sent = await this.times.even(() => this.existence.asSuccess(step(), ['user_not_confirmed']));
    return { delivery: this.existence.delivery(request, sent?.CodeDeliveryDetails) };
  }

  /**
   * Sets a new password by the code, and ends all sessions: whoever had the old password is out.
   *
   * @param client where the request came from, for Cognito's threat protection
   * @throws AppError `code_mismatch`, `password_policy`, `password_reused`; `code_expired`, `too_many_attempts` and the state of the
   *   account when account existence is revealed
   */
  async reset({ username, code, newPassword }: ResetPasswordRequest, client: Client): Promise<void> {
    const step = () =>
      this.cognito.send(
        new ConfirmForgotPasswordCommand({
          ClientId: this.cognito.clientId,
          SecretHash: this.cognito.secretHash(username),
          Username: username,
          ConfirmationCode: code,
          Password: newPassword,
          ...userContextData(client),
        }),
      );
    await this.times.even(() => this.existence.asWrongCode(step()), proves);
    await this.endSessions(username);
  }

  /** Needs AWS credentials with the rights, which signing in does without: the password has been set whatever comes of this. */
  private async endSessions(name: string): Promise<void> {
    const { userPoolId: UserPoolId } = this.cognito;
    try {
      const { Username, UserAttributes } = await this.cognito.send(
        new AdminGetUserCommand({ UserPoolId, Username: name }),
      );
      const signedOut = this.cognito.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username }));
      await endingTokens(signedOut, () =>
        this.revocations.revokeUser(answered(attributesFrom(UserAttributes).sub)),
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.log.warn({ code: error.code }, 'Sessions stay open although the password has been reset');
    }
  }
}
