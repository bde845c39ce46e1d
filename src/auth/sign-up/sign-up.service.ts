import {
  ResendConfirmationCodeCommand,
  type ResendConfirmationCodeResponse,
  SignUpCommand,
  type SignUpResponse as SignUpAnswer,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { attributeList } from '../../cognito/attributes';
import { deliveryFrom } from '../../cognito/code-delivery.dto';
import { AttributeRules } from '../../cognito/attributes-rules';
import { Cognito } from '../../cognito/cognito';
import { userContextData } from '../../cognito/user-context';
import type { Client } from '../../common/http/client-context';
import { AccountExistence } from '../account-existence';
import { AnswerTimes } from '../answer-times';
import { deliveryOfRequest } from '../delivery-of-request';
import { SignUpSessions } from './sign-up-sessions';
import type { ResendCodeRequest, ResendCodeResponse, SignUpRequest, SignUpResponse } from './sign-up.dto';

/** New accounts. */
@Injectable()
export class SignUpService {
  constructor(
    private readonly cognito: Cognito,
    private readonly existence: AccountExistence,
    private readonly times: AnswerTimes,
    private readonly sessions: SignUpSessions,
    private readonly rules: AttributeRules,
  ) {}

  /**
   * Makes an account. A name that is taken is answered like a fresh one unless account existence is revealed; a sign-up that waits for
   * its code is sent another one, as the answer says.
   *
   * @param client where the request came from, for Cognito's threat protection
   * @throws AppError `password_policy`, `invalid_attributes`, `attribute_not_writable`, `sign_up_disabled`, `username_exists`
   */
  async signUp(request: SignUpRequest, client: Client): Promise<SignUpResponse> {
    const { username, attributes = {} } = request;
    await this.rules.check({ writer: 'person', attributes, creating: true, complete: true });
    const step = () =>
      this.cognito.send(
        new SignUpCommand({
          ClientId: this.cognito.clientId,
          SecretHash: this.cognito.secretHash(username),
          Username: username,
          Password: request.password,
          UserAttributes: attributeList(attributes),
          ClientMetadata: request.clientMetadata,
          ...userContextData(client),
        }),
      );
    const made = await this.times.even(() => this.makeOrRemind(step(), username, client));
    const session = await this.sessions.begin(username, made?.Session);
    return {
      ...this.outcome(request, made),
      ...(session === undefined ? {} : { session }),
    };
  }

  /**
   * Sends the code again. Whoever has no account, or has confirmed it, is answered alike unless account existence is revealed.
   *
   * @param client where the request came from, for Cognito's threat protection
   * @throws AppError `too_many_attempts`, `code_delivery_failed`, `user_not_found`, `user_already_confirmed`
   */
  async resend(request: ResendCodeRequest, client: Client): Promise<ResendCodeResponse> {
    const step = () => this.sendAgain(request.username, client);
    const sent = await this.times.even(() => this.existence.asSuccess(step()));
    return { delivery: this.existence.delivery(request, sent?.CodeDeliveryDetails) };
  }

  private async makeOrRemind(
    step: Promise<SignUpAnswer>,
    username: string,
    client: Client,
  ): Promise<SignUpAnswer | undefined> {
    const made = await this.existence.asSuccess(step);
    if (made === undefined) await this.times.besides(this.remind(username, client));
    return made;
  }

  /** Whoever signs up again has forgotten the first time, or lost its code: nobody else is sent anything, and nobody is told. */
  private async remind(username: string, client: Client): Promise<void> {
    try {
      await this.sendAgain(username, client);
    } catch {
      // Confirmed long ago, disabled, or asked too often: the answer is that of a fresh name all the same.
    }
  }

  private sendAgain(username: string, client: Client): Promise<ResendConfirmationCodeResponse> {
    return this.cognito.send(
      new ResendConfirmationCodeCommand({
        ClientId: this.cognito.clientId,
        SecretHash: this.cognito.secretHash(username),
        Username: username,
        ...userContextData(client),
      }),
    );
  }

  /** `made` is undefined for a name that is taken and hidden. */
  private outcome(request: SignUpRequest, made: SignUpAnswer | undefined): Omit<SignUpResponse, 'session'> {
    // The user pool confirms by itself: that is no secret, and without being told nobody could go on.
    if (made?.UserConfirmed === true) return { status: 'CONFIRMED' };
    const delivery = this.existence.hidden
      ? deliveryOfRequest(request)
      : deliveryFrom(made?.CodeDeliveryDetails);
    return { status: 'CONFIRMATION_REQUIRED', ...(delivery === undefined ? {} : { delivery }) };
  }
}
