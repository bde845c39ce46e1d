/** One attribute of the schema. */
export class SchemaAttribute {
  /**
   * The name under which it is read and written.
   * @example custom:plan
   */
  name: string;
  /**
   * Cognito's type. Values of the types Number and Boolean are JSON's, of String and DateTime texts.
   * @example String
   */
  type?: string;
  /** Whether every user must have it. */
  required: boolean;
  /** Whether it can be changed once it is set. */
  mutable: boolean;
  /**
   * Least length of a text, characters.
   * @example 0
   */
  minLength?: number;
  /**
   * Greatest length of a text, characters.
   * @example 2048
   */
  maxLength?: number;
  /** Least value of a number. */
  min?: number;
  /** Greatest value of a number. */
  max?: number;
}

/** What passwords must look like. */
export class UserPoolPasswordPolicy {
  /**
   * Least number of characters.
   * @example 8
   */
  minimumLength?: number;
  /** Whether a capital letter is needed. */
  requireUppercase: boolean;
  /** Whether a small letter is needed. */
  requireLowercase: boolean;
  /** Whether a digit is needed. */
  requireNumbers: boolean;
  /** Whether a symbol is needed. */
  requireSymbols: boolean;
  /**
   * How many old passwords are refused.
   * @example 0
   */
  historySize: number;
  /**
   * How long an invitation is good for, days.
   * @example 7
   */
  temporaryPasswordValidityDays: number;
}

/** What the app client of this service may do. */
export class UserPoolClientView {
  /**
   * Identifier of the app client.
   * @example 1example23456789
   */
  id: string;
  /**
   * Its name.
   * @example gatehouse
   */
  name?: string;
  /**
   * Ways to sign in that are switched on, by Cognito's names.
   * @example ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
   */
  authFlows: string[];
  /**
   * Attributes that users may read of themselves. Absent: Cognito's defaults.
   * @example ["email", "email_verified", "name"]
   */
  readAttributes?: string[];
  /**
   * Attributes that users may change of themselves. Absent: Cognito's defaults.
   * @example ["email", "name"]
   */
  writeAttributes?: string[];
}

/** How the user pool is set up. */
export class UserPoolResponse {
  /**
   * Identifier of the user pool.
   * @example eu-central-1_AbCdEfGhI
   */
  id: string;
  /**
   * Its name.
   * @example people
   */
  name?: string;
  /**
   * About how many users it has, as Cognito estimates.
   * @example 1200
   */
  estimatedUsers: number;
  /** The attributes that users can have. */
  schema: SchemaAttribute[];
  /** What passwords must look like. */
  passwordPolicy: UserPoolPasswordPolicy;
  /**
   * Attributes that people sign in with in place of a username.
   * @example ["email"]
   */
  usernameAttributes: string[];
  /**
   * Attributes that sign in beside the username, once verified.
   * @example []
   */
  aliasAttributes: string[];
  /** Whether `Jane` and `jane` are two users. */
  caseSensitive: boolean;
  /**
   * Attributes that are sent a code when they change.
   * @example ["email"]
   */
  autoVerifiedAttributes: string[];
  /** Whether people can sign up themselves. */
  signUpOpen: boolean;
  /**
   * Whether second factors are asked for: `OFF`, `OPTIONAL` or `ON`.
   * @example OPTIONAL
   */
  mfa: string;
  /** The app client of this service. */
  client: UserPoolClientView;
}
