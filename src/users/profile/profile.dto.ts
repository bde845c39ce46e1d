import type { AttributePatch, Attributes } from '../../cognito/attributes';
import type { CodeDelivery } from '../../cognito/code-delivery.dto';
import { IsAttributePatch } from '../../cognito/input.validators';
import type { MfaMethods } from '../../cognito/mfa-methods.dto';

/** What the signed-in user is. */
export class ProfileResponse {
  /**
   * The lasting identifier of the user.
   * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  sub: string;
  /**
   * Cognito's username; a UUID where people sign in with an e-mail address or a phone number.
   * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  username: string;
  /**
   * Attributes that the app client may read, under Cognito's names, with values of the types that the user pool's schema gives them. A
   * number that JSON cannot hold exactly is a text.
   * @example { "email": "person@example.com", "email_verified": true, "name": "Jane Doe" }
   */
  attributes: Attributes;
  /**
   * Groups as the access token states them: a change shows after the next refresh.
   * @example ["editors"]
   */
  groups: string[];
  /**
   * The account (tenant) that the user belongs to, when one was assigned.
   * @example acme
   */
  accountId?: string;
  /** Second factors. */
  mfa: MfaMethods;
}

/** New values of the user's own attributes. */
export class UpdateProfileRequest {
  /**
   * New values by attribute name; null deletes. All of it is done, or none. Numbers and booleans may be sent as such or as texts.
   * @example { "name": "Jane Doe", "nickname": null }
   */
  @IsAttributePatch()
  attributes: AttributePatch;
}

/** The attributes after a change. */
export class UpdateProfileResponse {
  /**
   * All attributes that the app client may read, as they are now.
   * @example { "email": "person@example.com", "email_verified": true, "name": "Jane Doe" }
   */
  attributes: Attributes;
  /** Codes that were sent because a new address has to be verified. */
  deliveries: CodeDelivery[];
}
