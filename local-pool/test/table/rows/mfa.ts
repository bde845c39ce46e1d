import { appSecret } from '../../mfa';
import { goodPassword } from '../../support';
import { generateSync } from 'otplib';
import type { UserRecord } from '../../../store/records';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { some, tokens } from '../shown';
import { type Way, ways } from '../way';
import type { Place, World } from '../world';

const phone = { phone_number: '+15550000000', phone_number_verified: 'true' };
const withApp: Partial<UserRecord> = {
  mfa: { enabled: ['SOFTWARE_TOKEN_MFA'], totp: { secret: appSecret, lastStep: 0 } },
};
const withBoth: Partial<UserRecord> = {
  attributes: phone,
  mfa: { enabled: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], totp: { secret: appSecret, lastStep: 0 } },
};
const stranded: Partial<UserRecord> = { attributes: {}, mfa: { enabled: ['SMS_MFA'] } };

const off = 'Software Token MFA has not been enabled by the userPool';
const noApp = 'User has not set up software token mfa';

const code = (world: World, secret = appSecret): string =>
  generateSync({ secret, epoch: world.pools.context.clock.seconds() });

/** The input of a sign-in by password. */
const start = (way: Way, place: Place, USERNAME: string): object => ({
  ...{ ...way.pool(place), ClientId: place.ClientId, AuthFlow: way.flow },
  AuthParameters: { USERNAME, PASSWORD: goodPassword },
});

/** The answer to the challenge that a password leads to. */
async function answering(
  world: World,
  way: Way,
  changes: Partial<UserRecord>,
  responses: (world: World) => object,
): Promise<object> {
  const place = await places.mfa(world);
  const { username } = await world.user(changes, place);
  const { ChallengeName, Session } = await world.done(way.initiate, start(way, place, username));
  return {
    ...{ ...way.pool(place), ClientId: place.ClientId, ChallengeName, Session },
    ChallengeResponses: { USERNAME: username, ...responses(world) },
  };
}

const appCode = (world: World): object => ({ SOFTWARE_TOKEN_MFA_CODE: code(world) });

const signingIn = (way: Way): readonly Row[] => [
  succeeds(
    ...([way.initiate, 'a user with an app with the challenge of its code'] as const),
    async (world) => {
      const place = await places.mfa(world);
      return start(way, place, (await world.user(withApp, place)).username);
    },
    {
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session: some.session,
      ChallengeParameters: { USER_ID_FOR_SRP: some.text },
    },
  ),
  refuses(
    ...([way.initiate, 'InvalidUserPoolConfiguration', 'a second factor that cannot be used'] as const),
    async (world) => {
      const place = await places.mfa(world);
      return start(way, place, (await world.user(stranded, place)).username);
    },
    'None of the MFA methods of the user can be used.',
  ),
  succeeds(way.respond, 'the code of an app', (world) => answering(world, way, withApp, appCode), tokens),
  refuses(
    ...([way.respond, 'CodeMismatch', 'a wrong code of an app'] as const),
    (world) => answering(world, way, withApp, () => ({ SOFTWARE_TOKEN_MFA_CODE: 'none' })),
    'Invalid code received for user',
  ),
  refuses(
    ...([way.respond, 'ExpiredCode', 'a code of an app that was used'] as const),
    async (world) => {
      const lastStep = Math.floor(world.pools.context.clock.seconds() / 30) + 1;
      const mfa = { enabled: ['SOFTWARE_TOKEN_MFA'], totp: { secret: appSecret, lastStep } };
      return answering(world, way, { mfa }, appCode);
    },
    'Your software token has already been used once.',
  ),
  refuses(
    ...([way.respond, 'SoftwareTokenMFANotFound', 'the code of an app that was taken away'] as const),
    async (world) => {
      const input = await answering(world, way, withApp, appCode);
      const { UserPoolId } = await places.mfa(world);
      const Username = (input as { ChallengeResponses: { USERNAME: string } }).ChallengeResponses.USERNAME;
      await world.done('AdminDeleteSoftwareToken', { UserPoolId, Username });
      return input;
    },
    noApp,
  ),
  refuses(way.respond, 'MFAMethodNotFound', 'a method that the user does not have', (world) =>
    answering(world, way, withBoth, () => ({ ANSWER: 'EMAIL_OTP' })),
  ),
  refuses(
    ...([way.respond, 'InvalidUserPoolConfiguration', 'a second factor that cannot be used'] as const),
    (world) =>
      answering(
        world,
        way,
        { ...stranded, status: 'FORCE_CHANGE_PASSWORD', temporaryPasswordSetAt: Date.now() * 2 },
        () => ({ NEW_PASSWORD: 'Another-Horse-8' }),
      ),
  ),
];

