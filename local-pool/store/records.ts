import type {
  CodeDeliveryDetailsType,
  LogConfigurationType,
  UserPoolClientType,
  UserPoolType,
  UserStatusType,
  WebAuthnConfigurationType,
  SoftwareTokenMfaConfigType,
  SmsMfaConfigType,
  EmailMfaConfigType,
} from '@aws-sdk/client-cognito-identity-provider';

import type { Method } from '../auth/choice/acr';
import type { RiskSettings } from '../events/risk-configuration';
import type { ImportedHash } from '../imports/password-hash';
import type { SessionTracking, TokenSession } from '../user-sessions/token-session';

/**
 * What the pool remembers. Records are plain JSON: every time is a number of milliseconds since the epoch, every binary value a
 * string. They are never changed in place: build a new one and `put` it, so that the journal and the indexes see every change.
 */

/** Settings as DescribeUserPool gives them, without what is derived (id, dates, counts, schema, MFA mode). */
export type PoolSettings = Omit<
  UserPoolType,
  | 'Id'
  | 'Arn'
  | 'CreationDate'
  | 'LastModifiedDate'
  | 'EstimatedNumberOfUsers'
  | 'SchemaAttributes'
  | 'MfaConfiguration'
  | 'Status'
>;

/** One attribute of the pool's schema, standard ones included. Constraints are strings, as on the wire. */
export interface SchemaAttribute {
  readonly Name: string;
  readonly AttributeDataType: 'String' | 'Number' | 'DateTime' | 'Boolean';
  readonly DeveloperOnlyAttribute: boolean;
  readonly Mutable: boolean;
  readonly Required: boolean;
  readonly StringAttributeConstraints?: { MinLength?: string; MaxLength?: string };
  readonly NumberAttributeConstraints?: { MinValue?: string; MaxValue?: string };
}

