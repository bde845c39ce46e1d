import type {
  GetUserPoolMfaConfigCommandInput,
  GetUserPoolMfaConfigCommandOutput,
  SetUserPoolMfaConfigCommandInput,
  SetUserPoolMfaConfigCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { offeredMethods } from '../auth/mfa/methods';
import { invalidParameter } from '../auth/refusals';
import type { OperationTable, PoolContext } from '../operation';
import { checkWebAuthnConfiguration } from '../passkeys/relying-party';
import { requirePool } from '../pools/find-pool';
import { checkMfaSettings } from '../pools/mfa-settings';
import { checkMfa, unavailable } from '../pools/settings';
import type { PoolRecord } from '../store/records';

type MfaOutput = Omit<SetUserPoolMfaConfigCommandOutput, '$metadata'>;

function getUserPoolMfaConfig(
  input: GetUserPoolMfaConfigCommandInput,
  context: PoolContext,
): Omit<GetUserPoolMfaConfigCommandOutput, '$metadata'> {
  return mfaOut(requirePool(context, input.UserPoolId).mfa);
}

/**
 * What is left out stays as it is (unconfirmed for AWS, whose documentation advises to send all of it). SMS and e-mail, which have no
 * switch of their own, end with MFA as a whole (CloudFormation, EnabledMfas).
 */
function setUserPoolMfaConfig(input: SetUserPoolMfaConfigCommandInput, context: PoolContext): MfaOutput {
  const pool = requirePool(context, input.UserPoolId);
  const { SmsMfaConfiguration, SoftwareTokenMfaConfiguration, EmailMfaConfiguration, WebAuthnConfiguration } =
    input;
  checkGiven(pool, input);
  const mode = input.MfaConfiguration ?? pool.mfa.mode;
  if (WebAuthnConfiguration) checkWebAuthnConfiguration(pool, WebAuthnConfiguration);
  const mfa: PoolRecord['mfa'] = {
    ...(input.MfaConfiguration === 'OFF' ? passkeysOf(pool) : pool.mfa),
    mode,
    ...(SmsMfaConfiguration ? { sms: SmsMfaConfiguration } : {}),
    ...(SoftwareTokenMfaConfiguration ? { totp: SoftwareTokenMfaConfiguration } : {}),
    ...(EmailMfaConfiguration ? { email: EmailMfaConfiguration } : {}),
    ...(WebAuthnConfiguration ? { webAuthn: WebAuthnConfiguration } : {}),
  };
  checkMfa(mfa);
  const changed: PoolRecord = { ...pool, mfa, updatedAt: context.clock.now() };
  if (mode === 'OPTIONAL' && offeredMethods(changed).length === 0) {
    throw invalidParameter(
      "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration.",
    );
  }
  checkMfaSettings(changed);
  context.store.pools.put(changed);
  return mfaOut(mfa);
}

/** Passkeys are a first factor, whatever becomes of MFA. */
function passkeysOf({ mfa: { webAuthn } }: PoolRecord): Pick<PoolRecord['mfa'], 'webAuthn'> {
  return webAuthn ? { webAuthn } : {};
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
