import type { AuthFlowType, ExplicitAuthFlowsType } from '@aws-sdk/client-cognito-identity-provider';
import type { SignInMethod, SignInRequest } from './sign-in.dto';

interface MethodRow {
  readonly flow: AuthFlowType;
  /** Settings of the app client that allow it; one is enough. */
  readonly allowedBy: readonly ExplicitAuthFlowsType[];
  /** Cognito's AuthParameters besides the username, the secret hash and the device key. */
  readonly parameters: (request: SignInRequest) => Record<string, string>;
}

/** The ways to sign in that can be started. A new one is a new row. */
const methodTable: { readonly [Method in SignInMethod]?: MethodRow } = {
  password: {
    flow: 'USER_PASSWORD_AUTH',
    allowedBy: ['ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
    parameters: ({ password = '' }) => ({ PASSWORD: password }),
  },
};

/** The row of a method; undefined for one that is part of the contract but not offered yet. */
export function methodRow(method: SignInMethod): MethodRow | undefined {
  return methodTable[method];
}

/** The methods that can be started under these settings of the app client. */
export function methodsAllowedBy(flows: readonly string[]): SignInMethod[] {
  const rows = Object.entries(methodTable) as [SignInMethod, MethodRow][];
  return rows
    .filter(([, row]) => row.allowedBy.some((flow) => flows.includes(flow)))
    .map(([method]) => method);
}
