import { IsBoolean, IsString, Length, Matches } from 'class-validator';
import type { Attributes } from '../../cognito/attributes';
import type { CodeDelivery } from '../../cognito/code-delivery.dto';
import { IsAttributeMap, IsTextMap, MayBeLeftOut } from '../../cognito/input.validators';
import type { NewDevice, SignInChallenge, SignInTokens } from '../sign-in/sign-in.dto';

/** A new account. */
export class SignUpRequest {
  /**
   * The name to sign in with; an e-mail address or phone number where the user pool wants one.
   * @example person@example.com
   */
  @IsString()
  @Length(1, 128)
  username: string;
  /**
   * The password; left out only where the user pool takes accounts without one. Taken as it is, without trimming.
   * @example Correct-Horse-7
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 256)
  password?: string;
  /**
   * Attributes under Cognito's names. `GET /v1/auth/configuration` lists the required ones. Numbers and booleans may be sent as such or as
   * texts.
   * @example { "email": "person@example.com" }
   */
  @MayBeLeftOut()
  @IsAttributeMap()
  attributes?: Attributes;
  /** Values handed to the Lambda triggers of the user pool. */
  @MayBeLeftOut()
  @IsTextMap()
  clientMetadata?: Record<string, string>;
}

/** The account is there, or waits for the code. */
export class SignUpResponse {
  /**
   * `CONFIRMED` only where the user pool confirms by itself.
   * @example CONFIRMATION_REQUIRED
   */
  status: 'CONFIRMATION_REQUIRED' | 'CONFIRMED';
  /** Where the code was sent. Taken from the request, not from the account, unless account existence is revealed. */
  delivery?: CodeDelivery;
  /** Opaque; sent with the confirmation to be signed in by it, where the user pool allows that. */
  session?: string;
}

/** The code of a sign-up. */
export class ConfirmSignUpRequest {
  /**
   * The name that signed up.
   * @example person@example.com
   */
  @IsString()
  @Length(1, 128)
  username: string;
  /**
   * The code from the message.
   * @example 123456
   */
  @Length(1, 2048)
  @Matches(/^\S+$/, { message: 'code must not contain spaces' })
  code: string;
  /**
   * Sign in at once. Needs the `session` of the sign-up; without one that can still be used the answer is `CONFIRMED`, and a sign-in
   * has to follow.
   * @example false
   */
  @MayBeLeftOut()
  @IsBoolean()
  signIn?: boolean;
  /** The session as it came with the sign-up. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 8192)
  session?: string;
}

/** The account is confirmed; with `signIn` a sign-in result. */
export class ConfirmSignUpResponse {
  /**
   * `CONFIRMED`, or the status of the sign-in that followed.
   * @example CONFIRMED
   */
  status: 'CONFIRMED' | 'SIGNED_IN' | 'CHALLENGE';
  /** The tokens, when signed in. */
  tokens?: SignInTokens;
  /** A device that can be remembered, when the user pool tracks devices. */
  newDevice?: NewDevice;
  /** Opaque; sent back as received with the answer to the challenge. */
  session?: string;
  /**
   * Until when the challenge can be answered.
   * @example 2026-01-01T12:03:00.000Z
   */
  expiresAt?: string;
  /** What has to be answered, when the sign-in has a challenge. */
  challenge?: SignInChallenge;
}

/** Whose code is sent again. */
export class ResendCodeRequest {
  /**
   * The name that signed up.
   * @example person@example.com
   */
  @IsString()
  @Length(1, 128)
  username: string;
}

/** A code was sent, if the account waits for one. */
export class ResendCodeResponse {
  /** Where it goes. Taken from the request, not from the account, unless account existence is revealed. */
  delivery: CodeDelivery;
}
