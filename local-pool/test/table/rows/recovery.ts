import { goodPassword, otherThan } from '../../support';
import { type PlaceOf, places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { delivery } from '../shown';
import type { World } from '../world';

const next = 'Another-Horse-8';
const nobody = 'Username/client id combination not found.';
const tooOften = 'Attempt limit exceeded, please try after some time.';
const tooShort = 'Password did not conform with policy: Password not long enough';
const notInThisState = 'User password cannot be reset in the current state.';

const forgetful =
  (changes: object = {}) =>
  async (world: World): Promise<{ ClientId: string; Username: string }> => ({
    ClientId: world.plain.ClientId,
    Username: (await world.user(changes)).username,
  });

type Confirmation = Record<'ClientId' | 'Username' | 'ConfirmationCode' | 'Password', string>;

/** Somebody with a code for a new password. */
const confirmation =
  (change: (input: Confirmation, world: World) => object | Promise<object> = () => ({}), where?: PlaceOf) =>
  async (world: World): Promise<object> => {
    const place = where ? await where(world) : world.plain;
    const { username } = await world.user({}, place);
    const { ClientId } = place;
    await world.done('ForgotPassword', { ClientId, Username: username });
    const code = world.pools.lastCode(`${username}@example.com`);
    const input = { ClientId, Username: username, ConfirmationCode: code, Password: next };
    return { ...input, ...(await change(input, world)) };
  };

const change =
  (changes: (world: World, token: string) => object | Promise<object> = () => ({}), where?: PlaceOf) =>
  async (world: World): Promise<object> => {
    const { AccessToken } = await world.signedIn({}, where ? await where(world) : world.plain);
    const input = { AccessToken, PreviousPassword: goodPassword, ProposedPassword: next };
    return { ...input, ...(await changes(world, AccessToken)) };
  };

/** How people get a new password. */
export const recoveryRows: readonly Row[] = [
  succeeds('ForgotPassword', 'with where the code went', forgetful(), delivery),
  refuses(
    ...(['ForgotPassword', 'UserNotFound', 'an unknown user'] as const),
    ({ plain: { ClientId } }) => ({ ClientId, Username: 'none' }),
    nobody,
  ),
  refuses(
    ...(['ForgotPassword', 'NotAuthorized', 'a temporary password'] as const),
    forgetful({ status: 'FORCE_CHANGE_PASSWORD' }),
    notInThisState,
  ),
  refuses('ForgotPassword', 'NotAuthorized', 'a disabled user', forgetful({ enabled: false })),
  refuses(
    ...(['ForgotPassword', 'InvalidParameter', 'a user who cannot be reached'] as const),
    forgetful({ attributes: {} }),
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  ),
  refuses(
    ...(['ForgotPassword', 'LimitExceeded', 'the 21st time in an hour'] as const),
    async (world) => {
      const input = await forgetful()(world);
      await world.repeat(20, 'ForgotPassword', input);
      return input;
    },
    tooOften,
  ),
  succeeds('ConfirmForgotPassword', 'with nothing', confirmation()),
  refuses(
    ...(['ConfirmForgotPassword', 'CodeMismatch', 'a wrong code'] as const),
    confirmation(({ ConfirmationCode: code }) => ({ ConfirmationCode: otherThan(code) })),
    'Invalid verification code provided, please try again.',
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'ExpiredCode', 'a code that was used'] as const),
    confirmation(async (input, world) => world.done('ConfirmForgotPassword', input)),
    'Invalid code provided, please request a code again.',
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'ExpiredCode', 'a code that is too old'] as const),
    confirmation(({ Username }, world) => {
      world.expireCodes(Username);
      return {};
    }),
    'Invalid code provided, please request a code again.',
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'InvalidPassword', 'a password against the policy'] as const),
    confirmation(() => ({ Password: 'Short1!' })),
    tooShort,
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'PasswordHistoryPolicyViolation', 'the password of before'] as const),
    confirmation(() => ({ Password: goodPassword }), places.history),
    'Password has previously been used',
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'UserNotFound', 'an unknown user'] as const),
    confirmation(() => ({ Username: 'none' })),
    nobody,
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'UserNotConfirmed', 'a user who is not confirmed any more'] as const),
    confirmation(({ Username }, world) => changed(world, Username, { status: 'UNCONFIRMED' })),
    'User is not confirmed.',
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'NotAuthorized', 'a user who was disabled meanwhile'] as const),
    confirmation(({ Username }, world) => changed(world, Username, { enabled: false })),
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'TooManyFailedAttempts', 'the right code after ten wrong ones'] as const),
    confirmation(async (input, world) => {
      const ConfirmationCode = otherThan(input.ConfirmationCode);
      await world.repeat(10, 'ConfirmForgotPassword', { ...input, ConfirmationCode });
      return {};
    }),
  ),
  refuses(
    ...(['ConfirmForgotPassword', 'LimitExceeded', 'the right code after 20 calls in an hour'] as const),
    confirmation(async (input, world) => {
      await world.repeat(20, 'ConfirmForgotPassword', { ...input, ConfirmationCode: 'x' });
      return {};
    }),
    tooOften,
  ),
  succeeds('ChangePassword', 'with nothing', change()),
  refuses(
    ...(['ChangePassword', 'NotAuthorized', 'a wrong password'] as const),
    change(() => ({ PreviousPassword: 'wrong' })),
    'Incorrect username or password.',
  ),
  refuses(
    ...(['ChangePassword', 'InvalidPassword', 'a password against the policy'] as const),
    change(() => ({ ProposedPassword: 'Short1!' })),
    tooShort,
  ),
  refuses(
    ...(['ChangePassword', 'PasswordHistoryPolicyViolation', 'the password of before'] as const),
    change(() => ({ ProposedPassword: goodPassword }), places.history),
    'Password has previously been used',
  ),
  refuses(
    ...(['ChangePassword', 'LimitExceeded', 'the sixth time in an hour'] as const),
    change(async (world, AccessToken) => {
      const input = { AccessToken, PreviousPassword: goodPassword, ProposedPassword: 'short' };
      await world.repeat(5, 'ChangePassword', input);
      return {};
    }),
    tooOften,
  ),
];

function changed(world: World, username: string, changes: object): object {
  const [user] = world.store.users.by('name', `${world.plain.UserPoolId}/${username}`);
  world.change(user!, changes);
  return {};
}
