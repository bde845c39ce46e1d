import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolShape } from '../support/another-pool';
import { covering, type Row } from './covering';

/** What a team can set on its user pool and app client that changes how a client has to be served. */
export const dimensions = {
  secret: [false, true],
  signsInWith: [
    'username',
    'email',
    'phone_number',
    'either address',
    'alias email',
    'alias phone_number',
    'alias preferred_username',
  ],
  devices: ['off', 'always', 'on prompt'],
  rotation: ['off', 'grace 30', 'grace 0'],
  caseSensitive: [true, false],
} as const;

const ATTRIBUTES = [
  'email',
  'phone_number',
  'name',
  'nickname',
  'preferred_username',
  'custom:team',
] as const;

export type Settings = Row<typeof dimensions>;

/** How many settings meet in every combination: two in the suite, three in `npm run test:stories`. */
export const strength = Number(process.env['STORIES'] ?? 2);

/** The settings whose stories are told. */
export const settings: readonly Settings[] = covering(dimensions, strength);

/** The address that codes go to. */
export const contactOf = ({ signsInWith }: Settings): 'email' | 'phone_number' =>
  signsInWith.endsWith('phone_number') ? 'phone_number' : 'email';

/** In words, as the name of a test. */
export function inWords({ secret, signsInWith, devices, rotation, caseSensitive }: Settings): string {
  const client = secret ? 'a client secret' : 'a public client';
  const names = `${signsInWith} ${caseSensitive ? 'with' : 'without'} case`;
  return `${client}, ${names}, devices ${devices}, rotation ${rotation}`;
}

/** The user pool and app client of the settings. */
export function shapeOf(of: Settings): PoolShape {
  const contact = contactOf(of);
  return {
    pool: {
      ...namesOf(of),
      ...devicesOf(of),
      UsernameConfiguration: { CaseSensitive: of.caseSensitive },
      AutoVerifiedAttributes: [contact],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [contact] },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: `verified_${contact}`, Priority: 1 }] },
      Schema: [{ Name: 'team', AttributeDataType: 'String', Mutable: true }],
      SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'gatehouse' },
    },
    mfa: { MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } },
    client: {
      GenerateSecret: of.secret,
      // A client that says nothing may not touch attributes of the pool's own.
      ReadAttributes: [...ATTRIBUTES, 'email_verified', 'phone_number_verified'],
      WriteAttributes: [...ATTRIBUTES],
      ExplicitAuthFlows: [
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
        // Cognito does not take it beside rotation.
        ...(of.rotation === 'off' ? (['ALLOW_REFRESH_TOKEN_AUTH'] as const) : []),
      ],
      PreventUserExistenceErrors: 'ENABLED',
      ...(of.rotation === 'off'
        ? {}
        : {
            RefreshTokenRotation: {
              Feature: 'ENABLED',
              RetryGracePeriodSeconds: of.rotation === 'grace 30' ? 30 : 0,
            },
          }),
    },
  };
}

function namesOf({ signsInWith }: Settings): Partial<CreateUserPoolCommandInput> {
  switch (signsInWith) {
    case 'username':
      return {};
    case 'email':
    case 'phone_number':
      return { UsernameAttributes: [signsInWith] };
    case 'either address':
      return { UsernameAttributes: ['email', 'phone_number'] };
    case 'alias email':
      return { AliasAttributes: ['email'] };
    case 'alias phone_number':
      return { AliasAttributes: ['phone_number'] };
    case 'alias preferred_username':
      return { AliasAttributes: ['preferred_username'] };
  }
}

function devicesOf({ devices }: Settings): Partial<CreateUserPoolCommandInput> {
  if (devices === 'off') return {};
  return {
    DeviceConfiguration: {
      ChallengeRequiredOnNewDevice: true,
      DeviceOnlyRememberedOnUserPrompt: devices === 'on prompt',
    },
  };
}
