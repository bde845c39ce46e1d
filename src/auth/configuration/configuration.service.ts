import type { GetUserPoolMfaConfigResponse, UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { type PoolDescription, UserPool } from '../../cognito/user-pool';
import { methodsAllowedBy } from '../sign-in/sign-in-methods';
import { attributesOf } from './attribute-configuration';
import type {
  ConfigurationResponse,
  DeviceTracking,
  MfaConfiguration,
  PasskeyConfiguration,
  PasswordPolicy,
  UsernameConfiguration,
} from './configuration.dto';

/** What the user pool and its app client allow, as far as a stranger's client needs it. */
@Injectable()
export class ConfigurationService {
  constructor(private readonly userPool: UserPool) {}

  /** Reads the description of the user pool, which is kept for some minutes. */
  async read(): Promise<ConfigurationResponse> {
    const description = await this.userPool.describe();
    const { pool, client, mfa, requiredAttributes } = description;
    const firstFactors: string[] = [
      ...(pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD']),
    ];
    return {
      signInMethods: methodsAllowedBy(client.ExplicitAuthFlows ?? [], firstFactors),
      firstFactors,
      signUp: pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true,
      username: usernameOf(pool),
      passwordPolicy: passwordPolicyOf(pool),
      passwordOptional: passwordOptional(description, firstFactors),
      requiredAttributes: [...requiredAttributes],
      attributes: attributesOf(description),
      verifiedAttributes: [...(pool.AutoVerifiedAttributes ?? [])],
      passwordRecovery: recoveryOf(pool),
      mfa: mfaOf(mfa),
      ...passkeysOf(mfa, firstFactors),
      ...devicesOf(pool),
    };
  }
}

function usernameOf(pool: UserPoolType): UsernameConfiguration {
  const addresses = pool.UsernameAttributes ?? [];
  const [only] = addresses;
  return {
    kind: addresses.length > 1 ? 'email_or_phone_number' : (only ?? 'username'),
    aliases: [...(pool.AliasAttributes ?? [])],
    // Pools made before the setting existed tell case apart.
    caseSensitive: pool.UsernameConfiguration?.CaseSensitive ?? true,
  };
}

function passwordPolicyOf(pool: UserPoolType): PasswordPolicy {
  const policy = pool.Policies?.PasswordPolicy ?? {};
  return {
    minLength: policy.MinimumLength ?? 8,
    requireUppercase: policy.RequireUppercase ?? false,
    requireLowercase: policy.RequireLowercase ?? false,
    requireNumbers: policy.RequireNumbers ?? false,
    requireSymbols: policy.RequireSymbols ?? false,
    historySize: policy.PasswordHistorySize ?? 0,
  };
}

/** Cognito takes accounts without a password where a code can be sent to an address that it verifies anyway. */
function passwordOptional({ pool, client }: PoolDescription, firstFactors: readonly string[]): boolean {
  const verified: readonly string[] = pool.AutoVerifiedAttributes ?? [];
  const byCode =
    (firstFactors.includes('EMAIL_OTP') && verified.includes('email')) ||
    (firstFactors.includes('SMS_OTP') && verified.includes('phone_number'));
  return byCode && client.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH') === true;
}

function recoveryOf(pool: UserPoolType): string[] {
  const mechanisms = pool.AccountRecoverySetting?.RecoveryMechanisms;
  // Without the setting Cognito tries the phone number before the e-mail address.
  if (mechanisms === undefined || mechanisms.length === 0) return ['phone_number', 'email'];
  return mechanisms
    .toSorted((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0))
    .flatMap(({ Name }) => (Name?.startsWith('verified_') === true ? [Name.slice('verified_'.length)] : []));
}

function mfaOf(mfa: GetUserPoolMfaConfigResponse): MfaConfiguration {
  const methods = {
    SMS_MFA: mfa.SmsMfaConfiguration?.SmsConfiguration !== undefined,
    SOFTWARE_TOKEN_MFA: mfa.SoftwareTokenMfaConfiguration?.Enabled === true,
    EMAIL_OTP: mfa.EmailMfaConfiguration !== undefined,
  };
  const mode = mfa.MfaConfiguration ?? 'OFF';
  return {
    mode,
    // SMS stays configured for other messages when MFA is off.
    methods: mode === 'OFF' ? [] : Object.entries(methods).flatMap(([name, on]) => (on ? [name] : [])),
  };
}

function passkeysOf(
  { WebAuthnConfiguration: settings }: GetUserPoolMfaConfigResponse,
  firstFactors: readonly string[],
): { passkeys?: PasskeyConfiguration } {
  const relyingPartyId = settings?.RelyingPartyId;
  if (relyingPartyId === undefined || !firstFactors.includes('WEB_AUTHN')) return {};
  return { passkeys: { relyingPartyId, userVerification: settings?.UserVerification ?? 'preferred' } };
}

function devicesOf({ DeviceConfiguration: settings }: UserPoolType): { devices?: DeviceTracking } {
  if (settings === undefined) return {};
  return {
    devices: {
      onPrompt: settings.DeviceOnlyRememberedOnUserPrompt === true,
      replacesMfa: settings.ChallengeRequiredOnNewDevice === true,
    },
  };
}
