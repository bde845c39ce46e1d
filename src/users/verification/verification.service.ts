import {
  GetUserAttributeVerificationCodeCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { answered } from '../../cognito/answered';
import { deliveryFrom } from '../../cognito/code-delivery.dto';
import { Cognito } from '../../cognito/cognito';
import type { Caller } from '../../common/access/caller';
import type { AttributeCodeResponse } from './verification.dto';

/** Proves that an e-mail address or a phone number belongs to the signed-in user. */
@Injectable()
export class VerificationService {
  constructor(private readonly cognito: Cognito) {}

  /**
   * Sends a code to the present value of the attribute. It is good for 24 hours; Cognito sends five an hour.
   *
   * @throws AppError `too_many_attempts`, `code_delivery_failed`
   */
  async sendCode(caller: Caller, name: string): Promise<AttributeCodeResponse> {
    const { CodeDeliveryDetails } = await this.cognito.send(
      new GetUserAttributeVerificationCodeCommand({ AccessToken: caller.accessToken, AttributeName: name }),
    );
    return { delivery: answered(deliveryFrom(CodeDeliveryDetails)) };
  }

  /**
   * Checks the code and marks the attribute as verified.
   *
   * @throws AppError `code_mismatch`, `code_expired`, `alias_exists`, `too_many_attempts`
   */
  async verify(caller: Caller, name: string, code: string): Promise<void> {
    await this.cognito.send(
      new VerifyUserAttributeCommand({ AccessToken: caller.accessToken, AttributeName: name, Code: code }),
    );
  }
}
