import type { SignInMethod } from '../sign-in/sign-in.dto';

/** What a new password must have. */
export class PasswordPolicy {
  /**
   * Least length in characters.
   * @example 8
   */
  minLength: number;
  /** An uppercase letter is needed. */
  requireUppercase: boolean;
  /** A lowercase letter is needed. */
  requireLowercase: boolean;
  /** A digit is needed. */
  requireNumbers: boolean;
  /** A symbol is needed. */
  requireSymbols: boolean;
  /**
   * How many former passwords are refused; 0 when there is no history.
   * @example 0
   */
  historySize: number;
}

/** Multi-factor authentication of the user pool. */
export class MfaConfiguration {
  /**
   * `ON`: everybody needs a second factor; `OPTIONAL`: those who have set one up; `OFF`: nobody.
   * @example OFF
   */
  mode: 'OFF' | 'ON' | 'OPTIONAL';
  /**
   * Methods that are switched on, by Cognito's names of their challenges.
   * @example ["SOFTWARE_TOKEN_MFA"]
   */
  methods: string[];
}

/** What people sign in with. */
export class UsernameConfiguration {
  /**
   * `username`: a name of their own choice; otherwise the address itself, and the username of the account is a UUID.
   * @example email
   */
  kind: 'username' | 'email' | 'phone_number' | 'email_or_phone_number';
  /**
   * Attributes that can be used in place of the username once they are verified.
   * @example []
   */
  aliases: string[];
  /**
   * Whether upper and lower case make different names.
   * @example false
   */
  caseSensitive: boolean;
}

/** An attribute that people fill in themselves. */
export class AttributeConfiguration {
  /**
   * Cognito's name of it.
   * @example custom:team
   */
  name: string;
  /**
   * @example string
   */
  type: 'string' | 'number' | 'boolean' | 'datetime';
  /** Whether an account needs it. */
  required: boolean;
  /** Whether it can be changed after sign-up. */
  mutable: boolean;
  /**
   * Least length of a text, or least number.
   * @example 0
   */
  min?: number;
  /**
   * Greatest length of a text, or greatest number.
   * @example 2048
   */
  max?: number;
}

/** Passkeys of the user pool. */
export class PasskeyConfiguration {
  /**
   * The site that passkeys belong to.
   * @example example.com
   */
  relyingPartyId: string;
  /**
   * Whether the authenticator has to ask for a PIN or fingerprint.
   * @example preferred
   */
  userVerification: 'required' | 'preferred';
}

/** Devices that the user pool remembers. */
export class DeviceTracking {
  /** Whether people are asked before a device is remembered; otherwise every confirmed device is. */
  onPrompt: boolean;
  /** Whether a remembered device takes the place of a second factor. */
  replacesMfa: boolean;
}

/** What a client needs to know to draw its forms. */
export class ConfigurationResponse {
  /**
   * Values of `method` that `POST /v1/auth/sign-in` takes.
   * @example ["password"]
   */
  signInMethods: SignInMethod[];
  /**
   * First factors that the user pool offers, by Cognito's names.
   * @example ["PASSWORD"]
   */
  firstFactors: string[];
  /** Whether people make their own accounts; otherwise they are invited. */
  signUp: boolean;
  /** What people sign in with. */
  username: UsernameConfiguration;
  /** What a new password must have. */
  passwordPolicy: PasswordPolicy;
  /**
   * Attributes that a new account must have.
   * @example ["email"]
   */
  requiredAttributes: string[];
  /** Whether a new account may do without a password. */
  passwordOptional: boolean;
  /** Attributes that people fill in themselves, at sign-up or later. */
  attributes: AttributeConfiguration[];
  /**
   * Addresses that are proved by a code.
   * @example ["email"]
   */
  verifiedAttributes: string[];
  /**
   * Where codes for a new password go, the first choice first; empty where only administrators reset passwords.
   * @example ["email"]
   */
  passwordRecovery: string[];
  /** Second factors. */
  mfa: MfaConfiguration;
  /** Passkeys, where people can sign in with them. */
  passkeys?: PasskeyConfiguration;
  /** Remembered devices, where the user pool tracks them. */
  devices?: DeviceTracking;
}
