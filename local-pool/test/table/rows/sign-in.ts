import { goodPassword, secretHash } from '../../support';
import { type PlaceOf, places } from '../places';
import { type Expected, refuses, type Row, succeeds } from '../row';
import { some, tokens } from '../shown';
import { otherWay, type Way, ways } from '../way';
import type { Place, World } from '../world';

type Values = Record<string, string>;

/** A sign-in by password. */
function start(way: Way, place: Place, USERNAME: string, more: Values = {}, changes: object = {}): object {
  return {
    ...{ ...way.pool(place), ClientId: place.ClientId, AuthFlow: way.flow },
    AuthParameters: { USERNAME, PASSWORD: goodPassword, ...more },
    ...changes,
  };
}

/** A user whose password is temporary, at the challenge to replace it. */
async function atNewPassword(world: World, way: Way, place: Place): Promise<Values> {
  const temporary = {
    status: 'FORCE_CHANGE_PASSWORD',
    temporaryPasswordSetAt: world.pools.context.clock.now(),
  };
  const { username } = await world.user(temporary as never, place);
  const { Session } = await world.done(way.initiate, start(way, place, username));
  return { USERNAME: username, Session };
}

/** An answer to NEW_PASSWORD_REQUIRED. */
function answer(
  way: Way,
  place: Place,
  { Session = '', ...responses }: Values,
  changes: object = {},
): object {
  return {
    ...{ ...way.pool(place), ClientId: place.ClientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session },
    ChallengeResponses: { NEW_PASSWORD: 'Another-Horse-8', ...responses },
    ...changes,
  };
}

