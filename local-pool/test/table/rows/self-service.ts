import { otherThan } from '../../support';
import { type PlaceOf, places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { delivery, listing, some } from '../shown';
import type { Place, SignedIn, World } from '../world';

/** A call of somebody who has signed in. */
const own =
  (
    members: (someone: SignedIn, world: World, place: Place) => object | Promise<object> = () => ({}),
    where?: PlaceOf,
  ) =>
  async (world: World): Promise<object> => {
    const place = where ? await where(world) : world.plain;
    const someone = await world.signedIn({}, place);
    return { AccessToken: someone.AccessToken, ...(await members(someone, world, place)) };
  };

const setting = (Name: string, Value: string): object => ({ UserAttributes: [{ Name, Value }] });

/** With a code to the address that he has, or to another. */
const verifying = (
  change: (code: string, someone: SignedIn, world: World) => object | Promise<object> = (Code) => ({ Code }),
): Row['arrange'] =>
  own(async (someone, world) => {
    const { AccessToken, user } = someone;
    await world.done('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' });
    const code = world.pools.lastCode(user.attributes['email'] ?? '');
    return { AttributeName: 'email', Code: code, ...(await change(code, someone, world)) };
  });

const tooOften = 'Attempt limit exceeded, please try after some time.';
const onlyContacts = 'Invalid attribute name. Only phone_number and email can be verified.';

/** What signed-in users do with their own account. */
export const selfServiceRows: readonly Row[] = [
  succeeds('GetUser', 'with the user', own(), {
    Username: some.text,
    UserAttributes: listing({ Name: 'sub', Value: some.uuid }, { Name: 'email_verified', Value: 'true' }),
  }),
  succeeds(
    'UpdateUserAttributes',
    'with nothing sent',
    own(() => setting('name', 'Ada')),
    {
      CodeDeliveryDetailsList: [],
    },
  ),
  succeeds(
    ...(['UpdateUserAttributes', 'with where the code went'] as const),
    own((_, world) => setting('email', `${world.name()}@example.com`)),
    { CodeDeliveryDetailsList: [delivery.CodeDeliveryDetails] },
  ),
  refuses(
    ...(['UpdateUserAttributes', 'NotAuthorized', 'what clients cannot write'] as const),
    own(() => setting('email_verified', 'true')),
    'A client attempted to write unauthorized attribute',
  ),
  refuses(
    ...(['UpdateUserAttributes', 'InvalidParameter', 'an unknown attribute'] as const),
    own(() => setting('custom:none', 'x')),
    'Type for attribute {custom:none} could not be determined',
  ),
  refuses(
    ...(['UpdateUserAttributes', 'AliasExists', 'a preferred name of another user'] as const),
    own(async (_, world, place) => {
      const preferred_username = world.name();
      await world.user({ attributes: { preferred_username } }, place);
      return setting('preferred_username', preferred_username);
    }, places.alias),
  ),
  succeeds(
    'DeleteUserAttributes',
    'with nothing',
    own(() => ({ UserAttributeNames: ['name'] })),
  ),
  refuses(
    ...(['DeleteUserAttributes', 'NotAuthorized', 'what clients cannot write'] as const),
    own(() => ({ UserAttributeNames: ['email_verified'] })),
  ),
  refuses(
    ...(['DeleteUserAttributes', 'InvalidParameter', 'an unknown attribute'] as const),
    own(() => ({ UserAttributeNames: ['custom:none'] })),
  ),
  succeeds(
    ...(['GetUserAttributeVerificationCode', 'with where the code went'] as const),
    own(() => ({ AttributeName: 'email' })),
    delivery,
  ),
  refuses(
    ...(['GetUserAttributeVerificationCode', 'InvalidParameter', 'an attribute without an address'] as const),
    own(() => ({ AttributeName: 'name' })),
    onlyContacts,
  ),
  refuses(
    ...(['GetUserAttributeVerificationCode', 'LimitExceeded', 'the sixth time in an hour'] as const),
    own(async ({ AccessToken }, world) => {
      const input = { AttributeName: 'email' };
      await world.repeat(5, 'GetUserAttributeVerificationCode', { AccessToken, ...input });
      return input;
    }),
    tooOften,
  ),
  succeeds('VerifyUserAttribute', 'with nothing', verifying()),
  refuses(
    ...(['VerifyUserAttribute', 'CodeMismatch', 'a wrong code'] as const),
    verifying((code) => ({ Code: otherThan(code) })),
    'Invalid verification code provided, please try again.',
  ),
  refuses(
    ...(['VerifyUserAttribute', 'ExpiredCode', 'a code that was used'] as const),
    verifying(async (Code, { AccessToken }, world) => {
      await world.done('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code });
      return {};
    }),
    'Invalid code provided, please request a code again.',
  ),
  refuses(
    ...(['VerifyUserAttribute', 'ExpiredCode', 'a code that was never asked for'] as const),
    own(() => ({ AttributeName: 'email', Code: '123456' })),
    'Invalid code provided, please request a code again.',
  ),
  refuses(
    ...(['VerifyUserAttribute', 'InvalidParameter', 'an attribute without an address'] as const),
    verifying(() => ({ AttributeName: 'name' })),
    onlyContacts,
  ),
  refuses(
    ...(['VerifyUserAttribute', 'LimitExceeded', 'the right code after 15 calls in an hour'] as const),
    verifying(async (_, { AccessToken }, world) => {
      const input = { AccessToken, AttributeName: 'email', Code: 'x' };
      await world.repeat(15, 'VerifyUserAttribute', input);
      return {};
    }),
    tooOften,
  ),
  refuses(
    ...([
      'VerifyUserAttribute',
      'AliasExists',
      'an address that has become the name of another user',
    ] as const),
    own(async ({ AccessToken }, world, place) => {
      const email = `${world.name()}@example.com`;
      await world.done('UpdateUserAttributes', { AccessToken, ...setting('email', email) });
      const code = world.pools.lastCode(email);
      // Two who change to one address: whoever proves it first has it.
      await world.user({ attributes: { email, email_verified: 'true' } }, place);
      return { AttributeName: 'email', Code: code };
    }, places.deferring),
  ),
  succeeds('DeleteUser', 'with nothing', own()),
];
