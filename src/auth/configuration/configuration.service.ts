import type { GetUserPoolMfaConfigResponse, UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import { UserPool } from '../../cognito/user-pool';
import { methodsAllowedBy } from '../sign-in/sign-in-methods';
import type {
  ConfigurationResponse,
  MfaConfiguration,
  PasswordPolicy,
  UsernameConfiguration,
} from './configuration.dto';

/** What the user pool and its app client allow, as far as a stranger's client needs it. */
@Injectable()
export class ConfigurationService {
  constructor(private readonly userPool: UserPool) {}

  /** Reads the description of the user pool, which is kept for some minutes. */
  async read(): Promise<ConfigurationResponse> {
    const { pool, client, mfa, requiredAttributes } = await this.userPool.describe();
    return {
      signInMethods: methodsAllowedBy(client.ExplicitAuthFlows ?? []),
      signUp: pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true,
      username: usernameOf(pool),
      passwordPolicy: passwordPolicyOf(pool),
      requiredAttributes: [...requiredAttributes],
      mfa: mfaOf(mfa),
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
