import { goodPassword, otherThan, secretHash } from '../../support';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { delivery, some } from '../shown';
import type { World } from '../world';

function newcomer({ plain: { ClientId }, name }: World, changes: object = {}): Record<string, unknown> {
  const Username = name();
  const UserAttributes = [{ Name: 'email', Value: `${Username}@example.com` }];
  return { ClientId, Username, Password: goodPassword, UserAttributes, ...changes };
}

/** A confirmation of somebody who has just signed up. */
async function confirmation(
  world: World,
  change: (code: string) => string = (code) => code,
): Promise<Record<'ClientId' | 'Username' | 'ConfirmationCode', string>> {
  const { Username, code } = await world.signedUp();
  return { ClientId: world.plain.ClientId, Username, ConfirmationCode: change(code) };
}

const nobody = 'Username/client id combination not found.';
const tooOften = 'Attempt limit exceeded, please try after some time.';
const badCode = 'Invalid verification code provided, please try again.';

/** How people register. */
export const signUpRows: readonly Row[] = [
  succeeds('SignUp', 'with where the code went', newcomer, {
    ...{ UserConfirmed: false, UserSub: some.uuid, ...delivery },
  }),
  succeeds(
    ...(['SignUp', 'a client with a secret by its hash'] as const),
    (world) => {
      const input = newcomer(world, { ClientId: world.plain.confidential.ClientId });
      return { ...input, SecretHash: secretHash(String(input['Username']), world.plain.confidential) };
    },
    { UserConfirmed: false, UserSub: some.uuid, ...delivery },
  ),
  refuses(
    ...(['SignUp', 'UsernameExists', 'a name that is taken'] as const),
    async (world) => newcomer(world, { Username: (await world.user()).username }),
    'User already exists',
  ),
  refuses(
    ...(['SignUp', 'UsernameExists', 'an e-mail address that is taken as a name'] as const),
    async (world) => {
      const place = await places.byEmail(world);
      const input = newcomer(world, { ClientId: place.ClientId, Username: `${world.name()}@example.com` });
      delete input['UserAttributes'];
      await world.done('SignUp', input);
      return input;
    },
    'An account with the given email already exists.',
  ),
  ...(
    [
      ['Short1!', 'not long enough'],
      ['correct-horse-7', 'must have uppercase characters'],
      ['CORRECT-HORSE-7', 'must have lowercase characters'],
      ['Correct-Horse-x', 'must have numeric characters'],
      ['CorrectHorse7', 'must have symbol characters'],
    ] as const
  ).map(([Password, rule]) =>
    refuses(
      ...(['SignUp', 'InvalidPassword', `a password that is ${rule}`] as const),
      (world) => newcomer(world, { Password }),
      `Password did not conform with policy: Password ${rule}`,
    ),
  ),
  refuses(
    ...(['SignUp', 'NotAuthorized', 'a pool that administrators fill'] as const),
    async (world) => newcomer(world, { ClientId: (await places.closed(world)).ClientId }),
    'SignUp is not permitted for this user pool',
  ),
  refuses('SignUp', 'NotAuthorized', 'a client without its SECRET_HASH', (world) =>
    newcomer(world, { ClientId: world.plain.confidential.ClientId }),
  ),
  refuses(
    ...(['SignUp', 'NotAuthorized', 'an attribute that clients cannot write'] as const),
    (world) => newcomer(world, { UserAttributes: [{ Name: 'email_verified', Value: 'true' }] }),
    'A client attempted to write unauthorized attribute',
  ),
  refuses(
    ...(['SignUp', 'InvalidParameter', 'an attribute that the pool does not have'] as const),
    (world) => newcomer(world, { UserAttributes: [{ Name: 'custom:none', Value: 'x' }] }),
    'Type for attribute {custom:none} could not be determined',
  ),
  refuses(
    ...(['SignUp', 'InvalidParameter', 'an e-mail address as name where it is an alias'] as const),
    async (world) =>
      newcomer(world, { ClientId: (await places.alias(world)).ClientId, Username: 'someone@example.com' }),
    'Username cannot be of email format, since user pool is configured for email alias.',
  ),
  succeeds('ConfirmSignUp', 'with nothing', (world) => confirmation(world)),
  refuses(
    ...(['ConfirmSignUp', 'CodeMismatch', 'a wrong code'] as const),
    (world) => confirmation(world, otherThan),
    badCode,
  ),
  refuses(
    ...(['ConfirmSignUp', 'ExpiredCode', 'a code of yesterday'] as const),
    async (world) => {
      const input = await confirmation(world);
      world.expireCodes(input.Username);
      return input;
    },
    'Invalid code provided, please request a code again.',
  ),
  refuses(
    ...(['ConfirmSignUp', 'NotAuthorized', 'a second time'] as const),
    async (world) => {
      const input = await confirmation(world);
      await world.done('ConfirmSignUp', input);
      return input;
    },
    'User cannot be confirmed. Current status is CONFIRMED',
  ),
  refuses(
    ...(['ConfirmSignUp', 'UserNotFound', 'an unknown user'] as const),
    ({ plain: { ClientId } }) => ({ ClientId, Username: 'none', ConfirmationCode: '123456' }),
    nobody,
  ),
  refuses(
    ...(['ConfirmSignUp', 'AliasExists', 'an address that another user has proved'] as const),
    async (world) => {
      const place = await places.alias(world);
      const { Username, code } = await world.signedUp(place);
      await world.user({ attributes: { email: `${Username}@example.com`, email_verified: 'true' } }, place);
      return { ClientId: place.ClientId, Username, ConfirmationCode: code };
    },
    'An account with the email already exists.',
  ),
  refuses('ConfirmSignUp', 'TooManyFailedAttempts', 'the right code after ten wrong ones', async (world) => {
    const input = await confirmation(world);
    const wrong = { ...input, ConfirmationCode: otherThan(input.ConfirmationCode) };
    await world.repeat(10, 'ConfirmSignUp', wrong);
    return input;
  }),
  refuses(
    ...(['ConfirmSignUp', 'LimitExceeded', 'the right code after 15 calls in an hour'] as const),
    async (world) => {
      const input = await confirmation(world);
      await world.repeat(15, 'ConfirmSignUp', { ...input, ConfirmationCode: 'x' });
      return input;
    },
    tooOften,
  ),
  succeeds(
    ...(['ResendConfirmationCode', 'with where the code went'] as const),
    async (world) => ({
      ...{ ClientId: world.plain.ClientId, Username: (await world.signedUp()).Username },
    }),
    delivery,
  ),
  refuses(
    ...(['ResendConfirmationCode', 'UserNotFound', 'an unknown user'] as const),
    ({ plain: { ClientId } }) => ({ ClientId, Username: 'none' }),
    nobody,
  ),
  refuses(
    ...(['ResendConfirmationCode', 'InvalidParameter', 'a confirmed user'] as const),
    async (world) => ({ ClientId: world.plain.ClientId, Username: (await world.user()).username }),
    'User is already confirmed.',
  ),
  refuses(
    ...(['ResendConfirmationCode', 'LimitExceeded', 'the sixth time in an hour'] as const),
    async (world) => {
      const input = { ClientId: world.plain.ClientId, Username: (await world.signedUp()).Username };
      await world.repeat(5, 'ResendConfirmationCode', input);
      return input;
    },
    tooOften,
  ),
  refuses('ResendConfirmationCode', 'NotAuthorized', 'a disabled user', async (world) => {
    const { Username, sub } = await world.signedUp();
    world.change(world.pools.user(sub), { enabled: false });
    return { ClientId: world.plain.ClientId, Username };
  }),
];
