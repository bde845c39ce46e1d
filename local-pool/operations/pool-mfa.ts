import type {
  GetUserPoolMfaConfigCommandInput,
  GetUserPoolMfaConfigCommandOutput,
  SetUserPoolMfaConfigCommandInput,
  SetUserPoolMfaConfigCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { invalidParameter } from '../auth/refusals';
import type { OperationTable, PoolContext } from '../operation';
import { checkWebAuthnConfiguration } from '../passkeys/relying-party';
import { requirePool } from '../pools/find-pool';
import { checkMfa, unavailable } from '../pools/settings';
import type { PoolRecord } from '../store/records';

type MfaOutput = Omit<SetUserPoolMfaConfigCommandOutput, '$metadata'>;

function getUserPoolMfaConfig(
  input: GetUserPoolMfaConfigCommandInput,
  context: PoolContext,
): Omit<GetUserPoolMfaConfigCommandOutput, '$metadata'> {
  return mfaOut(requirePool(context, input.UserPoolId).mfa);
}

/** What is left out stays as it is (unconfirmed for AWS, whose documentation advises to send all of it). */
function setUserPoolMfaConfig(input: SetUserPoolMfaConfigCommandInput, context: PoolContext): MfaOutput {
  const pool = requirePool(context, input.UserPoolId);
  const { SmsMfaConfiguration, SoftwareTokenMfaConfiguration, EmailMfaConfiguration, WebAuthnConfiguration } =
    input;
  checkGiven(pool, input);
  if (WebAuthnConfiguration) checkWebAuthnConfiguration(pool, WebAuthnConfiguration);
  const mfa: PoolRecord['mfa'] = {
    ...pool.mfa,
    mode: input.MfaConfiguration ?? pool.mfa.mode,
    ...(SmsMfaConfiguration ? { sms: SmsMfaConfiguration } : {}),
    ...(SoftwareTokenMfaConfiguration ? { totp: SoftwareTokenMfaConfiguration } : {}),
    ...(EmailMfaConfiguration ? { email: EmailMfaConfiguration } : {}),
    ...(WebAuthnConfiguration ? { webAuthn: WebAuthnConfiguration } : {}),
  };
  checkMfa(mfa);
  context.store.pools.put({ ...pool, mfa, updatedAt: context.clock.now() });
  return mfaOut(mfa);
}

function checkGiven(pool: PoolRecord, input: SetUserPoolMfaConfigCommandInput): void {
  const { SmsMfaConfiguration, SoftwareTokenMfaConfiguration, EmailMfaConfiguration } = input;
  const anyFactor = SmsMfaConfiguration ?? EmailMfaConfiguration ?? SoftwareTokenMfaConfiguration?.Enabled;
  if (input.MfaConfiguration === 'OFF' && anyFactor) {
    throw invalidParameter(
      "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    );
  }
  if (!EmailMfaConfiguration) return;
  if (pool.settings.UserPoolTier === 'LITE') throw unavailable('E-mail MFA', 'LITE');
  if (pool.settings.EmailConfiguration?.EmailSendingAccount !== 'DEVELOPER') {
    throw invalidParameter('E-mail MFA requires the EmailSendingAccount DEVELOPER.');
  }
}

function mfaOut({ mode, sms, totp, email, webAuthn }: PoolRecord['mfa']): MfaOutput {
  return {
    SmsMfaConfiguration: sms,
    SoftwareTokenMfaConfiguration: totp,
    EmailMfaConfiguration: email,
    MfaConfiguration: mode,
    WebAuthnConfiguration: webAuthn,
  };
}

/** A pool's factors beyond the password. */
export const poolMfaOperations = {
  GetUserPoolMfaConfig: getUserPoolMfaConfig,
  SetUserPoolMfaConfig: setUserPoolMfaConfig,
} satisfies OperationTable;
