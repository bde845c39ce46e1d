import type { PasswordPolicyType, SchemaAttributeType } from '@aws-sdk/client-cognito-identity-provider';
import { answered } from '../../cognito/answered';
import { attributeBounds } from '../../cognito/attribute-bounds';
import type { PoolDescription } from '../../cognito/user-pool';
import type {
  SchemaAttribute,
  UserPoolClientView,
  UserPoolPasswordPolicy,
  UserPoolResponse,
} from './user-pool.dto';

/** Days an invitation is good for when the policy does not say. */
const DEFAULT_INVITATION_DAYS = 7;

/** What administrators see of the user pool; triggers, message templates and roles are the operator's. */
export function userPoolFrom({ pool, client, mfa }: PoolDescription): UserPoolResponse {
  return {
    id: answered(pool.Id),
    ...(pool.Name === undefined ? {} : { name: pool.Name }),
    estimatedUsers: pool.EstimatedNumberOfUsers ?? 0,
    schema: (pool.SchemaAttributes ?? []).map(schemaAttribute),
    passwordPolicy: passwordPolicy(pool.Policies?.PasswordPolicy ?? {}),
    usernameAttributes: pool.UsernameAttributes ?? [],
    aliasAttributes: pool.AliasAttributes ?? [],
    // The API's default; only pools made in the console are case-insensitive by default.
    caseSensitive: pool.UsernameConfiguration?.CaseSensitive ?? true,
    autoVerifiedAttributes: pool.AutoVerifiedAttributes ?? [],
    signUpOpen: pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true,
    mfa: mfa.MfaConfiguration ?? pool.MfaConfiguration ?? 'OFF',
    client: clientView(client),
  };
}

function clientView(client: PoolDescription['client']): UserPoolClientView {
  const { ClientId, ClientName, ExplicitAuthFlows, ReadAttributes, WriteAttributes } = client;
  return {
    id: answered(ClientId),
    ...(ClientName === undefined ? {} : { name: ClientName }),
    authFlows: ExplicitAuthFlows ?? [],
    ...(ReadAttributes === undefined ? {} : { readAttributes: ReadAttributes }),
    ...(WriteAttributes === undefined ? {} : { writeAttributes: WriteAttributes }),
  };
}

function passwordPolicy(policy: PasswordPolicyType): UserPoolPasswordPolicy {
  return {
    ...(policy.MinimumLength === undefined ? {} : { minimumLength: policy.MinimumLength }),
    requireUppercase: policy.RequireUppercase ?? false,
    requireLowercase: policy.RequireLowercase ?? false,
    requireNumbers: policy.RequireNumbers ?? false,
    requireSymbols: policy.RequireSymbols ?? false,
    historySize: policy.PasswordHistorySize ?? 0,
    // Cognito reads 0 as its default, too.
    temporaryPasswordValidityDays: policy.TemporaryPasswordValidityDays || DEFAULT_INVITATION_DAYS,
  };
}

/** One attribute of the schema. */
export function schemaAttribute(attribute: SchemaAttributeType): SchemaAttribute {
  const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {};
  const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {};
  return {
    name: answered(attribute.Name),
    ...(attribute.AttributeDataType === undefined ? {} : { type: attribute.AttributeDataType }),
    required: attribute.Required ?? false,
    mutable: attribute.Mutable ?? true,
    ...attributeBounds({ minLength: MinLength, maxLength: MaxLength, min: MinValue, max: MaxValue }),
  };
}
