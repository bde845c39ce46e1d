interface Code {
  /** The code from the message or the authenticator app. */
  readonly code: string;
}

/** The proof of a secret by SRP; see `gatehouse-client/srp`. */
export interface SrpProof {
  readonly signature: string;
  readonly timestamp: string;
  readonly secretBlock: string;
}

/** What an SRP client needs from the service. */
export interface SrpParameters {
  readonly salt: string;
  readonly srpB: string;
  readonly secretBlock: string;
}

/** Cognito's names of first factors. */
export type FirstFactor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN';
/** Cognito's names of second factors. */
export type SecondFactor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP';

type Nothing = Readonly<Record<string, never>>;

/** What each challenge takes for an answer. */
export interface Answers {
  NEW_PASSWORD_REQUIRED: {
    readonly newPassword: string;
    /** Those of `parameters.requiredAttributes`, and others that may be written. */
    readonly attributes?: Readonly<Record<string, string>>;
  };
  SMS_MFA: Code;
  SMS_OTP: Code;
  EMAIL_OTP: Code;
  SOFTWARE_TOKEN_MFA: Code;
  SELECT_MFA_TYPE: { readonly choice: SecondFactor };
  /** By e-mail; an authenticator app is set up with `setUpTotp`. */
  MFA_SETUP: { readonly email: string };
  PASSWORD_VERIFIER: SrpProof;
  DEVICE_SRP_AUTH: { readonly srpA: string };
  DEVICE_PASSWORD_VERIFIER: SrpProof;
  /** The proof of the chosen factor may come along, which saves a round; see `fields`. */
  SELECT_CHALLENGE:
    | { readonly choice: 'PASSWORD'; readonly password?: string }
    | { readonly choice: 'PASSWORD_SRP'; readonly srpA?: string }
    | { readonly choice: 'WEB_AUTHN'; readonly credential?: object }
    | { readonly choice: 'EMAIL_OTP' | 'SMS_OTP' };
  PASSWORD: { readonly password: string };
  PASSWORD_SRP: { readonly srpA: string };
  WEB_AUTHN: { readonly credential: object };
  CUSTOM_CHALLENGE: { readonly answer: string };
}

/** What each challenge tells. */
export interface Parameters {
  NEW_PASSWORD_REQUIRED: {
    readonly requiredAttributes: readonly string[];
    readonly attributes: Readonly<Record<string, string | boolean>>;
  };
  SMS_MFA: Nothing;
  SMS_OTP: Nothing;
  EMAIL_OTP: Nothing;
  SOFTWARE_TOKEN_MFA: { readonly deviceName?: string };
  SELECT_MFA_TYPE: { readonly choices: readonly SecondFactor[] };
  MFA_SETUP: { readonly choices: readonly SecondFactor[] };
  PASSWORD_VERIFIER: SrpParameters & { readonly poolName: string; readonly userId: string };
  DEVICE_SRP_AUTH: { readonly deviceKey?: string };
  DEVICE_PASSWORD_VERIFIER: SrpParameters & { readonly deviceKey?: string };
  SELECT_CHALLENGE: {
    readonly choices: readonly FirstFactor[];
    /** What `navigator.credentials` takes, where a passkey may sign before it is chosen. */
    readonly options?: object;
  };
  PASSWORD: Nothing;
  PASSWORD_SRP: Nothing;
  /** What `navigator.credentials` takes, as JSON. */
  WEB_AUTHN: { readonly options: object };
  CUSTOM_CHALLENGE: Readonly<Record<string, string>>;
}

export type ChallengeName = keyof Answers;
