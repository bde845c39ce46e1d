import {
  AdminAddUserToGroupCommand,
  CreateGroupCommand,
  type CreateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { freshEmail, PASSWORD } from '../support/gatehouse';
import { Person } from '../users/person';
import type { Place } from './place';
import type { World } from './world';

const FLOWS: NonNullable<CreateUserPoolClientCommandInput['ExplicitAuthFlows']> = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];
const SMS = {
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'contract' },
};

/** Whoever asks is told who has an account. */
export function revealed(world: World): Promise<Place> {
  return world.place(
    'revealed',
    {
      pool: { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] },
      client: { ExplicitAuthFlows: FLOWS, PreventUserExistenceErrors: 'LEGACY' },
    },
    { ACCOUNT_EXISTENCE: 'revealed' },
  );
}

/** People have names of their own, and may sign in with a verified address instead. */
export function aliases(world: World): Promise<Place> {
  return world.place('aliases', { pool: { AliasAttributes: ['email'], AutoVerifiedAttributes: ['email'] } });
}

/** Nobody signs up, and passwords are remembered. */
export function closed(world: World): Promise<Place> {
  return world.place('closed', {
    pool: {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      AutoVerifiedAttributes: ['email'],
      Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } },
    },
  });
}

/** Devices are remembered. */
export function devices(world: World): Promise<Place> {
  return world.place('devices', {
    pool: {
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
    },
  });
}

/** The history of sign-ins is kept. */
export function watched(world: World): Promise<Place> {
  return world.place('watched', {
    pool: { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } },
  });
}

/** The access token of somebody who administrates the users of a place. */
export function administratorOf(world: World, place: Place): Promise<string> {
  const { sdk, userPoolId: UserPoolId } = place.pool;
  return world.once(`administrator of ${UserPoolId}`, async () => {
    const Username = await place.join();
    await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName: 'admin' }));
    await sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: 'admin' }));
    return (await place.instance.signIn(Username)).accessToken;
  });
}

/** Refresh tokens are good for once. */
export function rotating(world: World): Promise<Place> {
  return world.place('rotating', {
    client: {
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    },
  });
}

/** Everybody needs a second factor. */
export function withMfa(world: World): Promise<Place> {
  return world.place('mfa', {
    pool: { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } },
    mfa: {
      MfaConfiguration: 'ON',
      SmsMfaConfiguration: SMS,
      SoftwareTokenMfaConfiguration: { Enabled: true },
      EmailMfaConfiguration: { Subject: 'Your code' },
    },
  });
}

/** Somebody whose one second factor is the e-mail address, signed in with it. */
export async function personWithMfa(world: World): Promise<Person> {
  const place = await withMfa(world);
  const email = freshEmail();
  const username = await place.join(`of-${email}`, email);
  const session = await place.challenge(username);
  const { body } = await place.post('challenge', { session, answer: { code: await world.code(email) } });
  return new Person(place.instance, username, body.data.tokens as Person['tokens']);
}

/** The session of somebody who has to set up a second factor. */
export async function settingUpMfa(world: World): Promise<string> {
  const place = await withMfa(world);
  return place.challenge(await place.join(freshEmail(), null));
}

/** Somebody who has signed in from a device that is new, and its key. */
export async function onNewDevice(
  world: World,
): Promise<{ person: Person; deviceKey: string; place: Place }> {
  const place = await devices(world);
  const username = await place.join();
  const { body } = await place.post('sign-in', { username, password: PASSWORD });
  const { tokens, newDevice } = body.data as { tokens: Person['tokens']; newDevice: { deviceKey: string } };
  return { person: new Person(place.instance, username, tokens), deviceKey: newDevice.deviceKey, place };
}
