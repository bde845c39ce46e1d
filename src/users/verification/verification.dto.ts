import { IsIn, Length, Matches } from 'class-validator';
import type { CodeDelivery } from '../../cognito/code-delivery.dto';

/** Which attribute is verified. */
export class VerifiableAttributeParams {
  /**
   * The attribute: Cognito verifies these two only.
   * @example email
   */
  @IsIn(['email', 'phone_number'])
  name: 'email' | 'phone_number';
}

/** A code was sent. */
export class AttributeCodeResponse {
  /** Where it went. */
  delivery: CodeDelivery;
}

/** The code that came by e-mail or SMS. */
export class VerifyAttributeRequest {
  /**
   * The code from the message.
   * @example 123456
   */
  @Length(1, 2048)
  @Matches(/^\S+$/, { message: 'code must not contain spaces' })
  code: string;
}
