import type { AuthFlowType, ExplicitAuthFlowsType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import type { ClientRecord } from '../store/records';
import { admitted, admittedAfterSignUp } from '../triggers/admission';
import { beginAfterSignUp, beginByChoice } from './choice/flow';
import { beginCustom } from './custom/flow';
import { beginWithPassword } from './password-flow';
import { refresh } from './refresh-flow';
import { beginWithSrp } from './srp-flow';
import type { AuthApi, AuthOutcome, AuthStart } from './sign-in';

/** A way to begin: one entry in the table below. */
export interface Flow {
  /** The operations it may be named to. */
  readonly apis: readonly AuthApi[];
  /** Any of these among the client's ExplicitAuthFlows switches it on. The names without ALLOW_ are Cognito's older ones. */
  readonly flags: readonly ExplicitAuthFlowsType[];
  /** True when USERNAME and SECRET_HASH are not both in the request, and the flow checks the hash itself. */
  readonly checksHash?: boolean;
  /** The first step. Absent while the flow is not built: it is then answered like one that is switched off. */
  readonly begin?: (context: PoolContext, start: AuthStart) => Promise<AuthOutcome>;
  /** The first step of a request that carries the Session of a confirmation; its parameters are not looked at. */
  readonly beginAfterSignUp?: (context: PoolContext, start: AuthStart) => Promise<AuthOutcome>;
}

const both: readonly AuthApi[] = ['public', 'admin'];
const adminPassword: Flow = {
  apis: ['admin'],
  flags: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  begin: admitted(beginWithPassword),
};
const refreshToken: Flow = {
  apis: both,
  flags: ['ALLOW_REFRESH_TOKEN_AUTH'],
  checksHash: true,
  begin: refresh,
};

/** Every AuthFlow of the API. */
export const flows: Readonly<Record<AuthFlowType, Flow>> = {
  USER_PASSWORD_AUTH: {
    apis: ['public', 'hosted'],
    flags: ['ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
    begin: admitted(beginWithPassword),
  },
  ADMIN_USER_PASSWORD_AUTH: adminPassword,
  ADMIN_NO_SRP_AUTH: adminPassword,
  REFRESH_TOKEN_AUTH: refreshToken,
  REFRESH_TOKEN: refreshToken,
  USER_SRP_AUTH: { apis: both, flags: ['ALLOW_USER_SRP_AUTH'], begin: admitted(beginWithSrp) },
  CUSTOM_AUTH: {
    apis: both,
    flags: ['ALLOW_CUSTOM_AUTH', 'CUSTOM_AUTH_FLOW_ONLY'],
    begin: admitted(beginCustom),
  },
  USER_AUTH: {
    apis: [...both, 'hosted'],
    flags: ['ALLOW_USER_AUTH'],
    begin: admitted(beginByChoice),
    beginAfterSignUp: admittedAfterSignUp(beginAfterSignUp),
  },
};

const defaultFlags: readonly ExplicitAuthFlowsType[] = [
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_CUSTOM_AUTH',
];

/** Whether the client's settings switch a flow on. */
export function isEnabled(flow: Flow, { settings }: ClientRecord): boolean {
  const explicit = settings.ExplicitAuthFlows ?? [];
  const flags = explicit.length > 0 ? explicit : defaultFlags;
  // The older names cannot be mixed with the newer ones, and under them refreshing needed no name.
  const older = !flags.some((flag) => flag.startsWith('ALLOW_'));
  if (older && flow === refreshToken) return true;
  return flow.flags.some((flag) => flags.includes(flag));
}
