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
  newAddresses: ['count at once', 'count once verified'],
} as const;

const ATTRIBUTES = [
  'email',
  'phone_number',
  'name',
  'nickname',
  'preferred_username',
  'custom:team',
  'custom:rank',
] as const;

export type Settings = Row<typeof dimensions>;

/** How many settings meet in every combination: one in the suite (each value once), three in `npm run test:stories`. */
export const strength = Number(process.env['STORIES'] ?? 1);

/** The settings whose stories are told. */
export const settings: readonly Settings[] = covering(dimensions, strength);

/** How many files share the stories, so that they run side by side. */
export const SHARES = 2;

/** The settings whose stories a file tells. */
export const shareOf = (share: number): readonly Settings[] =>
  settings.filter((_, index) => index % SHARES === share);

/** The address that codes go to. */
export const contactOf = ({ signsInWith }: Settings): 'email' | 'phone_number' =>
  signsInWith.endsWith('phone_number') ? 'phone_number' : 'email';

/** In words, as the name of a test. */
export function inWords(of: Settings): string {
  const { secret, signsInWith, devices, rotation, caseSensitive, newAddresses } = of;
  const client = secret ? 'a client secret' : 'a public client';
  const names = `${signsInWith} ${caseSensitive ? 'with' : 'without'} case`;
  return `${client}, ${names}, devices ${devices}, rotation ${rotation}, new addresses ${newAddresses}`;
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
      UserAttributeUpdateSettings: {
        AttributesRequireVerificationBeforeUpdate: of.newAddresses === 'count at once' ? [] : [contact],
      },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: `verified_${contact}`, Priority: 1 }] },
      Schema: [
        { Name: 'team', AttributeDataType: 'String', Mutable: true },
        {
          Name: 'rank',
          AttributeDataType: 'Number',
          Mutable: true,
          NumberAttributeConstraints: { MinValue: '1', MaxValue: '9' },
        },
      ],
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
        // The confirmation of a sign-up signs in by it.
        'ALLOW_USER_AUTH',
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
