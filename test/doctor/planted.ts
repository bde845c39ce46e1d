import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  CreateIdentityProviderCommand,
  CreateUserPoolClientCommand,
  DeleteIdentityProviderCommand,
  DeleteUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Environment } from '../../src/common/config/environment';
import type { Severity } from '../../src/doctor/check';
import type { OperatedPool, Shape } from './pool';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';

/** What is there besides settings, for as long as it is looked at. */
interface Planted {
  readonly plant: (pool: OperatedPool) => Promise<unknown>;
  readonly remove: (pool: OperatedPool) => Promise<unknown>;
}

type Fault = Shape | { readonly environment: Partial<Environment> } | Planted;

const oauth = {
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code' as const],
  AllowedOAuthScopes: ['openid'],
  SupportedIdentityProviders: ['COGNITO'],
  CallbackURLs: ['https://app.example.com/'],
};
const choice = (...AllowedFirstAuthFactors: ('PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN')[]) => ({
  PasswordPolicy: { MinimumLength: 12 },
  SignInPolicy: { AllowedFirstAuthFactors },
});
const byChoice = { ExplicitAuthFlows: ['ALLOW_USER_AUTH' as const] };
const tokens = { PreTokenGenerationConfig: { LambdaArn: `${ARN}tokens`, LambdaVersion: 'V2_0' as const } };
const units = { AccessToken: 'minutes', RefreshToken: 'days' } as const;
let other: string | undefined;

