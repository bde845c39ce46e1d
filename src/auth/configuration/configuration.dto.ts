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

/** What a client needs to know to draw its forms. */
export class ConfigurationResponse {
  /**
   * Values of `method` that `POST /v1/auth/sign-in` takes.
   * @example ["password"]
   */
  signInMethods: SignInMethod[];
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
  /** Second factors. */
  mfa: MfaConfiguration;
}
