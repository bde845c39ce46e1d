import type { AuthFlowType, ExplicitAuthFlowsType } from '@aws-sdk/client-cognito-identity-provider';
import type { SignInMethod, SignInRequest } from './sign-in.dto';

interface MethodRow {
  readonly flow: AuthFlowType;
  /** Settings of the app client that allow it; one is enough. */
  readonly allowedBy: readonly ExplicitAuthFlowsType[];
  /** The first factor that the user pool must offer besides, by Cognito's name. */
  readonly factor?: 'WEB_AUTHN' | 'EMAIL_OTP' | 'SMS_OTP';
  /** Cognito's AuthParameters besides the username, the secret hash and the device key. */
  readonly parameters: (request: SignInRequest) => Record<string, string>;
}

const choice = {
  flow: 'USER_AUTH',
  allowedBy: ['ALLOW_USER_AUTH'],
} satisfies Partial<MethodRow>;

/** The ways to sign in. A new one is a new row. */
const methodTable: { readonly [Method in SignInMethod]: MethodRow } = {
  password: {
    flow: 'USER_PASSWORD_AUTH',
    allowedBy: ['ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
    parameters: ({ password = '' }) => ({ PASSWORD: password }),
  },
  srp: {
    flow: 'USER_SRP_AUTH',
    allowedBy: ['ALLOW_USER_SRP_AUTH'],
    parameters: ({ srpA = '' }) => ({ SRP_A: srpA }),
  },
  custom: {
    flow: 'CUSTOM_AUTH',
    allowedBy: ['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY'],
    // With an SRP_A the password is asked for before the triggers' own challenges.
    parameters: ({ srpA }) => (srpA === undefined ? {} : { CHALLENGE_NAME: 'SRP_A', SRP_A: srpA }),
  },
  choice: { ...choice, parameters: () => ({}) },
  passkey: { ...choice, factor: 'WEB_AUTHN', parameters: preferred('WEB_AUTHN') },
  email_otp: { ...choice, factor: 'EMAIL_OTP', parameters: preferred('EMAIL_OTP') },
  sms_otp: { ...choice, factor: 'SMS_OTP', parameters: preferred('SMS_OTP') },
};

/** The flow that starts a method. */
export function methodRow(method: SignInMethod): MethodRow {
  return methodTable[method];
}

/** The method that begins with a first factor, by Cognito's name of it. */
export function methodOfFactor(factor: string): SignInMethod | undefined {
  const rows = Object.entries(methodTable) as [SignInMethod, MethodRow][];
  return rows.find(([, row]) => row.factor === factor)?.[0];
}

/**
 * The methods that can be started under these settings.
 *
 * @param flows ExplicitAuthFlows of the app client
 * @param factors AllowedFirstAuthFactors of the user pool
 */
export function methodsAllowedBy(flows: readonly string[], factors: readonly string[]): SignInMethod[] {
  const rows = Object.entries(methodTable) as [SignInMethod, MethodRow][];
  return rows
    .filter(([, { allowedBy }]) => allowedBy.some((flow) => flows.includes(flow)))
    .filter(([, { factor }]) => factor === undefined || factors.includes(factor))
    .map(([method]) => method);
}

function preferred(factor: string): () => Record<string, string> {
  return () => ({ PREFERRED_CHALLENGE: factor });
}