export interface PoolRecord {
  readonly id: string;
  readonly region: string;
  readonly settings: PoolSettings;
  readonly schema: readonly SchemaAttribute[];
  readonly mfa: {
    readonly mode: 'OFF' | 'OPTIONAL' | 'ON';
    readonly sms?: SmsMfaConfigType;
    readonly totp?: SoftwareTokenMfaConfigType;
    readonly email?: EmailMfaConfigType;
    readonly webAuthn?: WebAuthnConfigurationType;
  };
  readonly risk?: RiskSettings | undefined;
  readonly sessions?: SessionTracking;
  /** Kept without effect. */
  readonly logDelivery?: readonly LogConfigurationType[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ClientRecord {
  /** The client id: unique over all pools. */
  readonly id: string;
  readonly poolId: string;
  /** Up to two secrets are accepted while one is being rotated. Empty = a public client. */
  readonly secrets: readonly { readonly id: string; readonly value: string; readonly createdAt: number }[];
  readonly settings: Omit<
    UserPoolClientType,
    'ClientId' | 'UserPoolId' | 'ClientSecret' | 'CreationDate' | 'LastModifiedDate'
  >;
  /** Instead of the pool's. */
  readonly risk?: RiskSettings | undefined;
  /** How long it takes a sign-in by managed login for its own, in minutes. Kept without effect. */
  readonly ssoMinutes?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An account with an external provider. */
export interface FederatedIdentity {
  readonly provider: string;
  /** `Cognito_Subject`, or the mapped attribute it was linked by, until the first sign-in tells the subject. */
  readonly attribute: string;
  readonly value: string;
  /** True for the account that the user was made from, false for one that was linked. */
  readonly primary: boolean;
  readonly createdAt: number;
}

export interface UserRecord {
  /** The `sub`: a UUID, the key of the record. */
  readonly sub: string;
  readonly poolId: string;
  /** As stored by Cognito: what was given at sign-up, or the `sub` in pools whose user name is an e-mail or phone number. */
  readonly username: string;
  /** Without `sub`. `email_verified` and `phone_number_verified` are the strings "true" and "false". */
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: UserStatusType;
  readonly enabled: boolean;
  readonly groups: readonly string[];
  readonly password?: PasswordRecord;
  /** What an import knew of the password, until the first sign-in with it makes a `password` of it. Never beside one. */
  readonly importedHash?: ImportedHash | undefined;
  /** Earlier passwords for PasswordHistorySize, newest first. */
  readonly passwordHistory: readonly PasswordRecord[];
  /** When a temporary password was set: it ends after TemporaryPasswordValidityDays. */
  readonly temporaryPasswordSetAt?: number | undefined;
  readonly failedPasswords: Failures;
  /** Wrong codes of a second factor, which the right password does not make up for. */
  readonly failedCodes?: Failures | undefined;
  /** The value an e-mail or phone number changes to once it is verified (AttributesRequireVerificationBeforeUpdate). */
  readonly pendingAttributes: Readonly<Record<string, string>>;
  readonly mfa: {
    readonly preferred?: string | undefined;
    readonly enabled: readonly string[];
    /** The authenticator app, once it is verified. */
    readonly totp?: SoftwareToken | undefined;
    /** Secret in Base32 of an app that is to take its place and is not verified yet. */
    readonly pendingTotp?: string | undefined;
    /** What the user wants passkeys to count as (WebAuthnMfaSettings). Absent: what the pool says. */
    readonly webAuthn?: boolean | undefined;
  };
  /** External identities that sign in as this user (federation/identities.ts); the attribute `identities` shows them. */
  readonly identities?: readonly FederatedIdentity[];
  /** Tokens issued before this moment are revoked: global sign-out and disabling set it. */
  readonly tokensRevokedAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Failures in a row, and until when they lock the user out. Times in ms. */
export interface Failures {
  readonly count: number;
  readonly lastAt: number;
  readonly lockedUntil: number;
}

/** An authenticator app. */
export interface SoftwareToken {
  /** Base32. */
  readonly secret: string;
  /** FriendlyDeviceName. */
  readonly name?: string | undefined;
  /** The latest step of 30 s whose code was used: it and those before it are used up. */
  readonly lastStep: number;
}

/** An SRP-6a verifier (see auth/password.ts): the only form in which a password is kept. Hexadecimal strings. */
export interface PasswordRecord {
  readonly salt: string;
  readonly verifier: string;
}

export interface GroupRecord {
  /** `<poolId>/<name>` */
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly description?: string;
  readonly precedence?: number;
  readonly roleArn?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type CodePurpose = 'sign-up' | 'reset-password' | 'verify-email' | 'verify-phone_number';

/** One outstanding code; a new one of the same purpose replaces the older. */
export interface CodeRecord {
  /** `<sub>/<purpose>` (or `<poolId>:<name>/<purpose>` for a simulated user). */
  readonly id: string;
  readonly poolId: string;
  readonly purpose: CodePurpose;
  /** SHA-256 of the code, so that the data folder holds no usable code. Absent when the code is simulated and can never match. */
  readonly digest?: string;
  readonly delivery: CodeDeliveryDetailsType;
  /** The address it was sent to. */
  readonly destination: string;
  readonly wrongAttempts: number;
  readonly expiresAt: number;
}

/** A sign-in in progress between two challenges. */
export interface SessionRecord {
  /** SHA-256 of the opaque Session string. */
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  /** Absent when the user is simulated (existence errors hidden). */
  readonly sub?: string;
  readonly username: string;
  /** Which API started it: a Session crosses no way. `hosted` is managed login, which the pool drives by itself. */
  readonly api: 'public' | 'admin' | 'hosted';
  readonly challenge: string;
  /** What the challenge needs to remember; JSON, owned by the challenge. */
  readonly state: Readonly<Record<string, unknown>>;
  /** What the whole sign-in needs to remember (auth/sign-in.ts, Progress). */
  readonly progress: Readonly<Record<string, unknown>>;
  readonly expiresAt: number;
  /** Set when it was answered successfully: a replay is told apart from garbage. */
  readonly usedAt?: number;
}

/** One sign-in: the family of tokens that share an `origin_jti`. */
export interface GrantRecord {
  /** The `origin_jti`. */
  readonly id: string;
  readonly poolId: string;
  readonly clientId: string;
  readonly sub: string;
  readonly authTime: number;
  readonly eventId: string;
  readonly scope: string;
  /** Made by managed login: the scope decides about the ID token and its claims. */
  readonly hosted?: true;
  readonly deviceKey?: string;
  /** By what the user has proved who he is. */
  readonly methods?: readonly Method[];
  /** The `acr` of its tokens: the level of authentication, where one was asked for. */
  readonly acr?: string;
  /** In pools that track sessions. */
  readonly session?: TokenSession;
  /** SHA-256 of the refresh token in force. */
  readonly refreshDigest: string;
  /**
   * The family's other refresh tokens, with the moment each stops being accepted: the end of its grace period when it was rotated
   * away, the end of the family for one that was given out beside the token in force (two answers within a grace period).
   */
  readonly rotated: readonly { readonly digest: string; readonly graceUntil: number }[];
  readonly refreshExpiresAt: number;
  readonly revokedAt?: number;
  readonly createdAt: number;
}

/** Signing keys of a pool: the first of each use signs, older ones are still published. Private JWKs. */
export interface KeyRecord {
  readonly id: string;
  readonly poolId: string;
  readonly use: 'id' | 'access';
  readonly kid: string;
  readonly privateJwk: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly retired: boolean;
}

/** What would have been sent by e-mail or SMS. */
export interface MessageRecord {
  readonly id: string;
  readonly at: number;
  readonly poolId: string;
  readonly username: string;
  readonly to: string;
  readonly medium: 'EMAIL' | 'SMS';
  /** The CustomMessage trigger's word for it without prefix: SignUp, ForgotPassword, AdminCreateUser, … */
  readonly kind: string;
  readonly code?: string;
  readonly subject?: string;
  readonly body: string;
}

/** Sliding hourly windows of per-user limits: `<sub or name>/<limit>` → times of the calls. */
export interface AttemptRecord {
  readonly id: string;
  readonly at: readonly number[];
}