const token = async (world: World, changes: Partial<UserRecord> = {}): Promise<string> =>
  (await world.signedIn(changes, await places.mfa(world))).AccessToken;

/** An app that has been associated with an access token. */
async function associated(world: World): Promise<{ AccessToken: string; SecretCode: string }> {
  const AccessToken = await token(world);
  const { SecretCode } = await world.done('AssociateSoftwareToken', { AccessToken });
  return { AccessToken, SecretCode: SecretCode as string };
}

const guess = { UserCode: '123456' };

const apps: readonly Row[] = [
  succeeds(
    ...(['AssociateSoftwareToken', 'with a secret'] as const),
    async (world) => ({ AccessToken: await token(world) }),
    { SecretCode: expect.stringMatching(/^[A-Z2-7]{52}$/u) as string },
  ),
  refuses('AssociateSoftwareToken', 'NotAuthorized', 'a token that is none', () => ({
    AccessToken: 'x.y.z',
  })),
  refuses('AssociateSoftwareToken', 'NotAuthorized', 'a Session that is none', () => ({
    Session: 'x'.repeat(40),
  })),
  refuses(
    ...(['AssociateSoftwareToken', 'SoftwareTokenMFANotFound', 'a pool without apps'] as const),
    async (world) => ({ AccessToken: (await world.signedIn()).AccessToken }),
    off,
  ),
  succeeds(
    ...(['VerifySoftwareToken', 'with success'] as const),
    async (world) => {
      const { AccessToken, SecretCode } = await associated(world);
      return { AccessToken, UserCode: code(world, SecretCode) };
    },
    { Status: 'SUCCESS' },
  ),
  refuses(
    ...(['VerifySoftwareToken', 'EnableSoftwareTokenMFA', 'a wrong code'] as const),
    async (world) => {
      const { AccessToken, SecretCode } = await associated(world);
      const right = code(world, SecretCode);
      return { AccessToken, UserCode: `${right.slice(0, 5)}${(Number(right[5]) + 5) % 10}` };
    },
    'Code mismatch and fail enable Software Token MFA',
  ),
  refuses(
    ...(['VerifySoftwareToken', 'SoftwareTokenMFANotFound', 'a code before there is a secret'] as const),
    async (world) => ({ AccessToken: await token(world), ...guess }),
    noApp,
  ),
  refuses('VerifySoftwareToken', 'NotAuthorized', 'a Session that is none', () => ({
    ...{ ...guess, Session: 'x'.repeat(40) },
  })),
  succeeds('AdminDeleteSoftwareToken', 'with nothing', async (world) =>
    world.named(withApp, await places.mfa(world)),
  ),
  refuses('AdminDeleteSoftwareToken', 'UserNotConfirmed', 'an unconfirmed user', (world) =>
    world.named({ status: 'UNCONFIRMED' }),
  ),
];

const sms = { SMSMfaSettings: { Enabled: true } };
const options = { MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }] };
const cannot = 'User does not have delivery config set to turn on SMS_MFA';
const own =
  (input: object, attributes: UserRecord['attributes'] = phone): Row['arrange'] =>
  async (world) => ({ AccessToken: await token(world, { attributes }), ...input });
const admins =
  (input: object, changes: Partial<UserRecord> = { attributes: phone }): Row['arrange'] =>
  async (world) => ({ ...(await world.named(changes, await places.mfa(world))), ...input });

const preferences: readonly Row[] = [
  succeeds('SetUserMFAPreference', 'with nothing', own(sms)),
  refuses('SetUserMFAPreference', 'InvalidParameter', 'a method that is not set up', own(sms, {}), cannot),
  succeeds('AdminSetUserMFAPreference', 'with nothing', admins(sms)),
  refuses(
    ...(['AdminSetUserMFAPreference', 'InvalidParameter', 'a method that is not set up'] as const),
    admins(sms, {}),
    cannot,
  ),
  refuses(
    ...(['AdminSetUserMFAPreference', 'UserNotConfirmed', 'an unconfirmed user'] as const),
    admins(sms, { status: 'UNCONFIRMED' }),
  ),
  refuses(
    ...(['AdminSetUserMFAPreference', 'PasswordResetRequired', 'a reset password'] as const),
    admins(sms, { status: 'RESET_REQUIRED' }),
  ),
  succeeds('SetUserSettings', 'with nothing', own(options)),
  refuses('SetUserSettings', 'InvalidParameter', 'SMS without a number', own(options, {}), cannot),
  succeeds('AdminSetUserSettings', 'with nothing', admins(options)),
  refuses('AdminSetUserSettings', 'InvalidParameter', 'SMS without a number', admins(options, {}), cannot),
];

/** Second factors: signing in with them, authenticator apps and preferences. */
export const mfaRows: readonly Row[] = [...ways.flatMap(signingIn), ...apps, ...preferences];