const challenged: Expected = {
  output: {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: some.session,
    ChallengeParameters: {
      USER_ID_FOR_SRP: some.text,
      requiredAttributes: '[]',
      userAttributes: expect.stringMatching(/^\{"email":"[^"]+","email_verified":"true"\}$/u) as string,
    },
  },
};
const wrong = 'Incorrect username or password.';

const beginning = (way: Way): readonly Row[] => {
  const { initiate } = way;
  const by =
    (changes: object, more: Values = {}) =>
    async (world: World): Promise<object> =>
      start(way, world.plain, (await world.user(changes)).username, more);
  return [
    succeeds(initiate, 'the right password with tokens', by({}), tokens),
    {
      operation: initiate,
      case: 'a temporary password with a challenge',
      arrange: by({ status: 'FORCE_CHANGE_PASSWORD' }),
      expect: challenged,
    },
    refuses(initiate, 'NotAuthorized', 'a wrong password', by({}, { PASSWORD: 'x' }), wrong),
    refuses(initiate, 'NotAuthorized', 'a disabled user', by({ enabled: false }), 'User is disabled.'),
    refuses(
      ...([initiate, 'NotAuthorized', 'a temporary password that is too old'] as const),
      by({ status: 'FORCE_CHANGE_PASSWORD', temporaryPasswordSetAt: 0 }),
      'Temporary password has expired and must be reset by an administrator.',
    ),
    refuses(
      ...([initiate, 'NotAuthorized', 'the right password of a locked user'] as const),
      async (world) => {
        const { username } = await world.user();
        await world.repeat(5, initiate, start(way, world.plain, username, { PASSWORD: 'x' }));
        return start(way, world.plain, username);
      },
      'Password attempts exceeded',
    ),
    refuses(
      ...([initiate, 'NotAuthorized', 'an unknown user where that is hidden'] as const),
      async (world) => start(way, await places.hidden(world), 'none'),
      wrong,
    ),
    refuses(
      ...([initiate, 'UserNotFound', 'an unknown user where that is shown'] as const),
      ({ plain }) => start(way, plain, 'none'),
      'User does not exist.',
    ),
    refuses(
      ...([
        initiate,
        'UserNotConfirmed',
        'a user who is not confirmed',
        by({ status: 'UNCONFIRMED' }),
      ] as const),
      'User is not confirmed.',
    ),
    refuses(
      ...([initiate, 'PasswordResetRequired', 'a reset password', by({ status: 'RESET_REQUIRED' })] as const),
      'Password reset required for the user',
    ),
    ...hashes(way),
    refuses(initiate, 'InvalidParameter', 'a flow that the client does not have', async (world) => {
      const { username } = await world.user();
      return start(way, world.plain, username, {}, { AuthFlow: 'USER_AUTH' });
    }),
    refuses(initiate, 'InvalidParameter', 'a flow of the other operation', ({ plain }) =>
      start(way, plain, 'x', {}, { AuthFlow: otherWay(way).flow }),
    ),
    refuses(initiate, 'InvalidParameter', 'no PASSWORD', ({ plain }) => ({
      ...{ ...way.pool(plain), ClientId: plain.ClientId, AuthFlow: way.flow },
      AuthParameters: { USERNAME: 'x' },
    })),
    refuses(initiate, 'InvalidParameter', 'SRP_A = 0', async (world) =>
      start(way, world.plain, (await world.user()).username, { SRP_A: '0' }, { AuthFlow: 'USER_SRP_AUTH' }),
    ),
  ];
};

const hashes = (way: Way): readonly Row[] => {
  const { initiate } = way;
  const by =
    (hash: (username: string, place: Place) => Values) =>
    async (world: World): Promise<object> => {
      const { username } = await world.user();
      const { confidential } = world.plain;
      const place = { ...world.plain, ...confidential };
      return start(way, place, username, hash(username, place));
    };
  const ofClient = (username: string, { confidential }: Place): string => secretHash(username, confidential);
  return [
    succeeds(
      ...([initiate, 'a client with a secret with tokens'] as const),
      by((name, place) => ({ SECRET_HASH: ofClient(name, place) })),
      tokens,
    ),
    refuses(
      initiate,
      'NotAuthorized',
      'a missing SECRET_HASH',
      by(() => ({})),
    ),
    refuses(
      initiate,
      'NotAuthorized',
      'a wrong SECRET_HASH',
      by((_, place) => ({ SECRET_HASH: ofClient('x', place) })),
    ),
  ];
};

const answering = (way: Way): readonly Row[] => {
  const { respond } = way;
  const by =
    (change: (given: Values, place: Place, world: World) => object | Promise<object>, where?: PlaceOf) =>
    async (world: World): Promise<object> => {
      const place = where ? await where(world) : world.plain;
      return change(await atNewPassword(world, way, place), place, world);
    };
  const plainly = by((given, place) => answer(way, place, given));
  return [
    succeeds(respond, 'a new password with tokens', plainly, tokens),
    refuses(
      ...([respond, 'InvalidPassword', 'a password against the policy'] as const),
      by((given, place) => answer(way, place, { ...given, NEW_PASSWORD: 'Short1!' })),
      'Password did not conform with policy: Password not long enough',
    ),
    refuses(
      ...([respond, 'PasswordHistoryPolicyViolation', 'the password of before'] as const),
      by((given, place) => answer(way, place, { ...given, NEW_PASSWORD: goodPassword }), places.history),
      'Password has previously been used',
    ),
    refuses(
      ...([respond, 'AliasExists', 'the e-mail address of another user'] as const),
      by(async (given, place, world) => {
        const email = `${world.name()}@example.com`;
        await world.user({ attributes: { email, email_verified: 'true' } }, place);
        return answer(way, place, { ...given, 'userAttributes.email': email });
      }, places.byEmail),
    ),
    refuses(
      ...([respond, 'NotAuthorized', 'a Session that is garbage'] as const),
      by((given, place) => answer(way, place, { ...given, Session: 'x'.repeat(40) })),
      'Invalid session for the user.',
    ),
    refuses(
      ...([respond, 'NotAuthorized', 'a Session of another user'] as const),
      by(async (given, place, world) =>
        answer(way, place, { ...given, USERNAME: (await world.user({}, place)).username }),
      ),
      'Invalid session for the user.',
    ),
    refuses(
      ...([respond, 'NotAuthorized', 'a Session of another challenge'] as const),
      by((given, place) => answer(way, place, { ...given, SMS_MFA_CODE: '1' }, { ChallengeName: 'SMS_MFA' })),
      'Invalid session for the user.',
    ),
    refuses(
      ...([respond, 'NotAuthorized', 'a Session that was used'] as const),
      by(async (given, place, world) => {
        await world.done(respond, answer(way, place, given));
        return answer(way, place, given);
      }),
      'Invalid session for the user, session can only be used once.',
    ),
    refuses(
      ...([respond, 'NotAuthorized', 'a Session that has expired'] as const),
      by(async (given, place, world) => {
        await world.pools.advance(180);
        return answer(way, place, given);
      }),
      'Invalid session for the user, session is expired.',
    ),
    refuses(respond, 'NotAuthorized', 'a Session of the other operation', async (world) => {
      return answer(way, world.plain, await atNewPassword(world, otherWay(way), world.plain));
    }),
    refuses(
      ...([respond, 'NotAuthorized', 'a user who was disabled meanwhile'] as const),
      by(async (given, place, world) => {
        await world.done('AdminDisableUser', { UserPoolId: place.UserPoolId, Username: given['USERNAME'] });
        return answer(way, place, given);
      }),
    ),
    refuses(
      ...([respond, 'InvalidParameter', 'no NEW_PASSWORD'] as const),
      by(({ Session, ...given }, place) => ({
        ...{ ...way.pool(place), ClientId: place.ClientId, ChallengeName: 'NEW_PASSWORD_REQUIRED', Session },
        ChallengeResponses: given,
      })),
    ),
    refuses(
      ...([respond, 'InvalidParameter', 'an attribute that the pool does not have'] as const),
      by((given, place) => answer(way, place, { ...given, 'userAttributes.custom:none': 'x' })),
    ),
  ];
};

/** Sign-in by password, and the challenge of a temporary one. */
export const signInRows: readonly Row[] = ways.flatMap((way) => [...beginning(way), ...answering(way)]);