/** What makes a pool or its environment wrong, one at a time: how bad it is, and the check that finds it. */
export const faults: Readonly<Record<string, readonly [Severity, string, Fault]>> = {
  'an app client that may write accounts': [
    'unsafe',
    'client-writes-access',
    { client: { WriteAttributes: ['email', 'custom:account_id'] } },
  ],
  'another app client that may write accounts': [
    'unsafe',
    'client-writes-access',
    {
      plant: async ({ made: { sdk, userPoolId } }) => {
        const input = { UserPoolId: userPoolId, ClientName: 'other' };
        const { UserPoolClient } = await sdk.send(new CreateUserPoolClientCommand(input));
        other = UserPoolClient?.ClientId;
      },
      remove: ({ made: { sdk, userPoolId } }) =>
        sdk.send(new DeleteUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: other })),
    },
  ],
  'an identity provider that writes accounts': [
    'unsafe',
    'provider-writes-access',
    {
      plant: ({ made: { sdk, userPoolId } }) =>
        sdk.send(
          new CreateIdentityProviderCommand({
            ...{ UserPoolId: userPoolId, ProviderName: 'Corp', ProviderType: 'OIDC' },
            ProviderDetails: {
              ...{ client_id: 'x', client_secret: 'y', attributes_request_method: 'GET' },
              ...{ oidc_issuer: 'https://id.example.com', authorize_scopes: 'openid' },
            },
            AttributeMapping: { email: 'email', 'custom:account_id': 'tenant' },
          }),
        ),
      remove: ({ made: { sdk, userPoolId } }) =>
        sdk.send(new DeleteIdentityProviderCommand({ UserPoolId: userPoolId, ProviderName: 'Corp' })),
    },
  ],
  'errors that tell who has an account': [
    'unsafe',
    'existence-errors',
    { client: { PreventUserExistenceErrors: 'LEGACY' } },
  ],
  'tokens that cannot be revoked': [
    'unsafe',
    'token-revocation',
    { client: { EnableTokenRevocation: false } },
  ],
  'the implicit grant': [
    'unsafe',
    'implicit-grant',
    { client: { ...oauth, AllowedOAuthFlows: ['implicit'] } },
  ],
  'a secret that is not set': [
    'broken',
    'client-secret',
    { environment: { COGNITO_CLIENT_SECRET: undefined } },
  ],
  'the secret of another client': [
    'broken',
    'client-secret',
    { environment: { COGNITO_CLIENT_SECRET: 'x'.repeat(52) } },
  ],
  'no flow': ['broken', 'no-way-in', { client: { ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] } }],
  'custom sign-in without triggers': [
    'broken',
    'custom-triggers',
    { client: { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] } },
  ],
  'migration without passwords': [
    'broken',
    'migration-flow',
    {
      pool: { LambdaConfig: { ...tokens, UserMigration: `${ARN}migrate` } },
      client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] },
    },
  ],
  'refresh tokens that do not rotate': [
    'advice',
    'refresh-rotation',
    { client: { RefreshTokenRotation: { Feature: 'DISABLED' } } },
  ],
  'access tokens of a day': [
    'advice',
    'access-token-life',
    { client: { AccessTokenValidity: 1440, TokenValidityUnits: units } },
  ],
  'refresh tokens of a year': [
    'advice',
    'refresh-token-life',
    { client: { RefreshTokenValidity: 365, TokenValidityUnits: units } },
  ],
  'challenges of a quarter of an hour': ['advice', 'session-life', { client: { AuthSessionValidity: 15 } }],
  'no verification': [
    'broken',
    'no-verification',
    { pool: { AutoVerifiedAttributes: [], UserAttributeUpdateSettings: {} } },
  ],
  'names that are not verified': [
    'broken',
    'username-verification',
    {
      pool: {
        AutoVerifiedAttributes: ['phone_number'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['phone_number'] },
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' },
      },
    },
  ],
  'short passwords': [
    'unsafe',
    'short-passwords',
    { pool: { Policies: { PasswordPolicy: { MinimumLength: 6 } } } },
  ],
  'addresses that change before they are verified': [
    'unsafe',
    'update-before-verification',
    { pool: { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] } } },
  ],
  'text messages without a role': [
    'broken',
    'sms-role',
    {
      pool: {
        AutoVerifiedAttributes: ['email', 'phone_number'],
        UserAttributeUpdateSettings: {
          AttributesRequireVerificationBeforeUpdate: ['email', 'phone_number'],
        },
      },
    },
  ],
  'passkeys of another site': [
    'broken',
    'passkey-site',
    {
      pool: { Policies: choice('PASSWORD', 'WEB_AUTHN') },
      client: byChoice,
      mfa: {
        MfaConfiguration: 'OPTIONAL',
        SoftwareTokenMfaConfiguration: { Enabled: true },
        WebAuthnConfiguration: { RelyingPartyId: 'example.org' },
      },
    },
  ],
  'codes for addresses that are not verified': [
    'broken',
    'code-address',
    {
      pool: {
        Policies: choice('PASSWORD', 'SMS_OTP'),
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' },
      },
      client: byChoice,
    },
  ],
  'recovery by phone first': [
    'advice',
    'recovery-by-phone',
    {
      pool: {
        AccountRecoverySetting: {
          RecoveryMechanisms: [
            { Name: 'verified_email', Priority: 2 },
            { Name: 'verified_phone_number', Priority: 1 },
          ],
        },
      },
    },
  ],
  'no recovery': [
    'advice',
    'no-recovery',
    { pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] } } },
  ],
  'no second factor': ['advice', 'mfa-off', { mfa: { MfaConfiguration: 'OFF' } }],
  'no threat protection': [
    'advice',
    'no-threat-protection',
    { pool: { UserPoolAddOns: { AdvancedSecurityMode: 'OFF' } } },
  ],
  'a sender of fifty messages': [
    'advice',
    'few-mails',
    { pool: { EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' } } },
  ],
  'a pool that anybody deletes': [
    'advice',
    'deletion-protection',
    { pool: { DeletionProtection: 'INACTIVE' } },
  ],
  'no sign-up': [
    'advice',
    'closed-sign-up',
    { pool: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } },
  ],
  'tokens without accounts': ['advice', 'account-in-tokens', { pool: { LambdaConfig: {} } }],
  'keys that cannot be read': [
    'broken',
    'keys',
    { environment: { COGNITO_JWKS_URI: 'http://127.0.0.1:1/jwks.json' } },
  ],
  'a service that guesses are not limited in': [
    'advice',
    'settings',
    { environment: { NODE_ENV: 'production', RATE_LIMITS: 'off', HIDDEN_ANSWER_MS: 100, DOCS: 'off' } },
  ],
  'a role without a group': [
    'advice',
    'role-without-group',
    { plant: (it) => it.withoutGroup('support'), remove: (it) => it.group('support') },
  ],
  'a group that looks like a role': [
    'advice',
    'group-like-role',
    { plant: (it) => it.group('Admins'), remove: (it) => it.withoutGroup('Admins') },
  ],
  'one administrator': [
    'advice',
    'one-administrator',
    {
      plant: ({ made: { sdk, userPoolId } }) =>
        sdk.send(new AdminDisableUserCommand({ UserPoolId: userPoolId, Username: 'two@example.com' })),
      remove: ({ made: { sdk, userPoolId } }) =>
        sdk.send(new AdminEnableUserCommand({ UserPoolId: userPoolId, Username: 'two@example.com' })),
    },
  ],
};
