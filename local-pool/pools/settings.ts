import type {
  CreateUserPoolCommandInput,
  UpdateUserPoolCommandInput,
  UserPoolPolicyType,
} from '@aws-sdk/client-cognito-identity-provider';
import { effectiveNames } from '../auth/choice/acr';
import { invalidParameter } from '../auth/refusals';
import { PoolError } from '../pool-error';
import type { PoolRecord, PoolSettings } from '../store/records';
import { checkLambdaConfig, customizesAccessTokens } from '../triggers/lambda-config';

type PoolInput = CreateUserPoolCommandInput | UpdateUserPoolCommandInput;

/** What is set at creation and never again. */
type FixedSettings = Pick<
  PoolSettings,
  'Name' | 'AliasAttributes' | 'UsernameAttributes' | 'UsernameConfiguration'
>;

/**
 * A pool's settings out of a call, with AWS's defaults for what is left out.
 *
 * @param fixed what the call cannot change
 * @throws PoolError InvalidParameterException, FeatureUnavailableInTierException
 */
export function poolSettings(input: PoolInput, fixed: FixedSettings): PoolSettings {
  const given: PoolSettings = {
    LambdaConfig: input.LambdaConfig ?? {},
    DeletionProtection: input.DeletionProtection ?? 'INACTIVE',
    AutoVerifiedAttributes: input.AutoVerifiedAttributes,
    SmsVerificationMessage: input.SmsVerificationMessage,
    EmailVerificationMessage: input.EmailVerificationMessage,
    EmailVerificationSubject: input.EmailVerificationSubject,
    SmsAuthenticationMessage: input.SmsAuthenticationMessage,
    DeviceConfiguration: input.DeviceConfiguration,
    SmsConfiguration: input.SmsConfiguration,
    UserPoolAddOns: input.UserPoolAddOns,
    UserAttributeUpdateSettings: input.UserAttributeUpdateSettings,
    AccountRecoverySetting: input.AccountRecoverySetting,
    KeyConfiguration: input.KeyConfiguration,
    IssuerConfiguration: input.IssuerConfiguration,
    AcrConfiguration: input.AcrConfiguration && effectiveNames(input.AcrConfiguration),
    UserPoolTags: input.UserPoolTags ?? {},
    UserPoolTier: input.UserPoolTier ?? 'ESSENTIALS',
    Policies: policies(input.Policies, temporaryDays(input)),
    VerificationMessageTemplate: {
      DefaultEmailOption: 'CONFIRM_WITH_CODE',
      ...input.VerificationMessageTemplate,
    },
    EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT', ...input.EmailConfiguration },
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: false,
      ...input.AdminCreateUserConfig,
      UnusedAccountValidityDays: temporaryDays(input),
    },
    ...fixed,
  };
  const settings = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as PoolSettings;
  checkCombination(settings);
  checkLambdaConfig(settings.LambdaConfig ?? {});
  checkTier(settings);
  return settings;
}

/**
 * MFA as CreateUserPool and UpdateUserPool can set it: the mode and SMS. The other factors are SetUserPoolMfaConfig's.
 *
 * @throws PoolError InvalidParameterException for MFA that nobody could pass
 */
export function poolMfa(input: PoolInput, before?: PoolRecord['mfa']): PoolRecord['mfa'] {
  const mfa = { ...before, ...givenMfa(input) };
  checkMfa(mfa);
  return mfa;
}

/** @throws PoolError InvalidParameterException for MFA that nobody could pass */
export function checkMfa(mfa: PoolRecord['mfa']): void {
  if (mfa.mode === 'ON' && !mfa.sms && mfa.totp?.Enabled !== true && !mfa.email) {
    throw invalidParameter("Invalid MFA configuration given, can't disable all MFAs and require MFA.");
  }
}

function givenMfa(input: PoolInput): Pick<PoolRecord['mfa'], 'mode' | 'sms'> {
  const mode = input.MfaConfiguration ?? 'OFF';
  if (mode === 'OFF' || !input.SmsConfiguration) return { mode };
  const message = input.SmsAuthenticationMessage;
  return {
    mode,
    sms: {
      SmsConfiguration: input.SmsConfiguration,
      ...(message === undefined ? {} : { SmsAuthenticationMessage: message }),
    },
  };
}

/**
 * How long a temporary password is good, by either of the names of one setting, in days; 0 stands for the default, too.
 *
 * @throws PoolError InvalidParameterException when the two contradict each other
 */
function temporaryDays({ Policies, AdminCreateUserConfig }: PoolInput): number {
  const given = Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ?? 0;
  const older = AdminCreateUserConfig?.UnusedAccountValidityDays ?? 0;
  if (given > 0 && older > 0 && given !== older) {
    throw invalidParameter(
      'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    );
  }
  return given || older || 7;
}

/** Without a policy every rule is on; in one that is given, a rule left out is off. */
function policies(given: UserPoolPolicyType | undefined, temporary: number): UserPoolPolicyType {
  const rule = given?.PasswordPolicy === undefined;
  return {
    PasswordPolicy: {
      MinimumLength: 8,
      RequireUppercase: rule,
      RequireLowercase: rule,
      RequireNumbers: rule,
      RequireSymbols: rule,
      ...given?.PasswordPolicy,
      TemporaryPasswordValidityDays: temporary,
    },
    SignInPolicy: given?.SignInPolicy ?? { AllowedFirstAuthFactors: ['PASSWORD'] },
  };
}

function checkCombination(settings: PoolSettings): void {
  if (settings.AliasAttributes && settings.UsernameAttributes) {
    throw invalidParameter(
      'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.',
    );
  }
  const deferred = settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? [];
  if (deferred.some((name) => !settings.AutoVerifiedAttributes?.includes(name))) {
    throw invalidParameter(
      'AttributesRequireVerificationBeforeUpdate must be a subset of AutoVerifiedAttributes.',
    );
  }
  const recovery = settings.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  if (recovery.length > 1 && recovery.some(({ Name }) => Name === 'admin_only')) {
    throw invalidParameter('The admin_only recovery mechanism cannot be combined with others.');
  }
  if (new Set(recovery.map(({ Priority }) => Priority)).size < recovery.length) {
    throw invalidParameter('The priorities of the recovery mechanisms must differ.');
  }
}

function checkTier(settings: PoolSettings): void {
  const tier = settings.UserPoolTier;
  if (tier !== 'PLUS' && (settings.UserPoolAddOns?.AdvancedSecurityMode ?? 'OFF') !== 'OFF') {
    throw unavailable('Threat protection', tier);
  }
  if (tier !== 'LITE') return;
  if (settings.AcrConfiguration) throw unavailable('AcrConfiguration', tier);
  const { PasswordPolicy, SignInPolicy } = settings.Policies ?? {};
  if ((PasswordPolicy?.PasswordHistorySize ?? 0) > 0) throw unavailable('Password history', tier);
  if (SignInPolicy?.AllowedFirstAuthFactors?.some((factor) => factor !== 'PASSWORD')) {
    throw unavailable('Choice-based sign-in', tier);
  }
  if (customizesAccessTokens(settings.LambdaConfig ?? {})) {
    throw unavailable('Access token customization', tier);
  }
}

/** @param feature what the pool's plan does not include */
export function unavailable(feature: string, tier: string | undefined): PoolError {
  return new PoolError(
    'FeatureUnavailableInTierException',
    `${feature} is not available in the ${tier ?? ''} tier.`,
  );
}
