import { goodPassword } from '../../support';
import { SrpClient } from '../../srp';
import { places } from '../places';
import { refuses, type Row, succeeds } from '../row';
import { some, tokens } from '../shown';
import { type Way, ways } from '../way';
import type { World } from '../world';

type Values = Record<string, string>;
type Change = (given: { code: string; step: any; world: World; name: string }) => Values | Promise<Values>;

const flowOf = (changes: object = {}): object => ({ AuthFlow: 'USER_AUTH', ...changes });

/** The first step of a sign-in of a new user. */
const begin =
  (way: Way, more: Values = {}, changes: object = {}) =>
  async (world: World): Promise<Record<string, any>> => {
    const place = await places.choice(world);
    const { username } = await world.user({}, place);
    const AuthParameters = { USERNAME: username, ...more };
    return { ...way.pool(place), ClientId: place.ClientId, ...flowOf(changes), AuthParameters };
  };

/** An answer to the first step. */
const answer =
  (way: Way, start: ReturnType<typeof begin>, change: Change, ChallengeName = 'EMAIL_OTP') =>
  async (world: World): Promise<object> => {
    const { AuthFlow, AuthParameters, ...pool } = await start(world);
    const step = await world.done(way.initiate, { ...pool, AuthFlow, AuthParameters });
    const { USERNAME } = AuthParameters as { USERNAME: string };
    const sent = [...world.store.messages.values()].findLast(({ to }) => to === `${USERNAME}@example.com`);
    const responses = await change({ code: sent?.code ?? '', step, world, name: USERNAME });
    const ChallengeResponses = { USERNAME, ...responses };
    return { ...pool, ChallengeName, Session: step['Session'], ChallengeResponses };
  };

const another = (code: string): string =>
  String((Number(code) + 1) % 10 ** code.length).padStart(code.length, '0');

/** Changes the user between two steps. */
const meanwhile =
  (changes: object, change: Change): Change =>
  async (given) => {
    const { world, name } = given;
    const { UserPoolId } = await places.choice(world);
    const [user] = world.store.users.by('name', `${UserPoolId}/${name}`);
    world.change(user!, changes);
    return change(given);
  };

const byMail = { PREFERRED_CHALLENGE: 'EMAIL_OTP' };
const right: Change = ({ code }) => ({ EMAIL_OTP_CODE: code });

const choosing = (way: Way): readonly Row[] => {
  const { initiate, respond } = way;
  const coded = (change: Change): Row['arrange'] => answer(way, begin(way, byMail), change);
  const chosen = (values: Values): Row['arrange'] =>
    answer(way, begin(way), () => values, 'SELECT_CHALLENGE');
  return [
    succeeds(initiate, 'a sign-in by choice with the choice', begin(way), {
      ...{ ChallengeName: 'SELECT_CHALLENGE', Session: some.session, ChallengeParameters: {} },
      AvailableChallenges: expect.arrayContaining(['PASSWORD', 'EMAIL_OTP']) as string[],
    }),
    succeeds(
      ...([initiate, 'the chosen password with tokens'] as const),
      begin(way, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: goodPassword }),
      tokens,
    ),
    succeeds(respond, 'a code from the e-mail with tokens', coded(right), tokens),
    refuses(
      ...([respond, 'CodeMismatch', 'a wrong code'] as const),
      coded(({ code }) => ({ EMAIL_OTP_CODE: another(code) })),
      'Invalid code or auth state for the user.',
    ),
    refuses(
      respond,
      'PasswordResetRequired',
      'a code after a reset',
      coded(meanwhile({ status: 'RESET_REQUIRED' }, right)),
    ),
    refuses(
      ...([respond, 'NotAuthorized', 'a code after the user was disabled'] as const),
      coded(meanwhile({ enabled: false }, right)),
    ),
    refuses(
      ...([respond, 'NotAuthorized', 'a wrong password that was chosen'] as const),
      chosen({ ANSWER: 'PASSWORD', PASSWORD: 'wrong' }),
      'Incorrect username or password.',
    ),
    refuses(respond, 'InvalidParameter', 'a choice that there is not', chosen({ ANSWER: 'NONE' })),
  ];
};

/** A proof of the password by SRP, of the whole user but for what `change` does to it. */
const proof =
  (way: Way, changes: object, password = goodPassword): Row['arrange'] =>
  async (world) => {
    const srp = new SrpClient();
    const start = begin(way, { SRP_A: srp.shown }, { AuthFlow: 'USER_SRP_AUTH' });
    const change: Change = async ({ step }) => {
      const { UserPoolId } = await places.choice(world);
      const [, group = ''] = UserPoolId.split('_');
      const { USER_ID_FOR_SRP: userId } = step.ChallengeParameters;
      return { ...srp.claim(step.ChallengeParameters, { group, userId, password }), USERNAME: userId };
    };
    return answer(way, start, meanwhile(changes, change), 'PASSWORD_VERIFIER')(world);
  };

const proving = (way: Way): readonly Row[] => {
  const { initiate, respond } = way;
  const srp = (more: Values): ReturnType<typeof begin> => begin(way, more, { AuthFlow: 'USER_SRP_AUTH' });
  return [
    succeeds(initiate, 'SRP_A with what the client needs to prove the password', srp({ SRP_A: 'abcdef' }), {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        ...{ USERNAME: some.text, USER_ID_FOR_SRP: some.text, SECRET_BLOCK: some.text },
        ...{ SRP_B: expect.stringMatching(/^[0-9a-f]+$/u) as string, SALT: some.text },
      },
    }),
    refuses(initiate, 'InvalidParameter', 'no SRP_A', srp({})),
    succeeds(respond, 'a proof of the password with tokens', proof(way, {}), tokens),
    refuses(respond, 'NotAuthorized', 'a proof of another password', proof(way, {}, 'wrong')),
    refuses(
      respond,
      'UserNotConfirmed',
      'a proof before the confirmation',
      proof(way, { status: 'UNCONFIRMED' }),
    ),
    refuses(
      respond,
      'PasswordResetRequired',
      'a proof of a reset password',
      proof(way, { status: 'RESET_REQUIRED' }),
    ),
    refuses(respond, 'NotAuthorized', 'a proof of a disabled user', proof(way, { enabled: false })),
  ];
};

/** Sign-in by choice and by SRP, and the factors that there are to choose from. */
export const choiceRows: readonly Row[] = [
  ...ways.flatMap((way) => [...choosing(way), ...proving(way)]),
  succeeds(
    ...(['GetUserAuthFactors', 'with the factors'] as const),
    async (world) => {
      const { AccessToken } = await world.signedIn({}, await places.choice(world));
      return { AccessToken };
    },
    { Username: some.text, ConfiguredUserAuthFactors: ['PASSWORD', 'EMAIL_OTP'] },
  ),
  succeeds(
    ...(['AdminGetUserAuthFactors', 'with the factors'] as const),
    async (world) => world.named({}, await places.choice(world)),
    { Username: some.text, ConfiguredUserAuthFactors: ['PASSWORD', 'EMAIL_OTP'] },
  ),
];
