import type { Place, World } from './world';

const withPasskeys = {
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
};

/** Pools of other settings, each made when the first row asks for it. Their settings are not to be changed. */
export const places = {
  /** One whose settings do not matter. */
  other: (world: World): Promise<Place> => world.place('other', {}),
  lite: (world: World): Promise<Place> => world.place('lite', { UserPoolTier: 'LITE' }),
  alias: (world: World): Promise<Place> =>
    world.place('alias', {
      AliasAttributes: ['email', 'preferred_username'],
      AutoVerifiedAttributes: ['email'],
    }),
  byEmail: (world: World): Promise<Place> =>
    world.place('by e-mail', { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] }),
  /** As before, and a new address counts once it is proved. */
  deferring: (world: World): Promise<Place> =>
    world.place('deferring', {
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    }),
  /** Remembers three passwords. */
  history: (world: World): Promise<Place> =>
    world.place('history', {
      AutoVerifiedAttributes: ['email'],
      Policies: { PasswordPolicy: { MinimumLength: 8, RequireUppercase: true, PasswordHistorySize: 3 } },
    }),
  closed: (world: World): Promise<Place> =>
    world.place('closed', { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }),
  /** Existence errors are hidden. */
  hidden: (world: World): Promise<Place> =>
    world.place('hidden', {}, { PreventUserExistenceErrors: 'ENABLED' }),
  rotating: (world: World): Promise<Place> =>
    world.place(
      'rotating',
      {},
      {
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
      },
    ),
  unrevocable: (world: World): Promise<Place> =>
    world.place('unrevocable', {}, { EnableTokenRevocation: false }),
  /** Choice-based sign-in. */
  choice: (world: World): Promise<Place> =>
    world.place(
      'choice',
      {
        AutoVerifiedAttributes: ['email'],
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
      },
      {
        ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH'],
        PreventUserExistenceErrors: 'LEGACY',
      },
    ),
  /** Passkeys of app.example.com. */
  passkeys: (world: World): Promise<Place> =>
    world.once('passkeys', async () => {
      const place = await world.place('passkeys', withPasskeys);
      const WebAuthnConfiguration = { RelyingPartyId: 'app.example.com', UserVerification: 'required' };
      await world.done('SetUserPoolMfaConfig', { UserPoolId: place.UserPoolId, WebAuthnConfiguration });
      return place;
    }),
  /** Passkeys of nobody knows which domain. */
  homeless: (world: World): Promise<Place> => world.place('homeless', withPasskeys),
  /** Sign-ins are listed one by one. */
  tracked: (world: World): Promise<Place> =>
    world.once('tracked', async () => {
      const place = await world.place('tracked', {});
      await world.done('SetUserPoolSessionConfiguration', {
        ...{ UserPoolId: place.UserPoolId, UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 9 } },
      });
      return place;
    }),
  /** Threat protection. */
  protected: (world: World): Promise<Place> =>
    world.place('threats', { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } }),
  /** Devices are tracked, and remembered when the user says so. */
  devices: (world: World): Promise<Place> =>
    world.place('devices', { DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: true } }),
  /** SMS and authenticator apps are optional second factors. */
  mfa: (world: World): Promise<Place> =>
    world.once('mfa', async () => {
      const place = await world.place('with mfa', {});
      await world.done('SetUserPoolMfaConfig', {
        ...{ UserPoolId: place.UserPoolId, MfaConfiguration: 'OPTIONAL' },
        SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' } },
        SoftwareTokenMfaConfiguration: { Enabled: true },
      });
      return place;
    }),
} as const;

export type PlaceOf = (world: World) => Promise<Place>;
