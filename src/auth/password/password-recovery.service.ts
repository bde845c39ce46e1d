import {
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import { AccountExistence } from '../account-existence';
import type {
  ForgotPasswordRequest,
  ForgotPasswordResponse,
  ResetPasswordRequest,
} from './password-recovery.dto';

/** A new password for those who cannot sign in. */
@Injectable()
export class PasswordRecoveryService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
  ) {}

  /**
   * Sends a code. Whoever has no account, or one that gets no code, is answered alike unless account existence is revealed.
   *
   * @param ip address of the person, for Cognito's threat protection
   * @throws AppError `too_many_attempts`, `code_delivery_failed`, `user_not_found`, `password_cannot_be_reset`, `user_disabled`
   */
  async forgot(request: ForgotPasswordRequest, ip: string): Promise<ForgotPasswordResponse> {
    const step = this.cognito.send(
      new ForgotPasswordCommand({
        ClientId: this.cognito.clientId,
        SecretHash: this.cognito.secretHash(request.username),
        Username: request.username,
        ...userContextData({ ip }),
      }),
    );
    const sent = await this.existence.asSuccess(step, ['user_not_confirmed']);
    return { delivery: this.existence.delivery(request, sent?.CodeDeliveryDetails) };
  }

  /**
   * Sets a new password by the code. Open sessions stay open, as Cognito leaves them.
   *
   * @param ip address of the person, for Cognito's threat protection
   * @throws AppError `code_mismatch`, `code_expired` (also for an account that is unknown or gets no code, unless account existence is
   *   revealed), `password_policy`, `password_reused`, `too_many_attempts`
   */
  async reset({ username, code, newPassword }: ResetPasswordRequest, ip: string): Promise<void> {
    const step = this.cognito.send(
      new ConfirmForgotPasswordCommand({
        ClientId: this.cognito.clientId,
        SecretHash: this.cognito.secretHash(username),
        Username: username,
        ConfirmationCode: code,
        Password: newPassword,
        ...userContextData({ ip }),
      }),
    );
    // Cognito answers "expired" whoever asks without having asked for a code, and nobody in these states has got one.
    await this.existence.asFailure(step, 'code_expired', {}, ['user_not_confirmed']);
  }
}
