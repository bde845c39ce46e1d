import { IsIn, IsString, Length, Matches, ValidateIf } from 'class-validator';
import type { CodeDelivery } from '../../cognito/code-delivery.dto';
import { IsTextMap, MayBeLeftOut } from '../../cognito/input.validators';

/** The ways to sign in that the contract knows. Which of them are on is part of `GET /v1/auth/configuration`. */
export const SIGN_IN_METHODS = [
  'password',
  'srp',
  'custom',
  'choice',
  'passkey',
  'email_otp',
  'sms_otp',
] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** Who signs in, and how. */
export class SignInRequest {
  /**
   * Username, or an e-mail address or phone number where the user pool takes those.
   * @example person@example.com
   */
  @IsString()
  @Length(1, 128)
  username: string;
  /**
   * How to sign in; `password` when left out.
   * @example password
   */
  @MayBeLeftOut()
  @IsIn(SIGN_IN_METHODS)
  method?: 'password' | 'srp' | 'custom' | 'choice' | 'passkey' | 'email_otp' | 'sms_otp';
  /**
   * The password, needed by the method `password`. Taken as it is, without trimming.
   * @example Correct-Horse-7
   */
  @ValidateIf(
    (request: SignInRequest, value) => value !== undefined || (request.method ?? 'password') === 'password',
  )
  @IsString()
  @Length(1, 256)
  password?: string;
  /** The public value A of the method `srp`, hexadecimal. */
  @ValidateIf((request: SignInRequest, value) => value !== undefined || request.method === 'srp')
  @Matches(/^(?!0+$)[0-9a-fA-F]{1,1024}$/, { message: 'srpA must be a hexadecimal number other than 0' })
  srpA?: string;
  /** Key of a remembered device, when there is one. */
  @MayBeLeftOut()
  @Matches(/^[\w-]{1,20}_[0-9a-f-]{1,36}$/, { message: 'deviceKey must be a device key' })
  deviceKey?: string;
  /** Values handed to the Lambda triggers of the user pool. */
  @MayBeLeftOut()
  @IsTextMap()
  clientMetadata?: Record<string, string>;
}

/** The tokens of a signed-in user. */
export class SignInTokens {
  /** Sent as `Authorization: Bearer …` to routes that need a signed-in caller. */
  accessToken: string;
  /** Says who the user is, for the client itself. This service does not accept it in place of the access token. */
  idToken: string;
  /** Gets new tokens from `POST /v1/auth/refresh`. Keep it where scripts cannot read it. */
  refreshToken: string;
  /**
   * Always `Bearer`.
   * @example Bearer
   */
  tokenType: string;
  /**
   * Life of the access token in seconds.
   * @example 3600
   */
  expiresIn: number;
}

/** A device that Cognito has not seen before and can remember. */
export class NewDevice {
  /** Key of the device; sent as `deviceKey` at later sign-ins. */
  deviceKey: string;
  /** Group that takes part in the device's own proof. */
  deviceGroupKey: string;
}

/** A step that the user pool asks for before it gives tokens. */
export class SignInChallenge {
  /**
   * Cognito's name of the challenge.
   * @example SOFTWARE_TOKEN_MFA
   */
  name: string;
  /**
   * What the client needs to know to answer, e.g. `requiredAttributes` of `NEW_PASSWORD_REQUIRED`.
   * @example {}
   */
  parameters: Record<string, unknown>;
  /**
   * Names of the fields that `answer` takes.
   * @example ["code"]
   */
  answer: string[];
  /**
   * Where the code was sent, for challenges that send one. Before anything was proved it is taken from the username, not from the account,
   * unless account existence is revealed.
   */
  delivery?: CodeDelivery;
}

/** Sign-in result: the tokens, or the next challenge. */
export class SignInResponse {
  /**
   * `SIGNED_IN` comes with `tokens`, `CHALLENGE` with `session`, `expiresAt` and `challenge`.
   * @example SIGNED_IN
   */
  status: 'SIGNED_IN' | 'CHALLENGE';
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
  /** What has to be answered, when not signed in yet. */
  challenge?: SignInChallenge;
}
